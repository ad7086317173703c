import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTestAccount } from '../testing/account.ts'

// Clients whose steps come in any order between one another's: what they see, and what is left, must be what the same
// steps one after the other give on a plain map, and money may neither appear nor vanish.

const ACCOUNTS = ['a', 'b', 'c', 'd'] as const
type Account = (typeof ACCOUNTS)[number]

type Step =
  | {
      readonly kind: 'transfer'
      readonly from: Account
      readonly to: Account
      readonly amount: number
      readonly token: string | null
    }
  | { readonly kind: 'read' }
  | { readonly kind: 'audit'; readonly of: Account; readonly least: number }

const account = fc.constantFrom(...ACCOUNTS)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({
      from: account,
      to: account,
      amount: fc.integer({ min: 1, max: 60 }),
      token: fc.constantFrom('t1', 't2', null, null),
    })
    .filter(({ from, to }) => from !== to)
    .map((transfer): Step => ({ kind: 'transfer', ...transfer })),
  fc.constant<Step>({ kind: 'read' }),
  fc
    .record({ of: account, least: fc.integer({ min: 0, max: 200 }) })
    .map((audit): Step => ({ kind: 'audit', ...audit })),
)

/** Several clients' steps, and whose turn it is. */
const schedule = fc
  .array(fc.array(step, { maxLength: 8 }), { minLength: 2, maxLength: 4 })
  .chain((clients) =>
    fc.record({
      clients: fc.constant(clients),
      turns: fc.array(fc.nat({ max: clients.length - 1 }), { minLength: 1, maxLength: 32 }),
    }),
  )

const toKey = (id: Account): object => ({ TableName: 'items', Key: { id: { S: id } } })
const change = (id: Account, operator: '+' | '-', amount: number): object => ({
  Update: {
    ...toKey(id),
    UpdateExpression: `SET money = money ${operator} :amount`,
    ...(operator === '-' ? { ConditionExpression: 'money >= :amount' } : {}),
    ExpressionAttributeValues: { ':amount': { N: String(amount) } },
  },
})

const toRequest = (one: Step): readonly [string, object] => {
  switch (one.kind) {
    case 'transfer': {
      const TransactItems = [change(one.from, '-', one.amount), change(one.to, '+', one.amount)]
      const token = one.token === null ? {} : { ClientRequestToken: one.token }
      return ['TransactWriteItems', { TransactItems, ...token }]
    }
    case 'read':
      return ['TransactGetItems', { TransactItems: ACCOUNTS.map((id) => ({ Get: toKey(id) })) }]
    case 'audit': {
      const check = {
        ...toKey(one.of),
        ConditionExpression: 'money >= :least',
        ExpressionAttributeValues: { ':least': { N: String(one.least) } },
      }
      const log = { TableName: 'items', Item: { id: { S: `audit ${one.of}` } } }
      return ['TransactWriteItems', { TransactItems: [{ ConditionCheck: check }, { Put: log }] }]
    }
  }
}

/** The plain map's side: what one step answers. */
function createModel() {
  const money = new Map<string, number>(ACCOUNTS.map((id) => [id, 100]))
  const tokens = new Map<string, string>()
  const audited = new Set<string>()
  const of = (id: Account): number => money.get(id) ?? 0
  return {
    money,
    audited,
    run(one: Step): unknown {
      if (one.kind === 'read') return ACCOUNTS.map(of)
      if (one.kind === 'audit') {
        if (of(one.of) < one.least) return 'TransactionCanceledException'
        audited.add(`audit ${one.of}`)
        return 'done'
      }
      const text = JSON.stringify([one.from, one.to, one.amount])
      const known = one.token === null ? undefined : tokens.get(one.token)
      if (known !== undefined) {
        return known === text ? 'done' : 'IdempotentParameterMismatchException'
      }
      if (of(one.from) < one.amount) return 'TransactionCanceledException'
      money.set(one.from, of(one.from) - one.amount)
      money.set(one.to, of(one.to) + one.amount)
      if (one.token !== null) tokens.set(one.token, text)
      return 'done'
    },
  }
}

interface Reply {
  readonly __type?: string
  readonly Responses?: readonly { readonly Item?: { readonly money: { readonly N: string } } }[]
}

function toAnswer({ __type: type, Responses }: Reply): unknown {
  if (type !== undefined) return type.split('#')[1]
  return Responses === undefined ? 'done' : Responses.map(({ Item }) => Number(Item?.money.N))
}

test('transactions of several clients are serialisable, whoever comes first', () => {
  fc.assert(
    fc.property(schedule, ({ clients, turns }) => {
      const { call, engine } = createTestAccount()
      for (const id of ACCOUNTS) {
        call('PutItem', { TableName: 'items', Item: { id: { S: id }, money: { N: '100' } } })
      }
      const model = createModel()
      const left = clients.map((steps) => [...steps])
      for (const turn of turns) {
        const next = left[turn]?.shift()
        if (next === undefined) continue
        const [action, body] = toRequest(next)
        expect(toAnswer(call(action, body).body as Reply)).toEqual(model.run(next))
      }
      const table = engine.findTable('items')
      expect(table?.itemCount).toBe(ACCOUNTS.length + model.audited.size)
      const answer = toAnswer(call(...toRequest({ kind: 'read' })).body as Reply) as number[]
      expect(answer).toEqual([...model.money.values()])
      expect(answer.reduce((sum, money) => sum + money, 0)).toBe(400)
    }),
    { numRuns: 150 },
  )
})
