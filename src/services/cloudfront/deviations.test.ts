import { describe, expect, test } from 'vitest'
import type { Headers } from '#contracts/body.ts'
import { createEdgeWorld, type OriginAnswer, type ViewerAsk } from './testing/edgeWorld.ts'

// The same requests and answers under CloudFront's rules and under RFC 9111's: where the two part, and where not.

interface Case {
  readonly name: string
  readonly answer: OriginAnswer
  /** The first request and what comes before the last, which is judged. */
  readonly before: readonly (readonly [line: string, ask?: ViewerAsk])[]
  readonly last: readonly [line: string, ask?: ViewerAsk]
  readonly wait?: number
  readonly cloudfront: string
  readonly rfc: string
}

const HOUR: Headers = [['Cache-Control', 'max-age=3600']]
const NO_CACHE: ViewerAsk = { headers: [['Cache-Control', 'no-cache']] }
const ENGLISH: ViewerAsk = { headers: [['X-Language', 'en']] }
const GERMAN: ViewerAsk = { headers: [['X-Language', 'de']] }
const SIGNED: ViewerAsk = { headers: [['Authorization', 'Bearer x']] }

const cases: readonly Case[] = [
  {
    name: "a request's Cache-Control counts for nothing at CloudFront (RFC 9111 §5.2.1)",
    answer: { headers: HOUR },
    before: [['GET /a']],
    last: ['GET /a', NO_CACHE],
    cloudfront: 'Hit',
    rfc: 'Miss',
  },
  {
    name: 'Vary tells no objects apart at CloudFront: the policy does (§4.1)',
    answer: { headers: [...HOUR, ['Vary', 'X-Language']] },
    before: [['GET /a', ENGLISH]],
    last: ['GET /a', GERMAN],
    cloudfront: 'Hit',
    rfc: 'Miss',
  },
  {
    name: 'what answers a request with Authorization is kept at CloudFront (§3.5)',
    answer: { headers: HOUR },
    before: [['GET /a', SIGNED]],
    last: ['GET /a', SIGNED],
    cloudfront: 'Hit',
    rfc: 'Miss',
  },
  {
    name: 'an unsafe method makes nothing invalid at CloudFront (§4.4)',
    answer: { headers: HOUR },
    before: [['GET /a'], ['POST /a', { body: 'x' }]],
    last: ['GET /a'],
    cloudfront: 'Hit',
    rfc: 'Miss',
  },
  {
    name: 'without a word on freshness the default TTL counts at CloudFront (§4.2.2)',
    answer: { headers: [] },
    before: [['GET /a']],
    last: ['GET /a'],
    wait: 60,
    cloudfront: 'Hit',
    rfc: 'Miss',
  },
  {
    name: 'no-store is heeded by both, where there is no minimum TTL (§5.2.2.5)',
    answer: { headers: [['Cache-Control', 'no-store']] },
    before: [['GET /a']],
    last: ['GET /a'],
    cloudfront: 'Miss',
    rfc: 'Miss',
  },
]

const cacheOf = (
  CacheRules: 'CloudFront' | 'RFC9111',
  { answer, before, last, wait = 1 }: Case,
): string => {
  const world = createEdgeWorld({
    model: { CacheRules },
    properties: {
      CachePolicies: {
        own: {
          MinTTL: 0,
          DefaultTTL: 86_400,
          MaxTTL: 31_536_000,
          ParametersInCacheKeyAndForwardedToOrigin: {},
        },
      },
    },
    config: {
      DefaultCacheBehavior: {
        CachePolicyId: 'own',
        // What reaches the origin is another matter: RFC's rules look at the viewer's request.
        OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3',
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
      },
    },
    answer: () => answer,
  })
  for (const [line, ask] of before) world.send(line, ask)
  world.wait(wait)
  return world.send(...last).cache
}

describe.each(cases)('$name', (given) => {
  test('CloudFront', () => expect(cacheOf('CloudFront', given)).toBe(given.cloudfront))
  test('RFC 9111', () => expect(cacheOf('RFC9111', given)).toBe(given.rfc))
})

test.each(['CloudFront', 'RFC9111'] as const)(
  'must-revalidate is heeded while the origin fails: %s',
  (CacheRules) => {
    let fails = false
    const world = createEdgeWorld({
      model: { CacheRules },
      config: { Origins: [{ Id: 'Web', ConnectionAttempts: 1, CustomOriginConfig: {} }] },
      answer: () =>
        fails
          ? { networkError: true }
          : { headers: [['Cache-Control', 'max-age=10, must-revalidate']] },
    })
    world.send('GET /a')
    fails = true
    world.wait(30)
    expect(world.send('GET /a').response.status).toBe(502)
  },
)
