import { Buffer } from 'node:buffer'
import { crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareUtf8 } from '#contracts/bytes.ts'
import { compareBytes, fromBase64, fromUtf8 } from './bytes.ts'
import { crc32 } from '#contracts/crc32.ts'

const texts = fc.string({ unit: 'binary' })
const bytes = fc.uint8Array()

describe('text and bytes, against Node', () => {
  it('decodes and orders UTF-8', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        expect(fromUtf8(Buffer.from(a))).toBe(a)
        expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  })

  it('survives any bytes', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        expect(typeof fromUtf8(given)).toBe('string')
      }),
    )
  })

  it('decodes base64, and refuses what is not canonical', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        const text = Buffer.from(given).toString('base64')
        expect([...(fromBase64(text) ?? [])]).toEqual([...given])
      }),
    )
    for (const bad of ['YQ=a', '====', 'YR==', 'Y===', '-_-_']) expect(fromBase64(bad)).toBeNull()
  })

  it('orders bytes unsigned', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(a, b))
      }),
    )
  })

  it('sums CRC-32 as zlib does', () => {
    // Node 20.15 and later have it.
    fc.assert(
      fc.property(bytes, (given) => {
        expect(crc32(given)).toBe(zlibCrc32(given))
      }),
    )
  })
})
