import { findHeader } from '#contracts/body.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import type { Random } from '#kernel/random.ts'
import type { JsonValue } from '../service.ts'

/** What stands between braces in JSON. */
export type Wire = { readonly [key: string]: JsonValue }

/** Whether a value is an object, and no list. */
export const isWire = (value: unknown): value is Wire =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** All members but one. */
export const without = (wire: Wire, name: string): Wire =>
  Object.fromEntries(Object.entries(wire).filter(([member]) => member !== name))

/** A body as an object; null where it is none. */
export function readWire(body: ApiRequest['body']): Wire | null {
  const text = typeof body === 'string' ? body : utf8Decode(body)
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isWire(value) ? value : null
  } catch {
    return null
  }
}

/** The action that X-Amz-Target names; empty where there is none. */
export const actionOf = ({ headers }: Pick<ApiRequest, 'headers'>): string =>
  /^DynamoDB_20120810\.([A-Za-z]+)$/.exec(findHeader(headers, 'x-amz-target') ?? '')?.[1] ?? ''

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const ID_LENGTH = 52

function drawRequestId(random: Random): string {
  let id = ''
  while (id.length < ID_LENGTH) id += LETTERS.charAt(random.word() % LETTERS.length)
  return id
}

/** A reply of the cluster's own. */
export const toReply = (random: Random, value: Wire, status = 200): ApiReply => ({
  type: 'response',
  status,
  headers: [
    ['content-type', 'application/x-amz-json-1.0'],
    ['x-amzn-requestid', drawRequestId(random)],
  ],
  body: JSON.stringify(value),
})

/** A refusal of the cluster's own. */
export const toRefusal = (random: Random, code: string, message: string): ApiReply =>
  toReply(random, { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }, 400)

/** The body of a reply that went well; null for every other. */
export const readReply = (reply: ApiReply): Wire | null =>
  reply.type === 'response' && reply.status === 200 ? readWire(reply.body) : null

/** The reply with another body. */
export const withBody = (reply: ApiReply, body: Wire): ApiReply =>
  reply.type === 'response' ? { ...reply, body: JSON.stringify(body) } : reply
