import { describe, expect, test } from 'vitest'
import { findHeader, type Headers } from '#contracts/body.ts'
import { createEdgeWorld, originWire, type ViewerAsk } from './testing/edgeWorld.ts'

const TTL: Headers = [['Cache-Control', 'max-age=600']]

/** Which of two requests are one object. */
const areOne = (
  config: object,
  first: string,
  second: string,
  headers: readonly [Headers, Headers] = [[], []],
) => {
  const world = createEdgeWorld({ config, answer: () => ({ headers: TTL }) })
  world.send(first, { headers: headers[0] })
  return world.send(second, { headers: headers[1] }).cache === 'Hit'
}
const policy = (CachePolicyId: string) => ({ DefaultCacheBehavior: { CachePolicyId } })
const ALL_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE']

describe('the cache key', () => {
  test('without a query policy the query does not count, nor reach the origin', () => {
    expect(areOne(policy('CachingOptimized'), 'GET /a?v=1', 'GET /a?v=2')).toBe(true)
    const world = createEdgeWorld({})
    world.send('GET /a?v=1')
    expect(world.asked[0]?.request.query).toBe('')
  })

  test('where it counts, so do order and case', () => {
    const all = policy('UseOriginCacheControlHeaders-QueryStrings')
    expect(areOne(all, 'GET /a?x=1&y=2', 'GET /a?x=1&y=2')).toBe(true)
    expect(areOne(all, 'GET /a?x=1&y=2', 'GET /a?y=2&x=1')).toBe(false)
    expect(areOne(all, 'GET /a?x=1', 'GET /a?X=1')).toBe(false)
    expect(areOne(all, 'GET /a', 'GET /A')).toBe(false)
  })

  test('Accept-Encoding is normalised: br,gzip in any order and quality is one object', () => {
    const encodings = (first: string, second: string) =>
      areOne(policy('CachingOptimized'), 'GET /a', 'GET /a', [
        [['Accept-Encoding', first]],
        [['Accept-Encoding', second]],
      ])
    expect(encodings('gzip, deflate, br', 'br;q=1.0, gzip;q=0.5')).toBe(true)
    expect(encodings('gzip', 'gzip, br')).toBe(false)
    expect(encodings('identity', 'br;q=0')).toBe(true)
  })

  test('headers and cookies of the policy tell objects apart', () => {
    const origin = policy('Elemental-MediaPackage')
    const from = (name: string): Headers => [['Origin', name]]
    expect(areOne(origin, 'GET /a', 'GET /a', [from('a'), from('b')])).toBe(false)
    expect(areOne(origin, 'GET /a?start=1&z=1', 'GET /a?start=1&z=2')).toBe(true)
    const cookie = (text: string): Headers => [['Cookie', text]]
    const all = policy('UseOriginCacheControlHeaders')
    expect(areOne(all, 'GET /a', 'GET /a', [cookie('a=1'), cookie('a=2')])).toBe(false)
  })

  test('HEAD is answered from what GET brought', () => {
    const world = createEdgeWorld({ answer: () => ({ headers: TTL }) })
    world.send('GET /a')
    const head = world.send('HEAD /a')
    expect([head.cache, head.response.body]).toEqual(['Hit', ''])
  })

  test('the inspector tells the key of any request', () => {
    const world = createEdgeWorld({})
    const headers = 'accept-encoding: gzip, br'
    expect(world.service.query?.({ type: 'key', target: '/a?b=1', headers })).toMatchObject({
      key: '/a\naccept-encoding: br,gzip',
      policy: 'CachingOptimized',
      isCacheable: true,
    })
  })
})

