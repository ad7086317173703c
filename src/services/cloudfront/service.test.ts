import { describe, expect, test } from 'vitest'
import { findHeader, type Headers } from '#contracts/body.ts'
import { createEdgeWorld, type OriginAnswer, originWire } from './testing/edgeWorld.ts'

const maxAge = (seconds: number, more: Headers = []): OriginAnswer => ({
  headers: [['Cache-Control', `max-age=${seconds}`], ...more],
})
/** A policy in place of a managed one, with TTLs. */
const ttls = (MinTTL: number, DefaultTTL: number, MaxTTL: number, key: object = {}) => ({
  CachePolicies: {
    own: { MinTTL, DefaultTTL, MaxTTL, ParametersInCacheKeyAndForwardedToOrigin: key },
  },
})
const OWN = { DefaultCacheBehavior: { CachePolicyId: 'own' } }

describe('hits and misses', () => {
  test('the first request is a miss, the next a hit with an age and no word to the origin', () => {
    const world = createEdgeWorld({ answer: () => maxAge(60) })
    const first = world.send('GET /a')
    expect([first.cache, first.header('age'), first.response.body]).toEqual([
      'Miss',
      undefined,
      'hello',
    ])
    world.wait(5)
    const second = world.send('GET /a')
    expect([second.cache, second.header('age'), second.response.body]).toEqual([
      'Hit',
      '5',
      'hello',
    ])
    expect(world.asked).toHaveLength(1)
    expect(second.header('x-cache')).toBe('Hit from cloudfront')
    expect(second.header('x-amz-cf-pop')).toMatch(/^[A-Z]{3}\d\d-P\d$/)
    expect(second.header('x-amz-cf-id')).toHaveLength(56)
    expect(second.header('via')).toMatch(/^1\.1 [0-9a-f]{32}\.cloudfront\.net \(CloudFront\)$/)
  })

  test('each edge has a cache of its own, but a regional cache answers all that lie behind it', () => {
    const world = createEdgeWorld({ answer: () => maxAge(3_600) })
    expect(world.send('GET /a', { city: 'London' }).cache).toBe('Miss')
    // Manchester's edge lies behind the same regional cache.
    const other = world.send('GET /a', { city: 'Dublin' })
    expect(other.cache).toBe('Miss')
    const far = world.send('GET /a', { city: 'Tokyo' })
    expect(far.cache).toBe('Miss')
    const kinds = world.service.inspect().sites.map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'edge')).toHaveLength(3)
    expect(world.asked.length).toBeLessThan(4)
  })

  test('what is hit at a regional cache is as old as it is there', () => {
    const world = createEdgeWorld({ answer: () => maxAge(60) })
    world.send('GET /a', { city: 'Berlin' })
    world.wait(40)
    const munich = world.send('GET /a', { city: 'Warsaw' })
    expect(world.asked).toHaveLength(1)
    expect([munich.cache, munich.header('age')]).toEqual(['Hit', '40'])
    world.wait(30)
    world.send('GET /a', { city: 'Warsaw' })
    expect(world.asked).toHaveLength(2)
  })

  test('with Origin Shield all Regions ask one', () => {
    const Origins = [
      { Id: 'Web', OriginShield: { Enabled: true, OriginShieldRegion: 'us-east-1' } },
    ]
    const world = createEdgeWorld({ config: { Origins }, answer: () => maxAge(3_600) })
    for (const city of ['Tokyo', 'Sydney', 'London', 'New York']) world.send('GET /a', { city })
    expect(world.asked).toHaveLength(1)
    expect(world.service.usage?.()['shield']).toBeGreaterThan(0)
  })

  test('nearer edges answer sooner, and every tier adds its way', () => {
    const world = createEdgeWorld({ answer: () => maxAge(3_600) })
    const begun = 0
    const miss = world.send('GET /a', { city: 'Sydney' })
    const hit = world.send('GET /a', { city: 'Sydney' })
    expect(miss.at - begun).toBeGreaterThan(20)
    expect(hit.at - miss.at).toBeLessThan(5)
  })
})

