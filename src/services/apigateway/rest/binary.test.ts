import { describe, expect, test } from 'vitest'
import { convertPayload, firstAccepted, matchesMediaType } from './binary.ts'

describe('binary media types', () => {
  test.each([
    [['image/png'], 'image/png', true],
    [['image/png'], 'image/png; charset=x', true],
    [['image/*'], 'image/webp', true],
    [['*/*'], undefined, true],
    [['image/png'], undefined, false],
    [[], 'image/png', false],
  ])('%j and %s: %s', (types, type, isBinary) => {
    expect(matchesMediaType(types, type)).toBe(isBinary)
  })

  test('only the first type that a client accepts counts', () => {
    expect(firstAccepted('image/webp, image/png;q=0.9')).toBe('image/webp')
  })
})

describe('ContentHandling', () => {
  const BYTES = new Uint8Array([0x89, 0x50])

  test('text becomes binary by base64, binary becomes text the same way', () => {
    expect(convertPayload('iVA=', 'CONVERT_TO_BINARY', false)).toEqual(BYTES)
    expect(convertPayload(BYTES, 'CONVERT_TO_TEXT', true)).toBe('iVA=')
  })

  test('what is of its kind already passes, and so does all without a setting', () => {
    expect(convertPayload(BYTES, 'CONVERT_TO_BINARY', true)).toBe(BYTES)
    expect(convertPayload('text', 'CONVERT_TO_TEXT', false)).toBe('text')
    expect(convertPayload('text', undefined, false)).toBe('text')
  })

  test('text that is no base64 cannot become binary', () => {
    expect(convertPayload('%%', 'CONVERT_TO_BINARY', false)).toBe(null)
  })
})
