import fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf8Length } from '#contracts/body.ts'
import { readUtf8, writeAscii, writeUtf8 } from './utf8.ts'

const START = 3

test('any text but one with a NUL comes back, lone surrogates and byte order marks too', () => {
  const unit = fc.oneof(
    fc.constantFrom('\ufeff', '\ufffd', '\ud83d', '\ude00', '\ud83d\ude00'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 40 }), (units) => {
      const text = units.join('').replaceAll('\0', '')
      const memory = new Uint8Array(START + utf8Length(text) + 1)
      expect(writeUtf8(text, memory, START)).toBe(memory.length - 1)
      expect(readUtf8(memory, START)).toBe(text)
    }),
  )
})

test.each([0, 1, 24, 25, 1_000])('ASCII of %i characters is told from the rest', (length) => {
  const text = 'x'.repeat(length)
  const memory = new Uint8Array(START + 2 * length + 8)
  expect(writeAscii(text, memory, START)).toBe(true)
  expect(readUtf8(memory, START)).toBe(text)
  for (const other of ['é', '\ud800', '\ufeff']) {
    expect(writeAscii(text + other, memory, START)).toBe(false)
    expect(writeAscii(other + text, memory, START)).toBe(false)
  }
})