describe('behaviours', () => {
  test('the first pattern that fits decides, the default one last', () => {
    const world = createEdgeWorld({
      edges: [originWire('Api'), originWire('Web')],
      config: {
        DefaultCacheBehavior: { TargetOriginId: 'Web' },
        CacheBehaviors: [
          { PathPattern: '/api/health', TargetOriginId: 'Web' },
          { PathPattern: 'api/*', TargetOriginId: 'Api' },
          { PathPattern: '*.jp?g', TargetOriginId: 'Api' },
        ],
      },
    })
    for (const path of ['/api/health', '/api/x/y', '/a/b.jpeg', '/a/b.jpg', '/API/x']) {
      world.send(`GET ${path}`)
    }
    expect(world.asked.map(({ origin }) => origin)).toEqual(['Web', 'Api', 'Api', 'Web', 'Web'])
  })

  test('methods: GET and HEAD unless more are allowed', () => {
    const world = createEdgeWorld({})
    const refused = world.send('DELETE /a')
    expect([refused.response.status, refused.cache]).toEqual([403, 'Error'])
    const open = createEdgeWorld({
      config: { DefaultCacheBehavior: { AllowedMethods: ALL_METHODS } },
    })
    expect(open.send('DELETE /a').response.status).toBe(200)
    expect(open.send('DELETE /a').cache).toBe('Miss')
  })

  test('plain HTTP is served, redirected, or refused', () => {
    const ask = (ViewerProtocolPolicy: string, line = 'GET /a?b=1') =>
      createEdgeWorld({
        config: { DefaultCacheBehavior: { ViewerProtocolPolicy, AllowedMethods: ALL_METHODS } },
      }).send(line, { scheme: 'http', headers: [['Host', 'example.com']] })
    expect(ask('allow-all').response.status).toBe(200)
    const moved = ask('redirect-to-https')
    expect([moved.response.status, moved.header('location'), moved.cache]).toEqual([
      301,
      'https://example.com/a?b=1',
      'Redirect',
    ])
    expect(ask('redirect-to-https', 'HEAD /a').response.status).toBe(301)
    expect(ask('redirect-to-https', 'POST /a').response.status).toBe(307)
    expect(ask('redirect-to-https', 'OPTIONS /a').header('location')).toBe('https://example.com/a')
    expect(ask('https-only').response.status).toBe(403)
  })

  test('a redirect to HTTPS is billed as a request over HTTP', () => {
    const world = createEdgeWorld({
      config: { DefaultCacheBehavior: { ViewerProtocolPolicy: 'redirect-to-https' } },
    })
    world.send('GET /a', { scheme: 'http' })
    world.send('GET /a')
    expect(world.service.usage?.()).toMatchObject({ 'http eu': 1, 'requests eu': 1 })
  })

  test('an origin is asked as the viewer asked, or as its own policy says', () => {
    const ask = (origin: object, scheme?: 'http') => {
      const world = createEdgeWorld({
        config: {
          DefaultCacheBehavior: { ViewerProtocolPolicy: 'allow-all' },
          Origins: [{ Id: 'Web', ...origin }],
        },
      })
      world.send('GET /a', scheme === undefined ? {} : { scheme })
      return world.asked[0]?.request.scheme ?? 'https'
    }
    const policy = (OriginProtocolPolicy: string) => ({
      CustomOriginConfig: { OriginProtocolPolicy },
    })
    expect([ask({}), ask({}, 'http')]).toEqual(['https', 'http'])
    expect(ask(policy('http-only'))).toBe('http')
    expect(ask(policy('https-only'), 'http')).toBe('https')
    expect(ask({ OriginAccessControlId: 'oac' }, 'http')).toBe('https')
  })

  test('geo restriction goes by the country where the viewer stands', () => {
    const Restrictions = { GeoRestriction: { RestrictionType: 'blacklist', Locations: ['JP'] } }
    const world = createEdgeWorld({ config: { Restrictions } })
    expect(world.send('GET /a', { city: 'Tokyo' }).response.status).toBe(403)
    expect(world.send('GET /a', { city: 'Seoul' }).response.status).toBe(200)
  })

  test('the default root object is for / alone', () => {
    const world = createEdgeWorld({ config: { DefaultRootObject: 'index.html' } })
    world.send('GET /')
    world.send('GET /docs/')
    expect(world.asked.map(({ request }) => request.path)).toEqual(['/index.html', '/docs/'])
  })

  test('the price class decides which edge serves far viewers', () => {
    const world = createEdgeWorld({ config: { PriceClass: 'PriceClass_100' } })
    expect(world.send('GET /a', { city: 'Sydney' }).header('x-amz-cf-pop')).not.toMatch(/^SYD/)
    const all = createEdgeWorld({})
    expect(all.send('GET /a', { city: 'Sydney' }).header('x-amz-cf-pop')).toMatch(/^SYD/)
  })

  test('too long a URL is 414, a disabled distribution 403', () => {
    const long = createEdgeWorld({}).send(`GET /${'a'.repeat(8_192)}`)
    expect(long.response.status).toBe(414)
    expect(createEdgeWorld({ config: { Enabled: false } }).send('GET /').response.status).toBe(403)
  })
})

