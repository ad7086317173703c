import { expect, test } from 'vitest'
import { createTableNode } from './testing/tableNode.ts'

const put = (node: ReturnType<typeof createTableNode>, ids: readonly string[]): void =>
  ids.forEach((id) =>
    node.call('PutItem', { TableName: 'items', Item: { id: { S: id }, city: { S: `in ${id}` } } }),
  )

test('a page of items may be searched in names and values', () => {
  const node = createTableNode()
  put(node, ['a', 'b', 'ab'])
  const page = { type: 'items', offset: 0, limit: 10 }
  expect(node.service.query?.({ ...page, filter: 'IN A' })).toMatchObject({
    total: 2,
    items: expect.arrayContaining([{ id: { S: 'ab' }, city: { S: 'in ab' } }]),
  })
  expect(node.service.query?.({ ...page, offset: 2 })).toMatchObject({ total: 3, items: [{}] })
})

test('asks as an SDK would, and neither costs nor counts; it writes nothing', () => {
  const node = createTableNode()
  put(node, ['a'])
  const used = JSON.stringify(node.service.usage?.())
  const ask = (action: string, input: object) =>
    node.service.query?.({ type: 'ask', action, input: { ...input } })
  expect(ask('Scan', { ReturnConsumedCapacity: 'TOTAL' })).toMatchObject({
    status: 200,
    body: expect.stringContaining('"CapacityUnits":0.5'),
  })
  expect(ask('Query', {})).toMatchObject({
    status: 400,
    body: expect.stringContaining('ValidationException'),
  })
  expect(ask('DeleteItem', { Key: { id: { S: 'a' } } })).toBeNull()
  expect(JSON.stringify(node.service.usage?.())).toBe(used)
})

test('an import puts item by item; one that the table refuses stops none of the others', () => {
  const node = createTableNode()
  node.service.command?.({
    type: 'put-items',
    items: [{ id: { S: 'a' } }, { no: { S: 'key' } }, { id: { S: 'c' } }],
  })
  expect(node.service.query?.({ type: 'items', offset: 0, limit: 10 })).toMatchObject({ total: 2 })
})

test('tells who used the table how, and what it took', () => {
  const node = createTableNode()
  put(node, ['a', 'b'])
  node.call('Scan', {
    TableName: 'items',
    FilterExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: 'a' } },
  })
  expect(node.service.query?.({ type: 'patterns' })).toMatchObject([
    { caller: 'Fn', action: 'PutItem', count: 2, writeUnits: 2 },
    {
      caller: 'Fn',
      action: 'Scan',
      shape: 'id = :id',
      returned: 1,
      scanned: 2,
      readUnits: 0.5,
      advice: expect.stringContaining('A Query of the table'),
    },
  ])
})
