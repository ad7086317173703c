import type { Instant } from '#kernel/time.ts'
import { base64Encode, utf8Encode } from '#contracts/bytes.ts'
import { fromBase64, fromUtf8 } from '../bytes.ts'

/** Where in a shard a reader stands. */
export interface ShardIterator {
  readonly streamArn: string
  readonly shardId: string
  /** Of the record before the one to read next. */
  readonly number: number
  readonly issuedAt: Instant
}

const PARTS = /^(arn:aws[a-z-]*:dynamodb:[^|]*)\|1\|([A-Za-z0-9+/]+={0,2})$/

/** The iterator as text; like AWS's it begins with the stream's ARN and is opaque after it. */
export const writeIterator = ({ streamArn, shardId, number, issuedAt }: ShardIterator): string =>
  `${streamArn}|1|${base64Encode(utf8Encode(JSON.stringify([shardId, number, issuedAt])))}`

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0

/** The iterator that `text` is; null where it is none. */
export function readIterator(text: string): ShardIterator | null {
  const [, streamArn, opaque] = PARTS.exec(text) ?? []
  if (streamArn === undefined || opaque === undefined) return null
  const bytes = fromBase64(opaque)
  const given = bytes === null ? null : parse(fromUtf8(bytes))
  if (!Array.isArray(given)) return null
  const [shardId, number, issuedAt]: readonly unknown[] = given
  if (typeof shardId !== 'string' || !isCount(number) || !isCount(issuedAt)) return null
  return { streamArn, shardId, number, issuedAt: issuedAt as Instant }
}
