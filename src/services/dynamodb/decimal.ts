import { NUMBER_DIGITS_MAX } from './limits.ts'

/**
 * An exact decimal number: ±0.`digits` × 10^`exponent`. `digits` has neither leading nor trailing zeros;
 * zero has no digits and exponent 0, and is not negative. So equal numbers have equal fields.
 */
export interface Decimal {
  readonly negative: boolean
  readonly digits: string
  readonly exponent: number
}

/** Zero, which has one form only. */
export const DECIMAL_ZERO: Decimal = { negative: false, digits: '', exponent: 0 }

/** Why a text is no DynamoDB number. */
export type DecimalFault = 'not-a-number' | 'overflow' | 'underflow' | 'too-precise'

// 1E-130 to 9.9…9E+125 in magnitude.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
const EXPONENT_MAX = 126
const EXPONENT_MIN = -129

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

const normalize = (negative: boolean, digits: string, exponent: number): Decimal => {
  let from = 0
  while (from < digits.length && digits.charCodeAt(from) === 48) from++
  let to = digits.length
  while (to > from && digits.charCodeAt(to - 1) === 48) to--
  return from === to
    ? DECIMAL_ZERO
    : { negative, digits: digits.slice(from, to), exponent: exponent - from }
}

const findFault = ({ digits, exponent }: Decimal): DecimalFault | null => {
  if (digits === '') return null
  if (exponent > EXPONENT_MAX) return 'overflow'
  if (exponent < EXPONENT_MIN) return 'underflow'
  return digits.length > NUMBER_DIGITS_MAX ? 'too-precise' : null
}

/** Reads `text` as a DynamoDB number. */
export function parseDecimal(text: string): Decimal | DecimalFault {
  const match = NUMBER.exec(text)
  if (match === null) return 'not-a-number'
  const [, sign, whole = '', fraction = '', power = '0'] = match
  if (whole === '' && fraction === '') return 'not-a-number'
  const value = normalize(sign === '-', whole + fraction, whole.length + Number(power))
  return findFault(value) ?? value
}

/** Plain notation without exponent or superfluous zeros: what DynamoDB replies. */
export function formatDecimal({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0'
  const sign = negative ? '-' : ''
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`
  if (exponent >= digits.length) return sign + digits + '0'.repeat(exponent - digits.length)
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`
}

const compareMagnitude = (a: Decimal, b: Decimal): number => {
  if (a.digits === '' || b.digits === '') return a.digits.length - b.digits.length
  if (a.exponent !== b.exponent) return a.exponent - b.exponent
  if (a.digits === b.digits) return 0
  return a.digits < b.digits ? -1 : 1
}

/** Negative, zero or positive, as `a` is below, equal to or above `b`. */
export function compareDecimal(a: Decimal, b: Decimal): number {
  if (a.negative !== b.negative) return a.negative ? -1 : 1
  return a.negative ? compareMagnitude(b, a) : compareMagnitude(a, b)
}

/** `-a`; zero has no sign. */
export const negateDecimal = (a: Decimal): Decimal =>
  a.digits === '' ? a : { ...a, negative: !a.negative }

/** The exact sum, or why it is out of DynamoDB's range. */
export function addDecimal(a: Decimal, b: Decimal): Decimal | DecimalFault {
  if (a.digits === '') return b
  if (b.digits === '') return a
  const scale = Math.min(a.exponent - a.digits.length, b.exponent - b.digits.length)
  const toInteger = ({ negative, digits, exponent }: Decimal): bigint => {
    const magnitude = BigInt(digits + '0'.repeat(exponent - digits.length - scale))
    return negative ? -magnitude : magnitude
  }
  const sum = toInteger(a) + toInteger(b)
  const digits = (sum < 0n ? -sum : sum).toString()
  const value = normalize(sum < 0n, digits, digits.length + scale)
  return findFault(value) ?? value
}

/**
 * Bytes that a number takes: one, and one for each two digits, aligned to the decimal point; one more if it is negative.
 * "approximately (number of significant digits / 2) + 1":
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function sizeOfDecimal({ negative, digits, exponent }: Decimal): number {
  if (digits === '') return 1
  const misaligned = exponent % 2 === 0 ? 0 : 1
  return 1 + Math.ceil((digits.length + misaligned) / 2) + (negative ? 1 : 0)
}
