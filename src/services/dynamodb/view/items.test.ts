import { expect, test } from 'vitest'
import { keyOf, planColumns, readItem, readItemsPage, showAttribute, typesOf } from './items.ts'

test('an item may be typed as plain JSON or as DynamoDB JSON', () => {
  const native = { id: { S: '7' }, price: { N: '12.5' }, tags: { L: [{ S: 'a' }, { NULL: true }] } }
  expect(readItem('{"id":"7","price":12.5,"tags":["a",null]}', ['id'])).toEqual({ item: native })
  expect(readItem(JSON.stringify(native), ['id'])).toEqual({ item: native })
})

test('what cannot be an item says why', () => {
  expect(readItem('{', ['id'])).toEqual({ error: 'Not valid JSON' })
  expect(readItem('[]', ['id'])).toEqual({ error: 'An item is a JSON object' })
  expect(readItem('{"name":"x"}', ['id'])).toEqual({ error: 'Missing the key id in the item' })
})

test('the key’s columns come first', () => {
  const items = [
    { name: { S: 'x' }, id: { S: '1' } },
    { id: { S: '2' }, price: { N: '1' } },
  ]
  expect(planColumns(['id'], items)).toEqual(['id', 'name', 'price'])
  expect(keyOf(['id'], items[0] ?? {})).toEqual({ id: { S: '1' } })
  expect(keyOf(['id', 'sort'], items[0] ?? {})).toBeNull()
})

test('attribute values read as people write them', () => {
  expect(showAttribute({ N: '12.5' })).toBe('12.5')
  expect(showAttribute({ M: { a: { BOOL: true }, b: { SS: ['x', 'y'] } } })).toBe(
    '{ a: true, b: [x, y] }',
  )
  expect(readItemsPage({ total: 2, items: [{}, 'no'] })).toEqual({ total: 2, items: [{}] })
  expect(readItemsPage(null)).toBeNull()
})

test('attributes have the type of the first item that has them, sets and maps none that can be typed', () => {
  const items = [
    { id: { S: '1' }, tags: { SS: ['a'] } },
    { id: { N: '2' }, total: { N: '3' } },
  ]
  expect([...typesOf(items)]).toEqual([
    ['id', 'S'],
    ['total', 'N'],
  ])
})
