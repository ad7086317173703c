/** The digits' UTF-16 units. A text made of units at once is flat; made digit by digit, V8 keeps it as a chain. */
const DIGITS = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
const DASH = '-'.charCodeAt(0)
/** What is being written; dashes stay where they are. */
const uuidUnits = Array.from({ length: 36 }, () => DASH)
const plainUnits = Array.from({ length: 32 }, () => DASH)

const digitAt = (word: number, index: number): number =>
  DIGITS[(word >>> (28 - 4 * index)) & 15] ?? 0

/** Four words of 32 bits as 32 digits. */
export function formatHex(a: number, b: number, c: number, d: number): string {
  for (let index = 0; index < 8; index++) {
    plainUnits[index] = digitAt(a, index)
    plainUnits[8 + index] = digitAt(b, index)
    plainUnits[16 + index] = digitAt(c, index)
    plainUnits[24 + index] = digitAt(d, index)
  }
  return String.fromCharCode(...plainUnits)
}

/** Four words of 32 bits as a UUID is written (RFC 9562): eight digits, three times four, twelve. */
export function formatUuid(a: number, b: number, c: number, d: number): string {
  for (let index = 0; index < 8; index++) {
    uuidUnits[index] = digitAt(a, index)
    uuidUnits[(index < 4 ? 9 : 10) + index] = digitAt(b, index)
    uuidUnits[(index < 4 ? 19 : 20) + index] = digitAt(c, index)
    uuidUnits[28 + index] = digitAt(d, index)
  }
  return String.fromCharCode(...uuidUnits)
}
