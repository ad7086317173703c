/** The body of a message: text (UTF-8 on the wire) or raw bytes. */
export type Body = string | Uint8Array

/** One header line: its name as sent, its value. Order and repeats are kept. */
export type HeaderField = readonly [name: string, value: string]
/** Header fields in the order in which they were sent; names may repeat. */
export type Headers = readonly HeaderField[]

/** The values of header `name` (any case) joined as HTTP joins repeats; `undefined` where there is none. */
export function findHeader(headers: Headers, name: string): string | undefined {
  let wanted: string | undefined
  let found: string | undefined
  for (const [key, value] of headers) {
    // Names are ASCII, so lower case changes no length: most are told apart by it.
    if (key.length !== name.length) continue
    if (key !== name && key.toLowerCase() !== (wanted ??= name.toLowerCase())) continue
    found = found === undefined ? value : `${found},${value}`
  }
  return found
}

const BEYOND_ASCII = /[\u0080-\uffff]/

/** Bytes of `text` as UTF-8, without encoding it. Lone surrogates count as the replacement character's three. */
export function utf8Length(text: string): number {
  let bytes = text.length
  // The regular expression's engine passes over ASCII three times as fast as a loop does, in all but short texts.
  const first = bytes < 64 ? 0 : text.search(BEYOND_ASCII)
  if (first < 0) return bytes
  for (let at = first; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) continue
    if (unit < 0x800) {
      bytes += 1
      continue
    }
    bytes += 2
    const isPair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
    // A pair is four bytes in two units: the second unit adds nothing more.
    if (isPair) at++
  }
  return bytes
}

/** Whether `text` takes more than `bytesMax` as UTF-8; counts only where its length leaves a doubt. */
export const isLongerThan = (text: string, bytesMax: number): boolean =>
  // A UTF-16 unit takes one to three bytes.
  text.length * 3 > bytesMax && utf8Length(text) > bytesMax

/** Bytes of a body on the wire. */
export const bodyLength = (body: Body): number =>
  typeof body === 'string' ? utf8Length(body) : body.byteLength
