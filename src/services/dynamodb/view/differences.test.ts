import { expect, test } from 'vitest'
import { differencesOf, groupConflicts } from './differences.ts'

test('of two versions of an item what differs comes first; one that was deleted has nothing', () => {
  const one = { id: { S: '7' }, from: { S: 'us-east-1' }, gone: { N: '1' } }
  const other = { id: { S: '7' }, from: { S: 'eu-west-1' } }
  expect(differencesOf(one, other)).toEqual([
    { name: 'from', value: 'us-east-1', isSame: false },
    { name: 'gone', value: '1', isSame: false },
    { name: 'id', value: '7', isSame: true },
  ])
  expect(differencesOf(null, other)).toBeNull()
  expect(differencesOf(other, null)?.every(({ isSame }) => !isSame)).toBe(true)
})

test('two writes that met in several Regions are one conflict, the last one first', () => {
  const met = (key: string, region: string, atMs: number) => {
    const writes = { winner: 'us-east-1', winnerAtMs: 20, loser: 'eu-west-1', loserAtMs: 10 }
    return { key, region, atMs, ...writes }
  }
  const [first, second, other] = [met('a', 'x', 30), met('a', 'y', 40), met('b', 'x', 35)]
  expect(groupConflicts([first, other, second])).toEqual([
    { conflict: other, met: [other] },
    { conflict: first, met: [first, second] },
  ])
})
