import { invalidRange } from './refusal.ts'

/** Bytes from `from` up to `to`, which is left out. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/**
 * The one range that a `Range` asks for; null: everything, as of several ranges or of what is no range.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function readRange(header: string | undefined, size: number): ByteRange | null {
  const [, first, last] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return null
  if (first === '') {
    const many = Number(last)
    if (many === 0 || size === 0) throw invalidRange(header ?? '', size)
    return { from: Math.max(0, size - many), to: size }
  }
  const from = Number(first)
  const end = last === '' ? size - 1 : Number(last)
  if (end < from && last !== '') return null
  if (from >= size) throw invalidRange(header ?? '', size)
  return { from, to: Math.min(end, size - 1) + 1 }
}
