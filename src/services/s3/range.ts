import { parseRange } from '#contracts/httpCache/ranges.ts'
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
  const range = parseRange(header, size)
  if (range === 'unsatisfiable') throw invalidRange(header ?? '', size)
  return range === null ? null : { from: range.first, to: range.last + 1 }
}
