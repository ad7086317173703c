import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDecimal,
  compareDecimal,
  type Decimal,
  formatDecimal,
  negateDecimal,
  parseDecimal,
  sizeOfDecimal,
} from './decimal.ts'

/** A decimal as a fraction of whole numbers: `units` × 10^-200. The oracle for everything here. */
const SCALE = 200

const toUnits = (text: string): bigint => {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.replace(/^[+-]/, '').split('.')
  const digits = BigInt(whole + fraction || '0')
  const units = digits * 10n ** BigInt(SCALE + Number(power) - fraction.length)
  return mantissa.startsWith('-') ? -units : units
}

const parse = (text: string): Decimal => {
  const value = parseDecimal(text)
  if (typeof value === 'string') throw new Error(`${text}: ${value}`)
  return value
}

/** Texts of numbers within DynamoDB's range, with at most 38 digits. */
const numbers = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }),
    fc.integer({ min: 0, max: 38 }),
    fc.integer({ min: -60, max: 60 }),
  )
  .map(([sign, digits, point, power]) => {
    const text = digits.toString()
    const at = Math.min(point, text.length)
    return `${sign}${text.slice(0, at)}.${text.slice(at)}e${power}`.replace(/\.e/, '.0e')
  })

describe('numbers are exact decimals', () => {
  it('formats what it parses without changing the value', () => {
    fc.assert(
      fc.property(numbers, (text) => {
        const formatted = formatDecimal(parse(text))
        expect(toUnits(formatted)).toBe(toUnits(text))
        expect(formatted).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/)
      }),
    )
  })

  it('orders as whole numbers do', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const [x, y] = [toUnits(a), toUnits(b)]
        const expected = x < y ? -1 : x > y ? 1 : 0
        expect(Math.sign(compareDecimal(parse(a), parse(b)))).toBe(expected)
      }),
    )
  })

  it('adds and subtracts exactly, or says why it cannot', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const sum = addDecimal(parse(a), negateDecimal(parse(b)))
        const exact = toUnits(a) - toUnits(b)
        const digits = (exact < 0n ? -exact : exact).toString().replace(/0+$/, '')
        if (typeof sum === 'string')
          expect([sum, digits.length > 38]).toEqual(['too-precise', true])
        else expect(toUnits(formatDecimal(sum))).toBe(exact)
      }),
    )
  })

  it.each([
    ['', 'not-a-number'],
    ['.', 'not-a-number'],
    ['abc', 'not-a-number'],
    ['0x10', 'not-a-number'],
    ['1e', 'not-a-number'],
    [' 1', 'not-a-number'],
    ['Infinity', 'not-a-number'],
    ['1e126', 'overflow'],
    ['-9.9e126', 'overflow'],
    ['1e999999999999', 'overflow'],
    ['1e-131', 'underflow'],
    ['9.99e-131', 'underflow'],
    ['123456789012345678901234567890123456789', 'too-precise'],
  ])('refuses %j: %s', (text, fault) => {
    expect(parseDecimal(text)).toBe(fault)
  })

  it.each([
    ['1e125', `1${'0'.repeat(125)}`],
    ['1e-130', `0.${'0'.repeat(129)}1`],
    ['-0', '0'],
    ['0e999', '0'],
    ['007.500', '7.5'],
    ['+.5', '0.5'],
    ['9'.repeat(38), '9'.repeat(38)],
    [`1${'0'.repeat(60)}`, `1${'0'.repeat(60)}`],
  ])('reads %s as %s', (text, formatted) => {
    expect(formatDecimal(parse(text))).toBe(formatted)
  })

  // "(number of significant digits / 2) + 1", aligned to the decimal point, as dynalite measured against AWS.
  it.each([
    ['0', 1],
    ['1', 2],
    ['10', 2],
    ['12', 2],
    ['120', 3],
    ['123', 3],
    ['1.5', 3],
    ['-1', 3],
    ['9'.repeat(38), 20],
    [`-0.${'9'.repeat(37)}`, 21],
  ])('stores %s in %i bytes', (text, bytes) => {
    expect(sizeOfDecimal(parse(text))).toBe(bytes)
  })
})
