import { expect, test } from 'vitest'
import { readItems } from './importItems.ts'

const item = { id: { S: 'a' }, price: { N: '3' } }

test.each([
  ['a list of plain objects', 'x.json', '[{"id":"a","price":3}]'],
  ['DynamoDB JSON', 'x.json', JSON.stringify([item])],
  ["the CLI's scan", 'x.json', JSON.stringify({ Items: [item], Count: 1 })],
  ["an export's lines", 'x.jsonl', `${JSON.stringify({ Item: item })}\n`],
  ['CSV with a header', 'x.csv', 'id,price,note\na,3,\n'],
  ['TSV', 'x.tsv', 'id\tprice\na\t3'],
])('reads %s', (_, name, text) => {
  expect(readItems(name, text, ['id'])).toEqual({ items: [item], problems: [] })
})

test('text stays text where it is no number; quotes hold commas', () => {
  const { items } = readItems('x.csv', 'id,zip\n"a, b",01', ['id'])
  expect(items).toEqual([{ id: { S: 'a, b' }, zip: { S: '01' } }])
})

test('says what it left out', () => {
  expect(readItems('x.json', '[{"id":"a"},{"no":1},5]', ['id'])).toEqual({
    items: [{ id: { S: 'a' } }],
    problems: ['Item 2 has no id', 'Item 3 is no JSON object'],
  })
  expect(readItems('x.json', 'nonsense', ['id']).problems).toEqual(['Item 1 is no JSON object'])
})
