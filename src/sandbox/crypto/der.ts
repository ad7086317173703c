import { bytesOf, concat, numberOf } from './bytes.ts'

/** One element of ASN.1 in DER (X.690): its tag, its contents, and both with their header. */
export interface Element {
  readonly tag: number
  readonly body: Uint8Array
  readonly whole: Uint8Array
}

export const TAG = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  none: 0x05,
  oid: 0x06,
  sequence: 0x30,
  /** [0] and [1], constructed. */
  first: 0xa0,
  second: 0xa1,
} as const

/** The text was no DER. */
export class DerError extends Error {
  override readonly name = 'DerError'
}

function readElement(bytes: Uint8Array, at: number): Element {
  const tag = bytes[at]
  let length = bytes[at + 1]
  if (tag === undefined || length === undefined) throw new DerError()
  let start = at + 2
  if (length > 0x84 || length === 0x80) throw new DerError()
  if (length > 0x80) {
    const count = length & 0x7f
    length = Number(numberOf(bytes.subarray(start, start + count)))
    start += count
  }
  const end = start + length
  if (end > bytes.length) throw new DerError()
  return { tag, body: bytes.subarray(start, end), whole: bytes.subarray(at, end) }
}

/** The elements that follow one another in `bytes`. */
export function readAll(bytes: Uint8Array): readonly Element[] {
  const found: Element[] = []
  for (let at = 0; at < bytes.length;) {
    const element = readElement(bytes, at)
    found.push(element)
    at += element.whole.length
  }
  return found
}

/** The parts of the one sequence that `bytes` begin with. */
export function readSequence(bytes: Uint8Array): readonly Element[] {
  const outer = readElement(bytes, 0)
  if (outer.tag !== TAG.sequence) throw new DerError()
  return readAll(outer.body)
}

/** The contents of an element that must be there with that tag. */
export function bodyOf(element: Element | undefined, tag: number): Uint8Array {
  if (element?.tag !== tag) throw new DerError()
  return element.body
}

export const integerOf = (element: Element | undefined): bigint =>
  numberOf(bodyOf(element, TAG.integer))

/** The bits of a BIT STRING of whole bytes. */
export const bitsOf = (element: Element | undefined): Uint8Array =>
  bodyOf(element, TAG.bits).subarray(1)

export function write(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(...parts)
  const size = bytesOf(BigInt(body.length))
  const header = body.length < 0x80 ? [tag, body.length] : [tag, 0x80 | size.length, ...size]
  return concat(Uint8Array.from(header), body)
}

/** Not negative: a byte of zeros goes before one whose first bit is set. */
export function writeInteger(value: bigint): Uint8Array {
  const bytes = bytesOf(value)
  return write(TAG.integer, (bytes[0] ?? 0) < 0x80 ? bytes : concat(Uint8Array.of(0), bytes))
}

export const writeBits = (bytes: Uint8Array): Uint8Array => write(TAG.bits, Uint8Array.of(0), bytes)

/** An object identifier by its numbers with dots. */
export function writeOid(text: string): Uint8Array {
  const [first = 0, second = 0, ...others] = text.split('.').map(Number)
  const bytes = others.flatMap((number) => {
    const septets = [number & 0x7f]
    for (let left = number >>> 7; left > 0; left >>>= 7) septets.unshift((left & 0x7f) | 0x80)
    return septets
  })
  return write(TAG.oid, Uint8Array.from([40 * first + second, ...bytes]))
}

export function oidOf(element: Element | undefined): string {
  const [first = 0, ...others] = bodyOf(element, TAG.oid)
  const numbers = [Math.min(2, Math.floor(first / 40))]
  numbers.push(first - 40 * (numbers[0] ?? 0))
  let value = 0
  for (const byte of others) {
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      numbers.push(value)
      value = 0
    }
  }
  return numbers.join('.')
}
