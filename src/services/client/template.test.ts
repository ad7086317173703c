import { createRandom } from '#kernel/random.ts'
import { describe, expect, test } from 'vitest'
import { renderTemplate } from './renderTemplate.ts'
import { addressOf, createRequestMix, splitTarget } from './requests.ts'
import { checkTemplates, compileTemplate } from './template.ts'

const render = (text: string, sequence = 0, seed = 1): string =>
  renderTemplate(compileTemplate(text), { random: createRandom(seed, 'values'), sequence })

const renderMany = (text: string, times: number): string[] => {
  const template = compileTemplate(text)
  const random = createRandom(1, 'values')
  return Array.from({ length: times }, (_, sequence) =>
    renderTemplate(template, { random, sequence }),
  )
}

describe('placeholders', () => {
  test('{{sequence}} counts the requests', () => {
    expect(render('/items/{{sequence}}/{{ sequence }}', 7)).toBe('/items/7/7')
  })

  test('{{randomInt a b}} is uniform between both, included', () => {
    const counts = new Map<string, number>()
    for (const text of renderMany('{{randomInt -1 2}}', 4_000)) {
      counts.set(text, (counts.get(text) ?? 0) + 1)
    }
    expect([...counts.keys()].toSorted()).toEqual(['-1', '0', '1', '2'])
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120)
  })

  test('{{zipf n s}}: rank k comes in proportion to k^-s', () => {
    const ranks = renderMany('{{zipf 10 1}}', 20_000).map(Number)
    const share = (rank: number) => ranks.filter((drawn) => drawn === rank).length / 20_000
    const harmonic = 2.928968
    expect(share(1)).toBeCloseTo(1 / harmonic, 1)
    expect(share(2) / share(1)).toBeCloseTo(0.5, 1)
    expect(Math.min(...ranks)).toBe(1)
    expect(Math.max(...ranks)).toBe(10)
  })

  test('{{uuid}} is a version 4 UUID', () => {
    const uuids = renderMany('{{uuid}}', 100)
    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    }
    expect(new Set(uuids).size).toBe(100)
  })

  test('the same seed fills in the same values', () => {
    const text = '{{uuid}} {{randomInt 1 1000000}}'
    expect(render(text, 0, 5)).toBe(render(text, 0, 5))
    expect(render(text, 0, 5)).not.toBe(render(text, 0, 6))
  })

  test('JSON around them stays as it is', () => {
    expect(render('{"a":{"b":{{sequence}}},"c":"{{sequence}}"}')).toBe('{"a":{"b":0},"c":"0"}')
  })

  test('a backslash makes braces mean themselves; what is unknown is sent as it stands', () => {
    expect(render('\\{{sequence}} {{nope}} {{randomInt 5}} {{')).toBe(
      '{{sequence}} {{nope}} {{randomInt 5}} {{',
    )
  })
})

describe('the check', () => {
  const request = { Method: 'GET', Path: '/', Headers: {}, Body: '' }

  test('finds nothing in what is right', () => {
    const Body = '{"id":"{{uuid}}","n":{{randomInt 1 9}}} \\{{x}}'
    const Headers = { 'x-key': '{{zipf 1000 1.1}}' }
    expect(checkTemplates([{ ...request, Headers, Body }])).toEqual([])
  })

  test('names the place of what is not', () => {
    expect(
      checkTemplates([
        request,
        {
          Method: 'G T',
          Path: 'items/{{id}}',
          Headers: { h: '{{randomInt 2 1}}' },
          Body: '{{zipf 0 1}}{{uuid 1}}',
        },
      ]),
    ).toEqual([
      {
        path: 'Requests[1].Path',
        message: 'unknown placeholder {{id}}: there are randomInt, sequence, zipf and uuid',
      },
      {
        path: 'Requests[1].Headers.h',
        message: 'randomInt takes two whole numbers, the lower first: {{randomInt 1 100}}',
      },
      {
        path: 'Requests[1].Body',
        message: 'zipf takes a number of ranks and an exponent: {{zipf 1000 1.1}}',
      },
      { path: 'Requests[1].Body', message: 'uuid takes no arguments: {{uuid}}' },
      { path: 'Requests[1].Path', message: 'a path begins with /' },
      { path: 'Requests[1].Method', message: "'G T' is no HTTP method" },
    ])
  })
})

describe('targets', () => {
  test.each([
    ['/items?limit=5', '/items', 'limit=5'],
    ['items', '/items', ''],
    ['/a b/ü?q=x y#part', '/a%20b/%C3%BC', 'q=x%20y'],
    ['/a%20b/100%25', '/a%20b/100%25', ''],
    ['', '/', ''],
    ['/a?b?c', '/a', 'b?c'],
  ])('%s', (target, path, query) => {
    expect(splitTarget(target)).toEqual({ path, query })
  })

  test('users have documentation addresses (RFC 5737), 762 of them', () => {
    expect(addressOf(0)).toBe('203.0.113.1')
    expect(addressOf(254)).toBe('198.51.100.1')
    expect(addressOf(761)).toBe('192.0.2.254')
    expect(addressOf(762)).toBe('203.0.113.1')
  })
})

test('templates are drawn by their weights; an empty list sends GET /', () => {
  const choice = createRandom(3, 'choice')
  const sources = { random: createRandom(3, 'values'), sequence: 0 }
  const template = (Path: string, Weight: number) => ({
    Method: 'get',
    Path,
    Weight,
    Headers: {},
    Body: '',
  })
  const mix = createRequestMix([template('/a', 1), template('/b', 9)])
  const paths = Array.from({ length: 2_000 }, () => mix.draw(choice, sources).path)
  expect(Math.abs(paths.filter((path) => path === '/b').length - 1_800)).toBeLessThan(60)
  expect(createRequestMix([]).draw(choice, sources)).toMatchObject({ method: 'GET', path: '/' })
})
