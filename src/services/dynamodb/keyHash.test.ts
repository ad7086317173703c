import { md5 } from '@noble/hashes/legacy.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf8Encode } from '#contracts/bytes.ts'
import { hashKey, hashKeys } from './keyHash.ts'

const SALT = utf8Encode('Outliers')

const naiveHash = (bytes: Uint8Array): number => {
  const [a = 0, b = 0, c = 0] = md5(Uint8Array.from([...SALT, ...bytes]))
  return a * 0x1_0000 + b * 0x100 + c
}

test('a key hashes to the first three bytes of the MD5 of its salted bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (value) => {
      expect(hashKey({ type: 'S', value })).toBe(naiveHash(utf8Encode(value)))
    }),
  )
  for (const length of [0, 1, 46, 47, 48, 55, 56, 63, 64, 111, 112, 2_048, 5_000]) {
    const value = new Uint8Array(length).fill(0xe9)
    expect(hashKey({ type: 'B', value })).toBe(naiveHash(value))
  }
})

test('several keys hash one after the other', () => {
  const keys = ['ab', 'é', 'c'].map((value) => ({ type: 'S', value }) as const)
  expect(hashKeys(keys)).toBe(naiveHash(utf8Encode('abéc')))
})
