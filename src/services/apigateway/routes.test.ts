import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkRouteKeys, findRoute, parseRouteKey, type Route } from './routes.ts'

const parseAll = (...keys: string[]): Route[] =>
  keys.map((key) => {
    const route = parseRouteKey(key)
    if (typeof route === 'string') throw new Error(`${key}: ${route}`)
    return route
  })

const pick = (keys: string[], method: string, path: string): string | null =>
  findRoute(parseAll(...keys), method, path)?.route.key ?? null

describe('precedence', () => {
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html, "Example: routes".
  const documented = [
    'GET /pets/dog/1',
    'GET /pets/dog/{id}',
    'GET /pets/{proxy+}',
    'ANY /{proxy+}',
    '$default',
  ]

  test.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1'],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}'],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}'],
    ['POST', '/test/5', 'ANY /{proxy+}'],
    ['GET', '/', '$default'],
  ])("AWS's table: %s %s goes to %s", (method, path, key) => {
    expect(pick(documented, method, path)).toBe(key)
    expect(pick(documented.toReversed(), method, path)).toBe(key)
  })

  test('"full match for a route and method" comes before a match with a greedy variable', () => {
    expect(pick(['GET /a/{proxy+}', 'GET /{x}/b'], 'GET', '/a/b')).toBe('GET /{x}/b')
  })

  test('ANY takes the methods that the same path does not name', () => {
    const keys = ['ANY /items', 'GET /items']
    expect(pick(keys, 'GET', '/items')).toBe('GET /items')
    expect(pick(keys, 'DELETE', '/items')).toBe('ANY /items')
  })

  test('a literal beats a variable from the left, whatever the method says', () => {
    expect(pick(['GET /{a}/x', 'ANY /a/{b}'], 'GET', '/a/x')).toBe('ANY /a/{b}')
  })

  test('the longer prefix wins among greedy routes', () => {
    expect(pick(['ANY /{proxy+}', 'ANY /a/{proxy+}', 'ANY /a/b/{proxy+}'], 'GET', '/a/b/c')).toBe(
      'ANY /a/b/{proxy+}',
    )
  })

  test('is a matter of the routes, not of the order in which they stand', () => {
    const segment = fc.constantFrom('a', 'b', '{x}')
    const path = fc
      .tuple(fc.array(segment, { maxLength: 3 }), fc.constantFrom('', '/{proxy+}'))
      .map(
        ([parts, tail]) =>
          parts.map((part, i) => `/${part.replace('x', `x${i}`)}`).join('') + tail || '/',
      )
    const key = fc
      .tuple(fc.constantFrom('GET', 'POST', 'ANY'), path)
      .map(([method, path]) => `${method} ${path}`)
    const request = fc
      .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 })
      .map((p) => `/${p.join('/')}`)
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { maxLength: 8 }),
        request,
        fc.infiniteStream(fc.nat()),
        (keys, path, order) => {
          const routes = parseAll(...keys)
          const ranks = new Map(routes.map((route) => [route, order.next().value ?? 0]))
          const shuffled = routes.toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0))
          const [one, two] = [findRoute(routes, 'GET', path), findRoute(shuffled, 'GET', path)]
          expect(two?.route.key).toBe(one?.route.key)
          // A full match is never passed over for a greedy one, nor a match for nothing.
          const full = routes.filter((route) => !route.key.includes('+'))
          if (findRoute(full, 'GET', path) !== null) expect(one?.route.key).not.toContain('+')
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('matching', () => {
  test('{proxy+} needs at least one segment: it does not match /', () => {
    expect(pick(['ANY /{proxy+}'], 'GET', '/')).toBeNull()
    expect(pick(['ANY /{proxy+}'], 'GET', '/x')).toBe('ANY /{proxy+}')
    expect(pick(['ANY /a/{proxy+}'], 'GET', '/a')).toBeNull()
  })

  test('a trailing slash is another path: GET /pets does not match /pets/, GET /pets/{proxy+} does', () => {
    expect(pick(['GET /pets'], 'GET', '/pets/')).toBeNull()
    expect(pick(['GET /pets/{id}'], 'GET', '/pets/')).toBeNull()
    expect(pick(['GET /pets/{proxy+}'], 'GET', '/pets/')).toBe('GET /pets/{proxy+}')
  })

  test('literals are case-sensitive', () => {
    expect(pick(['GET /Pets'], 'GET', '/pets')).toBeNull()
  })

  test('another method on a known path is no match', () => {
    expect(pick(['GET /items'], 'PUT', '/items')).toBeNull()
  })

  test('path variables are URL-decoded, one segment each; the greedy one keeps its slashes', () => {
    const routes = parseAll('GET /a/{id}/b', 'GET /files/{path+}')
    expect(findRoute(routes, 'GET', '/a/x%20y%2Fz/b')?.parameters).toEqual({ id: 'x y/z' })
    expect(findRoute(routes, 'GET', '/files/a/b%26c')?.parameters).toEqual({ path: 'a/b&c' })
    expect(findRoute(routes, 'GET', '/a/50%/b')?.parameters).toEqual({ id: '50%' })
  })

  test('$default takes everything and names no variables', () => {
    expect(findRoute(parseAll('$default'), 'TRACE', '/a/b')).toEqual({
      route: { key: '$default', isDefault: true },
      parameters: {},
    })
  })
})

describe('route keys', () => {
  test.each(['$default', 'GET /', 'ANY /{proxy+}', 'PATCH /a/{b}/c-d_e.f/{g+}', 'HEAD /~x'])(
    '%s is one',
    (key) => expect(typeof parseRouteKey(key)).toBe('object'),
  )

  test.each([
    ['', 'a route key is'],
    ['/items', 'a route key is'],
    ['get /items', 'a route key is'],
    ['TRACE /items', 'a route key is'],
    ['GET items', 'begin with /'],
    ['GET  /items', 'begin with /'],
    ['GET /items/', 'not end with /'],
    ['GET /a//b', 'empty segment'],
    ['GET /{proxy+}/b', 'last segment'],
    ['GET /a{id}', 'whole segment'],
    ['GET /{id}/{id}', 'twice'],
    ['GET /{}', 'whole segment'],
  ])('%j is none', (key, why) => {
    expect(parseRouteKey(key)).toContain(why)
  })

  test('the check names the place and the problem', () => {
    expect(checkRouteKeys(['GET /a', 'GET /b/', 'GET /a'])).toEqual([
      { path: 'RouteKeys[1]', message: "'GET /b/': the path must not end with /" },
      { path: 'RouteKeys[2]', message: 'Route with key GET /a already exists for this API' },
    ])
    expect(checkRouteKeys(['GET /a', 'ANY /a', '$default'])).toEqual([])
  })

  test('"300 routes per API"', () => {
    const keys = Array.from({ length: 301 }, (_, index) => `GET /${index}`)
    expect(checkRouteKeys(keys.slice(0, 300))).toEqual([])
    expect(checkRouteKeys(keys)).toHaveLength(1)
  })
})