describe('what the origin is told', () => {
  const toldTo = (config: object, headers: Headers, line = 'GET /a') => {
    const world = createEdgeWorld({ config })
    world.send(line, { headers })
    const request = world.asked[0]?.request
    return (name: string) => findHeader(request?.headers ?? [], name)
  }

  test('its own host, CloudFront’s user agent, Via, the viewer’s address; no cookies', () => {
    const Origins = [{ Id: 'Web', DomainName: 'origin.example.com' }]
    const told = toldTo({ Origins }, [
      ['Host', 'd1.cloudfront.net'],
      ['User-Agent', 'Firefox'],
      ['Cookie', 'a=1'],
      ['Accept-Language', 'de'],
      ['Accept-Encoding', 'gzip, br'],
    ])
    expect(told('host')).toBe('origin.example.com')
    expect(told('user-agent')).toBe('Amazon CloudFront')
    expect(told('via')).toMatch(/cloudfront\.net \(CloudFront\)$/)
    expect(told('x-amz-cf-id')).toHaveLength(56)
    expect(told('x-forwarded-for')).toBe('192.0.2.1')
    expect(told('accept-encoding')).toBe('br,gzip')
    expect([told('cookie'), told('accept-language')]).toEqual([undefined, undefined])
  })

  test('by AllViewerExceptHostHeader all but Host; by AllViewerAndCloudFrontHeaders more', () => {
    const headers: Headers = [
      ['Host', 'd1.cloudfront.net'],
      ['Cookie', 'a=1'],
      ['Accept-Language', 'de'],
      ['Authorization', 'Bearer x'],
    ]
    const with_ = (OriginRequestPolicyId: string) =>
      toldTo({ DefaultCacheBehavior: { OriginRequestPolicyId } }, headers, 'GET /a?b=1')
    const told = with_('AllViewerExceptHostHeader')
    expect([told('host'), told('cookie'), told('accept-language'), told('authorization')]).toEqual([
      'Web',
      'a=1',
      'de',
      'Bearer x',
    ])
    const more = with_('AllViewerAndCloudFrontHeaders-2022-06')
    expect([more('host'), more('cloudfront-viewer-country')]).toEqual(['d1.cloudfront.net', 'DE'])
  })

  test('custom headers, an origin path, and who signs by origin access control', () => {
    const world = createEdgeWorld({
      config: {
        Origins: [
          {
            Id: 'Web',
            OriginPath: '/site',
            OriginAccessControlId: 'oac',
            OriginCustomHeaders: [{ HeaderName: 'X-Secret', HeaderValue: 's' }],
          },
        ],
      },
    })
    world.send('GET /a', { headers: [['X-Secret', 'forged']] })
    const request = world.asked[0]?.request
    expect([request?.path, findHeader(request?.headers ?? [], 'x-secret')]).toEqual([
      '/site/a',
      's',
    ])
    expect(request?.signedBy).toMatchObject({
      service: 'cloudfront.amazonaws.com',
      sourceArn: expect.stringMatching(
        /^arn:aws:cloudfront::123456789012:distribution\/E[A-Z0-9]{13}$/,
      ),
    })
    expect(request?.from?.name).not.toBe('Frankfurt')
  })
})

