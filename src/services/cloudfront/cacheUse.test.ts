import { expect, test } from 'vitest'
import type { Headers } from '#contracts/body.ts'
import { createEdgeWorld, type OriginAnswer } from './testing/edgeWorld.ts'

const control = (value: string, more: Headers = []): OriginAnswer => ({
  headers: [['Cache-Control', value], ...more],
})

const useOf = (world: ReturnType<typeof createEdgeWorld>, line = 'GET /a') =>
  world.send(line).response.cache

test('a reply carries what the cache made of its request: miss, hit, refresh', () => {
  const world = createEdgeWorld({
    answer: ({ headers }) =>
      headers.some(([name]) => name.toLowerCase() === 'if-none-match')
        ? { status: 304, headers: [['ETag', '"1"']] }
        : control('max-age=10', [['ETag', '"1"']]),
  })
  expect([useOf(world), useOf(world)]).toEqual(['miss', 'hit'])
  world.wait(11)
  expect(useOf(world)).toBe('refresh')
  // What may not be cached was not there either.
  expect(useOf(world, 'POST /a')).toBeUndefined()
})

test('what is past its time is stale: while it is validated behind the answer, and while the origin fails', () => {
  const behind = createEdgeWorld({
    answer: () => control('max-age=10, stale-while-revalidate=60'),
  })
  behind.send('GET /a')
  behind.wait(11)
  expect(useOf(behind)).toBe('stale')

  let isDown = false
  const failing = createEdgeWorld({
    answer: () => (isDown ? { status: 503 } : control('max-age=10')),
  })
  failing.send('GET /a')
  isDown = true
  failing.wait(11)
  expect(useOf(failing)).toBe('stale')
  // Held for the error's time: still stale, without asking.
  expect(useOf(failing)).toBe('stale')
})

test('an origin’s Age that cannot be read makes the object old at once, and nobody is told an age', () => {
  const world = createEdgeWorld({ answer: () => control('max-age=60', [['Age', 'abc']]) })
  world.send('GET /a')
  const again = world.send('GET /a')
  expect([again.cache, again.header('age'), world.asked.length]).toEqual(['Miss', undefined, 2])
})

test('an error that a cache had is a hit; one of the origin, or the edge’s own, tells by its status alone', () => {
  const world = createEdgeWorld({
    config: {
      Restrictions: { GeoRestriction: { RestrictionType: 'blacklist', Locations: ['JP'] } },
    },
    answer: () => ({ status: 404 }),
  })
  expect([useOf(world), useOf(world)]).toEqual([undefined, 'hit'])
  const refused = world.send('GET /a', { city: 'Tokyo' }).response
  expect([refused.status, refused.cache]).toEqual([403, undefined])
})

test('the way between an edge and its regional cache is a hop of the map: up, and down with what was found there', () => {
  const world = createEdgeWorld({ answer: () => control('max-age=60') })
  world.send('GET /a', { city: 'Berlin' })
  world.send('GET /a', { city: 'Warsaw' })
  const inner = world.records.flatMap((body) =>
    body.type === 'hop' && body.edge === '' ? [[body.way, body.phase, body.cache]] : [],
  )
  expect(inner).toEqual([
    ['BER>eu-central-1', 'request', undefined],
    ['BER>eu-central-1', 'reply', 'miss'],
    ['WAW>eu-central-1', 'request', undefined],
    ['WAW>eu-central-1', 'reply', 'hit'],
  ])
})
