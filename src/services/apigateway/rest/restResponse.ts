import type { Body, HeaderField } from '#contracts/body.ts'
import type { Duration } from '#kernel/time.ts'
import type { Refusal } from './gatewayResponses.ts'

/** An answer before the gateway's own headers. */
export interface RestResponse {
  readonly status: number
  readonly headers: readonly HeaderField[]
  readonly body: Body
  /** Absent where the answer was not streamed. */
  readonly streamed?: Streamed
}

/** How an answer was streamed. */
export interface Streamed {
  /** From the body's first byte to its last. */
  readonly bodyTook: Duration
  /** From the end of its head to its last byte. */
  readonly headAgo: Duration
  /** Why it broke off after its head was sent; null: it did not. */
  readonly broken: string | null
}

/** What came of an integration: the client's answer, or why there is none. */
export type Outcome =
  | { readonly type: 'response'; readonly response: RestResponse }
  | { readonly type: 'refused'; readonly refusal: Refusal }

export const refuse = (refusal: Refusal): Outcome => ({ type: 'refused', refusal })

/** Bears no body, whatever the integration said (RFC 9110 §6.4.1). */
export const isBodyless = (method: string, status: number): boolean =>
  method === 'HEAD' || status === 204 || status === 304

/** Renamed on their way to the client: `x-amzn-Remapped-…`. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
const REMAPPED = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'trailer',
  'upgrade',
  'user-agent',
  'www-authenticate',
])
/** Never reach the client: they concern one connection, or the gateway writes them itself. */
const DROPPED = new Set([
  'keep-alive',
  'te',
  'transfer-encoding',
  'via',
  'x-amzn-requestid',
  'x-amz-apigw-id',
])

/** A back end's headers as the client sees them. */
export const remapHeaders = (headers: readonly HeaderField[]): readonly HeaderField[] =>
  headers.flatMap(([name, value]): HeaderField[] => {
    const lower = name.toLowerCase()
    if (DROPPED.has(lower)) return []
    return REMAPPED.has(lower) ? [[`x-amzn-Remapped-${name}`, value]] : [[name, value]]
  })
