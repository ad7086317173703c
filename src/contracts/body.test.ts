import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findHeader, isLongerThan, utf8Length } from './body.ts'

test('utf8Length counts what an encoder would write', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length)
      // A long text is looked through for what is beyond ASCII first.
      const long = 'a'.repeat(80) + text
      expect(utf8Length(long)).toBe(new TextEncoder().encode(long).length)
    }),
  )
})

test('isLongerThan agrees with utf8Length at every limit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), fc.nat(40), (text, bytesMax) => {
      expect(isLongerThan(text, bytesMax)).toBe(utf8Length(text) > bytesMax)
    }),
  )
})

test('repeated headers are joined with a comma, whatever their case (RFC 9110, 5.3)', () => {
  expect(
    findHeader(
      [
        ['Accept', 'text/html'],
        ['accept', 'image/png'],
      ],
      'ACCEPT',
    ),
  ).toBe('text/html,image/png')
  expect(findHeader([], 'accept')).toBeUndefined()
})