describe('TTLs: CFDG expiration', () => {
  test.each<[string, Headers, readonly [number, number, number], number | null]>([
    ['max-age within the bounds', [['Cache-Control', 'max-age=100']], [0, 5, 1_000], 100],
    ['max-age over the maximum', [['Cache-Control', 'max-age=9000']], [0, 5, 1_000], 1_000],
    ['max-age under the minimum', [['Cache-Control', 'max-age=1']], [50, 60, 1_000], 50],
    ['s-maxage beats max-age', [['Cache-Control', 'max-age=10, s-maxage=100']], [0, 5, 1_000], 100],
    ['nothing: the default', [], [0, 60, 1_000], 60],
    ['nothing: no less than the minimum', [], [100, 60, 1_000], 100],
    ['no-store with minimum 0', [['Cache-Control', 'no-store']], [0, 60, 1_000], null],
    ['no-store with a minimum', [['Cache-Control', 'no-store']], [30, 60, 1_000], 30],
    ['private with minimum 0', [['Cache-Control', 'private, max-age=90']], [0, 60, 1_000], null],
    ['private with a minimum', [['Cache-Control', 'private, max-age=90']], [30, 60, 1_000], 30],
    ['no-cache with a minimum', [['Cache-Control', 'no-cache']], [30, 60, 1_000], 30],
    ['Expires', [['Expires', 'Thu, 01 Jan 2026 00:01:40 GMT']], [0, 5, 1_000], 100],
  ])('%s', (_name, headers, [min, standard, max], seconds) => {
    const world = createEdgeWorld({
      config: OWN,
      properties: ttls(min, standard, max),
      answer: () => ({ headers }),
    })
    world.send('GET /a')
    if (seconds === null) {
      expect(world.send('GET /a').cache).toBe('Miss')
      return
    }
    world.wait(seconds - 1)
    expect(world.send('GET /a').cache).toBe('Hit')
    world.wait(1.2)
    world.send('GET /a')
    expect(world.asked).toHaveLength(2)
  })

  test('CachingDisabled asks the origin each time, from the edge itself', () => {
    const config = { DefaultCacheBehavior: { CachePolicyId: 'CachingDisabled' } }
    const world = createEdgeWorld({ config, answer: () => maxAge(60) })
    expect([world.send('GET /a').cache, world.send('GET /a').cache]).toEqual(['Miss', 'Miss'])
    expect(world.service.inspect().sites.every(({ kind }) => kind === 'edge')).toBe(true)
    expect(findHeader(world.asked[0]?.request.headers ?? [], 'user-agent')).toBe(
      'Amazon CloudFront',
    )
  })

  test('what viewers say of caching is not heard', () => {
    const world = createEdgeWorld({ answer: () => maxAge(60) })
    world.send('GET /a')
    const headers: Headers = [
      ['Cache-Control', 'no-cache'],
      ['Pragma', 'no-cache'],
    ]
    expect(world.send('GET /a', { headers }).cache).toBe('Hit')
  })
})

describe('validation', () => {
  test('an expired object is asked for with its ETag; 304 renews it: RefreshHit', () => {
    const world = createEdgeWorld({
      answer: (request) =>
        findHeader(request.headers, 'if-none-match') === '"v1"'
          ? {
              status: 304,
              headers: [
                ['Cache-Control', 'max-age=10'],
                ['ETag', '"v1"'],
              ],
              body: '',
            }
          : maxAge(10, [['ETag', '"v1"']]),
    })
    world.send('GET /a')
    world.wait(11)
    const refreshed = world.send('GET /a')
    expect([refreshed.cache, refreshed.response.status, refreshed.response.body]).toEqual([
      'RefreshHit',
      200,
      'hello',
    ])
    expect(world.send('GET /a').cache).toBe('Hit')
    expect(world.asked).toHaveLength(2)
  })

  test('a viewer’s own condition and range are met from the cache', () => {
    const world = createEdgeWorld({ answer: () => maxAge(60, [['ETag', '"v1"']]) })
    world.send('GET /a')
    const same = world.send('GET /a', { headers: [['If-None-Match', '"v1"']] })
    expect([same.response.status, same.response.body]).toEqual([304, ''])
    const part = world.send('GET /a', { headers: [['Range', 'bytes=1-2']] })
    expect([part.response.status, part.header('content-range')]).toEqual([206, 'bytes 1-2/5'])
    expect(part.response.body).toEqual(new Uint8Array([101, 108]))
    expect(world.asked).toHaveLength(1)
  })

  test('a range that misses fetches the whole object and keeps it', () => {
    const world = createEdgeWorld({ answer: () => maxAge(60) })
    const part = world.send('GET /a', { headers: [['Range', 'bytes=0-0']] })
    expect(part.response.status).toBe(206)
    expect(findHeader(world.asked[0]?.request.headers ?? [], 'range')).toBeUndefined()
    expect(world.send('GET /a').cache).toBe('Hit')
  })

  test('stale-while-revalidate answers at once and fetches behind', () => {
    const world = createEdgeWorld({
      answer: () => ({ headers: [['Cache-Control', 'max-age=10, stale-while-revalidate=60']] }),
    })
    world.send('GET /a')
    world.wait(12)
    expect(world.send('GET /a').cache).toBe('Hit')
    world.wait(1)
    expect(world.asked).toHaveLength(2)
    expect(Number(world.send('GET /a').header('age'))).toBeLessThan(3)
  })
})

