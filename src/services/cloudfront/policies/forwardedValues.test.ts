import { expect, test } from 'vitest'
import type { Headers } from '#contracts/body.ts'
import { createEdgeWorld } from '../testing/edgeWorld.ts'

// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
const worldOf = (ForwardedValues: object, more: object = {}, headers: Headers = []) =>
  createEdgeWorld({
    config: { DefaultCacheBehavior: { ForwardedValues, ...more } },
    answer: () => ({ headers }),
  })

test('what a behaviour without policies forwards is in its key, and nothing else', () => {
  const plain = worldOf({})
  plain.send('GET /a?x=1', { headers: [['Cookie', 's=1']] })
  expect(plain.send('GET /a?x=2').cache).toBe('Hit')
  expect(plain.asked[0]?.request.query).toBe('')

  const chosen = worldOf({
    QueryString: true,
    QueryStringCacheKeys: ['page'],
    Cookies: { Forward: 'whitelist', WhitelistedNames: ['s'] },
    Headers: ['Accept-Language'],
  })
  const ask = (query: string, cookie: string, language: string) =>
    chosen.send(`GET /a?${query}`, {
      headers: [
        ['Cookie', cookie],
        ['Accept-Language', language],
      ],
    }).cache
  expect(ask('page=1&x=1', 's=1; t=1', 'de')).toBe('Miss')
  // All of the query goes to the origin, though only a part of it tells objects apart.
  expect(chosen.asked[0]?.request.query).toBe('page=1&x=1')
  expect(ask('page=1&x=2', 's=1; t=2', 'de')).toBe('Hit')
  expect(ask('page=2', 's=1', 'de')).toBe('Miss')
  expect(ask('page=1', 's=2', 'de')).toBe('Miss')
  expect(ask('page=1', 's=1', 'fr')).toBe('Miss')
})

test('its TTLs are the behaviour’s own: a day where nobody says anything', () => {
  const byDefault = worldOf({})
  byDefault.send('GET /a')
  byDefault.wait(86_000)
  expect(byDefault.send('GET /a').cache).toBe('Hit')
  const own = worldOf({}, { MinTTL: 0, DefaultTTL: 5, MaxTTL: 10 }, [
    ['Cache-Control', 'max-age=60'],
  ])
  own.send('GET /a')
  own.wait(11)
  expect(own.send('GET /a').cache).not.toBe('Hit')
})

test('with all headers forwarded nothing is cached, and the origin sees them all', () => {
  const world = worldOf({ Headers: ['*'] })
  world.send('GET /a', { headers: [['X-Mine', '1']] })
  expect(world.send('GET /a').cache).toBe('Miss')
  expect(world.asked[0]?.request.headers).toContainEqual(['X-Mine', '1'])
})
