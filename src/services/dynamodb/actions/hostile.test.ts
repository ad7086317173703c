import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTestAccount } from '../testing/account.ts'

describe('whatever comes', () => {
  const ACTIONS = [
    'GetItem',
    'PutItem',
    'UpdateItem',
    'DeleteItem',
    'Query',
    'Scan',
    'BatchGetItem',
    'BatchWriteItem',
    'TransactGetItems',
    'TransactWriteItems',
    'DescribeTable',
    'ListTables',
  ]

  it('is answered with 200 or 400', () => {
    const { call } = createTestAccount()
    const name = fc.constantFrom(
      'TableName',
      'Key',
      'Item',
      'id',
      '__proto__',
      'constructor',
      'RequestItems',
      'Keys',
      'items',
      'TransactItems',
      'Put',
      'Get',
      'Limit',
      'S',
      'N',
      'M',
      'L',
      'SS',
    )
    const { json } = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { depthSize: 'medium' },
        fc.constantFrom('items', '', 'x', null, true, 1, -1.5, 1e300),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(name, tie('json'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(fc.constantFrom(...ACTIONS), json, (action, body) => {
        expect([200, 400]).toContain(call(action, body).status)
      }),
      { numRuns: 1_000 },
    )
  })

  it('however deep it is', () => {
    const { call } = createTestAccount()
    for (const [open, close] of [
      ['[', ']'],
      ['{"L":[', ']}'],
      ['{"M":{"a":', '}}'],
      ['{"Key":', '}'],
    ] as const) {
      const deep = open.repeat(50_000) + '1' + close.repeat(50_000)
      for (const body of [deep, `{"TableName":"items","Item":{"id":{"S":"1"},"a":${deep}}}`]) {
        expect(call('PutItem', body).status).toBe(400)
      }
    }
  })
})