describe('when the origin fails', () => {
  const failing = (cacheControl: string) => {
    let isDown = false
    const world = createEdgeWorld({
      answer: () => (isDown ? { status: 503 } : { headers: [['Cache-Control', cacheControl]] }),
    })
    world.send('GET /a')
    isDown = true
    return world
  }

  test('an expired object stands in, and the origin is left alone for the error caching minimum', () => {
    const world = failing('max-age=10')
    world.wait(11)
    expect([world.send('GET /a').response.status, world.asked.length]).toEqual([200, 2])
    expect([world.send('GET /a').response.status, world.asked.length]).toEqual([200, 2])
    world.wait(11)
    expect([world.send('GET /a').response.status, world.asked.length]).toEqual([200, 3])
  })

  test('stale-if-error bounds for how long', () => {
    const world = failing('max-age=10, stale-if-error=20')
    world.wait(15)
    expect(world.send('GET /a').response.status).toBe(200)
    world.wait(20)
    expect(world.send('GET /a').response.status).toBe(503)
  })

  test('an error is kept for 10 seconds, or as the document says', () => {
    const answer = (): OriginAnswer => ({ status: 404 })
    const world = createEdgeWorld({ answer })
    expect(world.send('GET /a').cache).toBe('Error')
    world.wait(9)
    world.send('GET /a')
    expect(world.asked).toHaveLength(1)
    world.wait(2)
    world.send('GET /a')
    expect(world.asked).toHaveLength(2)
    const CustomErrorResponses = [{ ErrorCode: 404, ErrorCachingMinTTL: 0 }]
    const eager = createEdgeWorld({ answer, config: { CustomErrorResponses } })
    eager.send('GET /a')
    eager.send('GET /a')
    expect(eager.asked).toHaveLength(2)
  })

  test('403 is kept only where max-age says so; 416 never', () => {
    const statuses: OriginAnswer[] = [{ status: 403 }, { status: 403 }]
    const world = createEdgeWorld({ answer: () => statuses.shift() ?? {} })
    world.send('GET /a')
    world.send('GET /a')
    expect(world.asked).toHaveLength(2)
    const told = createEdgeWorld({ answer: () => ({ status: 403, ...maxAge(60) }) })
    told.send('GET /a')
    told.send('GET /a')
    expect(told.asked).toHaveLength(1)
  })

  test('a custom error response shows a page of its own, with a status of its own', () => {
    const CustomErrorResponses = [
      { ErrorCode: 404, ResponseCode: 200, ResponsePagePath: '/index.html' },
    ]
    const world = createEdgeWorld({
      config: { CustomErrorResponses },
      answer: ({ path }) => (path === '/index.html' ? { body: 'app' } : { status: 404 }),
    })
    const shown = world.send('GET /deep/link')
    expect([shown.response.status, shown.response.body, shown.cache]).toEqual([200, 'app', 'Error'])
  })

  test('no connection is tried three times and is 502; a silent origin is 504', () => {
    const world = createEdgeWorld({ answer: () => ({ networkError: true }) })
    const lost = world.send('GET /a')
    expect([lost.response.status, world.asked.length]).toEqual([502, 3])
    expect(String(lost.response.body)).toContain('502 ERROR')
    const Origins = [
      { Id: 'Web', ConnectionAttempts: 1, CustomOriginConfig: { OriginReadTimeout: 2 } },
    ]
    const slow = createEdgeWorld({ config: { Origins }, answer: () => ({ took: 5_000 }) })
    expect(slow.send('GET /a').response.status).toBe(504)
    expect(world.sendAll([['POST /a']])[0]?.response.status).toBe(403)
  })

  test('POST is sent once', () => {
    const AllowedMethods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE']
    const world = createEdgeWorld({
      config: { DefaultCacheBehavior: { AllowedMethods } },
      answer: () => ({ networkError: true }),
    })
    expect(world.send('POST /a', { body: 'x' }).response.status).toBe(502)
    expect(world.asked).toHaveLength(1)
  })

  test('an origin group asks the second origin for the statuses that it names, for GET', () => {
    const OriginGroups = {
      Items: [
        {
          Id: 'both',
          FailoverCriteria: { StatusCodes: { Items: [500, 503] } },
          Members: { Items: [{ OriginId: 'Web' }, { OriginId: 'Spare' }] },
        },
      ],
    }
    const world = createEdgeWorld({
      edges: [originWire('Web'), originWire('Spare')],
      config: { OriginGroups, DefaultCacheBehavior: { TargetOriginId: 'both' } },
      answer: (_request, origin) => (origin === 'Web' ? { status: 500 } : { body: 'spare' }),
    })
    const answer = world.send('GET /a')
    expect([answer.response.status, answer.response.body]).toEqual([200, 'spare'])
    expect(world.asked.map(({ origin }) => origin)).toEqual(['Web', 'Spare'])
    expect(world.records.some((row) => row.type === 'mark' && row.mark === 'failover')).toBe(true)
  })
})

describe('collapsing', () => {
  test('of many who ask for the same at once one asks the origin', () => {
    const world = createEdgeWorld({ model: { EdgeMs: 0 }, answer: () => maxAge(60) })
    const all = world.sendAll([['GET /a'], ['GET /a'], ['GET /a']])
    expect(world.asked).toHaveLength(1)
    expect(all.map(({ cache }) => cache)).toEqual(['Miss', 'Hit', 'Hit'])
  })

  test('what may not be kept is asked for by each', () => {
    const config = { DefaultCacheBehavior: { CachePolicyId: 'UseOriginCacheControlHeaders' } }
    const world = createEdgeWorld({
      config,
      answer: () => ({ headers: [['Cache-Control', 'private']] }),
    })
    world.sendAll([['GET /a'], ['GET /a'], ['GET /a']])
    expect(world.asked).toHaveLength(3)
  })
})
