import type { HttpRequest } from '#contracts/http.ts'
import { minutes } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { allows, answer, createGuarded, FORBIDDEN, PASSED, token } from '../testing/guarded.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
describe('API keys and usage plans', () => {
  const GOLD = 'gold-key-0123456789abcdef'
  const ApiKeys = [
    { Name: 'acme', Value: GOLD },
    { Name: 'idle', Value: 'idle-key-0123456789abcdef' },
    { Name: 'off', Value: 'off-key-0123456789abcdefg', Enabled: false },
  ]
  const plan = (more: object = {}) => ({
    ApiKeys,
    UsagePlans: [{ UsagePlanName: 'gold', Keys: ['acme', 'off'], ...more }],
  })
  const guarded = (properties: object) =>
    createGuarded(properties, undefined, { ApiKeyRequired: true })
  const withKey = (key: string, more: Partial<HttpRequest> = {}): Partial<HttpRequest> => ({
    ...more,
    headers: [['x-api-key', key]],
  })

  test('a key of a plan is told to the integration; any other is 403 Forbidden', () => {
    const { get, served, refusedBy } = guarded(plan())
    expect(get(withKey(GOLD))).toEqual(PASSED)
    expect(served[0]).toMatchObject({
      requestContext: { identity: { apiKey: GOLD, apiKeyId: expect.stringMatching(/^\w{6}$/) } },
    })
    for (const request of [
      {},
      withKey('nobody'),
      withKey('idle-key-0123456789abcdef'),
      withKey('off-key-0123456789abcdefg'),
    ]) {
      expect(get(request)).toEqual(FORBIDDEN)
    }
    expect(refusedBy().slice(0, 2)).toEqual([
      'API key: x-api-key is missing',
      'API key: no usage plan of the stage has this key',
    ])
    expect(get({ path: '/prod/open' })).toEqual(PASSED)
  })

  test('a plan without the stage does not let in', () => {
    const { get } = guarded(plan({ ApiStages: [{ Stage: 'test' }] }))
    expect(get(withKey(GOLD))).toEqual(FORBIDDEN)
  })

  test("the client's rate, and that of one method of its", () => {
    const many = (properties: object, method = 'GET') => {
      const { send, world } = guarded(properties)
      const answers = [1, 2, 3, 4].flatMap(() => [send(withKey(GOLD, { method }))])
      world.run(minutes(1))
      return answers.map(([each]) => each?.status)
    }
    expect(many(plan({ Throttle: { RateLimit: 1, BurstLimit: 3 } }))).toEqual([200, 200, 200, 429])
    const ApiStages = [
      { Stage: 'prod', Throttle: { '/items/GET': { RateLimit: 1, BurstLimit: 1 } } },
    ]
    expect(many(plan({ ApiStages }))).toEqual([200, 429, 429, 429])
    expect(many(plan({ ApiStages }), 'POST')).toEqual([200, 200, 200, 200])
  })

  test('the answers, and what the node tells', () => {
    const { get, api, refusedBy } = guarded(plan({ Quota: { Limit: 3, Period: 'DAY', Offset: 1 } }))
    expect([1, 2, 3].map(() => get(withKey(GOLD)))).toEqual([
      PASSED,
      PASSED,
      answer(429, '{"message":"Limit Exceeded"}', 'LimitExceededException'),
    ])
    expect(refusedBy()).toEqual(['usage plan gold: the quota of 3 a day is used up by acme'])
    expect(api.inspect().refusals).toEqual([
      { by: 'usage plan gold', why: 'the quota of 3 a day is used up by acme', count: 1 },
    ])
    expect(api.query?.({ type: 'usage' })).toEqual([
      { key: 'acme', plan: 'gold', passed: 2, throttled: 0, exceeded: 1, remaining: 0 },
      { key: 'off', plan: 'gold', passed: 0, throttled: 0, exceeded: 0, remaining: 2 },
    ])
  })

  test('a quota is whole again at midnight UTC, without its offset', () => {
    const { get, world } = guarded(plan({ Quota: { Limit: 2, Period: 'DAY', Offset: 1 } }))
    get(withKey(GOLD))
    expect(get(withKey(GOLD)).status).toBe(429)
    world.run(minutes(24 * 60))
    expect([1, 2, 3].map(() => get(withKey(GOLD)).status)).toEqual([200, 200, 429])
  })

  test('the key may come from the authorizer', () => {
    const { get } = createGuarded(
      { ...plan(), Authorizers: { users: {} }, ApiKeySourceType: 'AUTHORIZER' },
      ({ authorizationToken }) =>
        allows('*', authorizationToken === 'gold' ? { usageIdentifierKey: GOLD } : {}),
      { AuthorizationType: 'CUSTOM', AuthorizerId: 'users', ApiKeyRequired: true },
    )
    expect(get(token('gold'))).toEqual(PASSED)
    expect(get(token('none'))).toEqual(FORBIDDEN)
  })

  test('who is refused is not charged', () => {
    const { get, api } = guarded(plan())
    get()
    get(withKey(GOLD))
    expect(api.usage?.()).toMatchObject({ requests: 1 })
  })
})
