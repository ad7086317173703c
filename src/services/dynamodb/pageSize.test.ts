import { describe, expect, it } from 'vitest'
import { attributeMap, toItem } from './attributeShape.ts'
import { computePageSize } from './pageSize.ts'

const size = (wire: unknown, rangeName: string | null): number =>
  computePageSize(toItem(attributeMap.decode(wire)), rangeName)

describe('an item takes of a page what it takes in storage', () => {
  it.each([
    // 2 + (1 + 1 + 1) + 18: the name counts one byte, the text one more for its length.
    [{ identifier: { S: 'a' } }, null, 23],
    // The sort key counts with every block of 3 KB begun: 2 + 3 + (18 + 2).
    [{ id: { S: 'a' }, at: { N: '7' } }, 'at', 25],
    // 2 + 3 + (1 + 4000 + 2) + 2 × (18 + 2)
    [{ id: { S: 'a' }, at: { N: '7' }, text: { S: 'x'.repeat(4_000) } }, 'at', 4_048],
    // L: 3 + (1 + 0) + (1 + 1); M: 3 + 1 + (1 + 3)
    [{ l: { L: [{ NULL: true }, { BOOL: true }] } }, null, 2 + 1 + 6 + 18],
    [{ m: { M: { anything: { N: '1' } } } }, null, 2 + 1 + 8 + 18],
    [{ s: { SS: ['ab', 'c'] } }, null, 2 + 1 + 6 + 18],
  ])('case %#', (item, rangeName, bytes) => {
    expect(size(item, rangeName)).toBe(bytes)
  })
})
