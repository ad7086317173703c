import { expect, test } from 'vitest'
import { createLogStore, levelOf } from '../stores/logs.ts'
import { filterLogs, unfold } from './logText.ts'

const store = createLogStore()
const lines = [
  ['Fn', 'START RequestId: 1 Version: $LATEST'],
  ['Fn', '2026-01-01T00:00:00.000Z\t1\tINFO\tGot item 7'],
  ['Fn', '2026-01-01T00:00:00.000Z\t1\tWARN\tslow'],
  ['Other', '2026-01-01T00:00:00.000Z\t2\tERROR\tboom'],
] as const
for (const [sequence, [node, line]] of lines.entries()) {
  store.push({ sequence, at: 0, node, stream: 's', trace: null, line, level: levelOf(line) })
}
const texts = (filter: Partial<Parameters<typeof filterLogs>[1]>) =>
  filterLogs(store, { node: '', text: '', level: 'all', ...filter }).map(({ sequence }) => sequence)

test('lines are filtered by node, level and text, and stay in order', () => {
  expect(texts({})).toEqual([0, 1, 2, 3])
  expect(texts({ node: 'Fn' })).toEqual([0, 1, 2])
  expect(texts({ level: 'warn' })).toEqual([2, 3])
  expect(texts({ level: 'error' })).toEqual([3])
  expect(texts({ text: 'got ITEM' })).toEqual([1])
})

test("the error object of Lambda's Node.js runtime is unfolded to its stack", () => {
  const error = JSON.stringify({
    errorType: 'TypeError',
    errorMessage: "Cannot read properties of undefined (reading 'id')",
    stack: ["TypeError: Cannot read properties of undefined (reading 'id')", '    at handler'],
  })
  expect(unfold({ level: 'error', line: `t\tid\tERROR\tInvoke Error \t${error}\n` })).toEqual([
    't  id  ERROR  Invoke Error',
    "  TypeError: Cannot read properties of undefined (reading 'id')",
    '      at handler',
  ])
  expect(unfold({ level: 'error', line: 'a\tERROR\tplain\nwith a second row' })).toEqual([
    'a  ERROR  plain',
    'with a second row',
  ])
  expect(unfold({ level: 'info', line: 'one\ntwo\n' })).toEqual(['one ↵ two'])
})
