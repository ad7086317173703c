import { base64Encode, utf8Encode } from '#contracts/bytes.ts'
import { attributeMap, toItem, toWireItem } from '../attributeShape.ts'
import type { Item } from '../attributeValue.ts'
import { fromBase64, fromUtf8 } from '../bytes.ts'
import { crc32 } from '#contracts/crc32.ts'
import { Refusal, validation } from '../refusal.ts'

/** Where a SELECT goes on: in which of its reads, after which key. */
export interface Continuation {
  readonly read: number
  readonly key: Item
}

const invalid = (): Refusal => validation('Invalid NextToken')

const checksum = (request: string): number => crc32(utf8Encode(request))

/** A NextToken; `request`: the statement and its parameters, which it is good for alone. */
export const formatToken = ({ read, key }: Continuation, request: string): string =>
  base64Encode(utf8Encode(JSON.stringify([checksum(request), read, toWireItem(key)])))

function parse(token: string): unknown {
  const bytes = token.length % 4 === 0 ? fromBase64(token) : null
  if (bytes === null) throw invalid()
  try {
    return JSON.parse(fromUtf8(bytes))
  } catch {
    throw invalid()
  }
}

/** Reads a NextToken; refuses another statement's, and what is none. */
export function parseToken(token: string, request: string): Continuation {
  const parsed = parse(token)
  if (!Array.isArray(parsed) || parsed.length !== 3) throw invalid()
  const [sum, read, key]: readonly unknown[] = parsed
  if (typeof sum !== 'number' || typeof read !== 'number' || !Number.isInteger(read)) {
    throw invalid()
  }
  if (sum !== checksum(request)) throw validation('NextToken does not match request')
  try {
    return { read, key: toItem(attributeMap.decode(key)) }
  } catch (error) {
    if (error instanceof Refusal) throw invalid()
    throw error
  }
}
