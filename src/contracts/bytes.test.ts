import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { base64Decode, base64Encode, utf8Decode, utf8Encode } from './bytes.ts'

describe('UTF-8', () => {
  test('encodes as TextEncoder does, lone surrogates included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (one, two) => {
        for (const text of [one, two, one + two, `${two.slice(1)}\ud800${one}`]) {
          expect(utf8Encode(text)).toEqual(new TextEncoder().encode(text))
        }
      }),
    )
  })

  test('decodes what is valid and refuses the rest, as a fatal TextDecoder does', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const native = (bytes: Uint8Array): string | null => {
      try {
        return decoder.decode(bytes)
      } catch {
        return null
      }
    }
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 12 }),
        fc.string({ unit: 'grapheme' }),
        (raw, text) => {
          expect(utf8Decode(raw)).toBe(native(raw))
          expect(utf8Decode(new TextEncoder().encode(text))).toBe(text)
        },
      ),
      { numRuns: 2_000 },
    )
    for (const bad of [
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xe2, 0x82],
    ]) {
      expect(utf8Decode(new Uint8Array(bad))).toBeNull()
    }
  })

  test('decodes long texts', () => {
    const text = 'aé€😀'.repeat(5_000)
    expect(utf8Decode(utf8Encode(text)) === text).toBe(true)
  })
})

describe('base64', () => {
  test('agrees with Buffer both ways', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('base64')
        expect(base64Encode(bytes)).toBe(text)
        expect(base64Decode(text)).toEqual(new Uint8Array(bytes))
        expect(base64Decode(text.replace(/=+$/, ''))).toEqual(new Uint8Array(bytes))
      }),
    )
  })

  test('refuses what is not base64', () => {
    for (const bad of ['a', 'ab!=', 'a b=', '====', 'é']) expect(base64Decode(bad)).toBeNull()
  })
})
