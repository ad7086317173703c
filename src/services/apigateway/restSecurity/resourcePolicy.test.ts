import { describe, expect, test } from 'vitest'
import { API, createGuarded, PASSED, policy, token } from '../testing/guarded.ts'
import { returns } from '../rest/testing/world.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
describe('a resource policy', () => {
  const here = { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }
  const away = { Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }
  const open = (Policy: object) => createGuarded({ Policy, Methods: {} })

  test('alone, it must allow: by address, by VPC endpoint', () => {
    expect(open(policy('Allow', 'execute-api:/*', here)).get()).toEqual(PASSED)
    const { get, refusedBy } = open(policy('Allow', 'execute-api:/*', away))
    const resource = `${API.replace('123456789012', '********9012')}/prod/GET/items`
    expect(get().body).toBe(
      `{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${resource}"}`,
    )
    expect(refusedBy()).toEqual(['resource policy: it does not allow anonymous'])
    const endpoint = { StringEquals: { 'aws:SourceVpce': 'vpce-1' } }
    const inside = policy('Allow', '*', { Principal: '*', Condition: endpoint })
    expect(open(inside).get({ caller: { vpceId: 'vpce-1' } })).toEqual(PASSED)
    expect(open(inside).get().status).toBe(403)
  })

  test.each([
    ['Allow', 'Allow', 'either', 200],
    ['Allow', 'silent', 'either', 200],
    ['silent', 'Allow', 'either', 200],
    ['silent', 'silent', 'either', 403],
    ['Allow', 'Deny', 'either', 403],
    ['Deny', 'Allow', 'either', 403],
  ])("AWS's table A: the authorizer says %s, the policy %s", (own, says, _, status) => {
    const statement = (word: string) =>
      word === 'silent' ? policy('Allow', 'x') : policy(word as 'Allow', '*', { Principal: '*' })
    const { get, asked } = createGuarded(
      { Authorizers: { users: {} }, Policy: statement(says) },
      () => returns({ principalId: 'ann', policyDocument: statement(own) }),
    )
    expect(get(token('t')).status).toBe(status)
    // "An explicit deny … is found before the authorizer is called."
    expect(asked.length).toBe(says === 'Deny' ? 0 : 1)
  })
})