describe('compression', () => {
  const page = 'a line of text\n'.repeat(100)
  const answer =
    (type: string, body = page) =>
    () => ({
      headers: [
        ['Content-Type', type],
        ['Content-Length', String(body.length)],
        ['ETag', '"v1"'],
        ...TTL,
      ] as Headers,
      body,
    })
  const config = { DefaultCacheBehavior: { Compress: true } }
  const gzip: ViewerAsk = { headers: [['Accept-Encoding', 'gzip']] }

  test('packs text of 1,000 bytes and more for those who take it, and weakens the ETag', () => {
    const world = createEdgeWorld({ config, answer: answer('text/html; charset=utf-8') })
    const packed = world.send('GET /a', gzip)
    expect([packed.header('content-encoding'), packed.header('etag')]).toEqual(['gzip', 'W/"v1"'])
    expect(packed.response.body.length).toBeLessThan(200)
    expect(world.send('GET /a').header('content-encoding')).toBeUndefined()
    expect(world.send('GET /a', gzip).cache).toBe('Hit')
  })

  test.each([
    ['an image', 'image/png', page],
    ['a short text', 'text/plain', 'short'],
  ])('not %s', (_name, type, body) => {
    const world = createEdgeWorld({ config, answer: answer(type, body) })
    expect(world.send('GET /a', gzip).header('content-encoding')).toBeUndefined()
  })
})

describe('response headers policies', () => {
  test('SecurityHeadersPolicy sets what the origin does not; nosniff even where it does', () => {
    const world = createEdgeWorld({
      config: { DefaultCacheBehavior: { ResponseHeadersPolicyId: 'SecurityHeadersPolicy' } },
      answer: () => ({
        headers: [
          ['X-Frame-Options', 'DENY'],
          ['X-Content-Type-Options', 'x'],
        ],
      }),
    })
    const seen = world.send('GET /a')
    expect(seen.header('x-frame-options')).toBe('DENY')
    expect(seen.header('x-content-type-options')).toBe('nosniff')
    expect(seen.header('strict-transport-security')).toBe('max-age=31536000')
  })

  test('CORS answers those who bring an Origin; custom headers and removals', () => {
    const ResponseHeadersPolicies = {
      mine: {
        CorsConfig: { AccessControlAllowOrigins: { Items: ['https://*.example.com'] } },
        CustomHeadersConfig: { Items: [{ Header: 'X-Team', Value: 'web' }] },
        RemoveHeadersConfig: { Items: [{ Header: 'Server' }] },
      },
    }
    const world = createEdgeWorld({
      properties: { ResponseHeadersPolicies },
      config: { DefaultCacheBehavior: { ResponseHeadersPolicyId: 'mine' } },
      answer: () => ({ headers: [['Server', 'nginx']] }),
    })
    const ask = (origin: string) => world.send('GET /a', { headers: [['Origin', origin]] })
    const allowed = ask('https://a.example.com')
    expect(allowed.header('access-control-allow-origin')).toBe('https://a.example.com')
    expect([allowed.header('x-team'), allowed.header('server')]).toEqual(['web', undefined])
    expect(ask('https://evil.com').header('access-control-allow-origin')).toBeUndefined()
  })
})

describe('metrics and logs', () => {
  test('are CloudWatch’s and the standard log’s', () => {
    const world = createEdgeWorld({ config: { Logging: {} }, answer: () => ({ headers: TTL }) })
    world.send('GET /a')
    world.send('GET /a')
    world.send('PUT /a')
    expect(world.counted('Requests')).toBe(3)
    expect(world.samples('4xxErrorRate')).toEqual([0, 0, 100])
    expect(world.samples('CacheHitRate')).toEqual([0, 100])
    const lines = world.records.flatMap((row) => (row.type === 'log' ? [row.line.split('\t')] : []))
    expect(lines.map((fields) => fields.length)).toEqual([33, 33, 33])
    expect(lines.map((fields) => fields[13])).toEqual(['Miss', 'Hit', 'Error'])
    expect(world.service.usage?.()['requests eu']).toBe(3)
  })
})
