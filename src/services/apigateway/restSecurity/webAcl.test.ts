import { minutes } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { createGuarded, FORBIDDEN, PASSED } from '../testing/guarded.ts'
import { createWorld } from '../rest/testing/world.ts'

// https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
describe('a web ACL', () => {
  const rate = (more: object = {}) => ({
    WebACL: {
      Rules: [
        {
          Name: 'flood',
          Statement: { RateBasedStatement: { Limit: 10, EvaluationWindowSec: 60 } },
          ...more,
        },
      ],
    },
    Methods: {},
  })

  test('blocks an address above the limit once its window is looked at, and only as long', () => {
    const burst = createWorld({ properties: rate() })
    const answers = Array.from({ length: 12 }, () => burst.send({ path: '/prod/open' }))
    burst.world.run(minutes(0.2))
    expect(answers.map(([each]) => each?.status)).toEqual(Array(12).fill(200))
    const late = burst.send({ path: '/prod/open' })
    const other = burst.send({ path: '/prod/open', sourceIp: '203.0.113.2' })
    burst.world.run(minutes(0.1))
    expect(burst.told(late[0] ?? { status: 0, headers: [], body: '' })).toEqual(FORBIDDEN)
    expect(other[0]?.status).toBe(200)
    burst.world.run(minutes(2))
    expect(burst.ask({ path: '/prod/open' }).status).toBe(200)
  })

  test('a rule may only count; addresses are blocked at once, before anybody else is asked', () => {
    const { get, refusedBy } = createGuarded({
      WebACL: {
        Rules: [
          {
            Name: 'watch',
            Priority: 0,
            Action: { Count: {} },
            Statement: { IPSetReferenceStatement: { Addresses: ['0.0.0.0/0'] } },
          },
          {
            Name: 'bad',
            Priority: 1,
            Statement: { IPSetReferenceStatement: { Addresses: ['203.0.113.0/24'] } },
          },
        ],
      },
    })
    expect(get({ sourceIp: '192.0.2.1', path: '/prod/open' })).toEqual(PASSED)
    expect(get({ path: '/prod/nothing' })).toEqual(FORBIDDEN)
    expect(refusedBy()).toEqual(['WAF: rule bad'])
  })
})
