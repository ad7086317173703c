import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatHex, formatUuid } from './hexadecimal.ts'

const word = fc.integer({ min: 0, max: 0xffff_ffff })
const digits = (each: number): string => each.toString(16).padStart(8, '0')

test('four words are written as their digits, signed or not', () => {
  fc.assert(
    fc.property(word, word, word, word, (a, b, c, d) => {
      const plain = [a, b, c, d].map(digits).join('')
      expect(formatHex(a, b, c, d)).toBe(plain)
      expect(formatHex(a | 0, b | 0, c | 0, d | 0)).toBe(plain)
      expect(formatUuid(a, b, c, d)).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      expect(formatUuid(a, b, c, d).replaceAll('-', '')).toBe(plain)
    }),
  )
})
