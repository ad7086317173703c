import { findHeader } from '#contracts/body.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import { seconds } from '#kernel/time.ts'
import { gunzipSync, gzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { createWorld, returns, wire } from './testing/world.ts'

describe('the stage’s cache', () => {
  const stage = (setting: object = {}, size = '0.5') => ({
    Stages: [
      {
        StageName: 'prod',
        CacheClusterEnabled: true,
        CacheClusterSize: size,
        MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', ...setting }],
      },
    ],
  })
  const keyed = (...CacheKeyParameters: string[]) => ({
    Methods: { 'ANY /{proxy+}': { Integration: { CacheKeyParameters } } },
  })

  test('answers GET for 300 s without asking anybody', () => {
    const { world, ask, invokes } = createWorld({ properties: stage() })
    // What wires show of it.
    expect([ask().cache, ask().cache]).toEqual(['miss', 'hit'])
    expect(invokes).toHaveLength(1)
    expect([world.counted('CacheHitCount'), world.counted('CacheMissCount')]).toEqual([1, 1])
    expect(world.samples('IntegrationLatency')).toHaveLength(1)
    ask({ method: 'POST' })
    ask({ method: 'POST' })
    expect(invokes).toHaveLength(3)
    world.run(seconds(301))
    ask()
    expect(invokes).toHaveLength(4)
  })

  test('only the key’s parameters tell answers apart', () => {
    const { ask, invokes } = createWorld({
      properties: { ...stage(), ...keyed('method.request.querystring.page') },
    })
    for (const query of ['page=1&x=1', 'page=1&x=2', 'page=2', '', 'x=3']) ask({ query })
    expect(invokes).toHaveLength(3)
  })

  test('errors are not kept; another method is, where a setting names it', () => {
    const failing = createWorld({
      properties: stage(),
      lambda: () => returns({ statusCode: 404, body: '' }),
    })
    failing.ask()
    failing.ask()
    expect(failing.invokes).toHaveLength(2)
    const posting = createWorld({
      properties: stage({ ResourcePath: '/items', HttpMethod: 'POST', CachingEnabled: true }),
      edges: [wire('invoke', ['POST /items'])],
    })
    posting.ask({ method: 'POST' })
    posting.ask({ method: 'POST' })
    expect(posting.invokes).toHaveLength(1)
  })

  const FRESH = [['Cache-Control', 'max-age=0']] as const

  test('Cache-Control: max-age=0 is ignored with a warning, unless anybody may', () => {
    const strict = createWorld({ properties: stage() })
    strict.ask()
    const warned = strict.ask({ headers: FRESH })
    expect(strict.invokes).toHaveLength(1)
    expect(findHeader(warned.headers, 'warning')).toBe(
      '199 Cache-control headers were ignored because the caller was unauthorized.',
    )
    const open = createWorld({ properties: stage({ RequireAuthorizationForCacheControl: false }) })
    open.ask()
    open.ask({ headers: FRESH })
    open.ask()
    expect(open.invokes).toHaveLength(2)
  })

  test('FAIL_WITH_403 refuses it', () => {
    const { ask, told, invokes } = createWorld({
      properties: stage({ UnauthorizedCacheControlHeaderStrategy: 'FAIL_WITH_403' }),
    })
    expect(told(ask({ headers: FRESH }))).toMatchObject({ status: 403 })
    expect(invokes).toEqual([])
  })

  test('another size empties it, a flush as well', () => {
    const { world, api, ask, invokes } = createWorld({ properties: stage() })
    ask()
    world.deploy({ properties: stage({}, '1.6'), model: { OverheadMs: 0 } })
    api.changed?.('properties')
    ask()
    expect(invokes).toHaveLength(2)
    api.command?.({ type: 'flush-cache', stage: 'prod' })
    ask()
    expect(invokes).toHaveLength(3)
    expect(api.inspect().cache).toMatchObject({ hits: 0, misses: 3, entries: 1 })
  })
})

describe('compression', () => {
  const properties = { MinimumCompressionSize: 10 }

  test('a long answer is packed for a client that takes it', () => {
    const { ask } = createWorld({
      properties,
      lambda: () => returns({ statusCode: 200, body: 'x'.repeat(100) }),
    })
    const { headers, body } = ask({ headers: [['Accept-Encoding', 'br, gzip']] })
    expect(findHeader(headers, 'content-encoding')).toBe('gzip')
    expect(typeof body === 'string' ? '' : utf8Decode(gunzipSync(body))).toBe('x'.repeat(100))
    expect(ask().body).toBe('x'.repeat(100))
  })

  test('a packed request is unpacked, one that would grow past 10 MB or is none is refused', () => {
    const { ask, invokes } = createWorld({ properties })
    const headers = [['Content-Encoding', 'gzip']] as const
    const send = (body: Uint8Array) => ask({ method: 'POST', headers, body }).status
    expect(send(gzipSync(new TextEncoder().encode('hello')))).toBe(200)
    expect(invokes[0]?.payload).toContain('"body":"hello"')
    expect(send(gzipSync(new Uint8Array(11 * 1_024 * 1_024), { level: 1 }))).toBe(400)
    expect(send(new Uint8Array([1, 2, 3]))).toBe(400)
  })
})
