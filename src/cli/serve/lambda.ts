import { isUtf8 } from 'node:buffer'
import type { ApiReply } from '#contracts/api.ts'
import type { Headers } from '#contracts/body.ts'
import type { OutsideRequest } from '#simulation/simulation.ts'
import type { Exposure, WireRequest, WireResponse } from './exposure.ts'

/** Bytes of a body: what is longer than Invoke's limit of 6 MB is refused by the function itself, in Lambda's words. */
const BODY_BYTES_MAX = 32 * 1_024 * 1_024

/** Each of Lambda's operations begins with the date of the API that brought it. https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
const OPERATION =
  /^\/20\d\d-\d\d-\d\d\/(functions|event-source-mappings|account-settings|layers|tags|code-signing-configs)(\/|$)/

const tooLarge: WireResponse = {
  status: 413,
  headers: [
    ['Content-Type', 'application/json'],
    ['x-amzn-ErrorType', 'RequestTooLargeException'],
  ],
  body: '{"Type":"User","message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}',
}

const toRequest = ({ method, path, query, fields, body }: WireRequest): OutsideRequest => ({
  method,
  path,
  query,
  headers: fields,
  body: isUtf8(body) ? body.toString() : new Uint8Array(body),
})

/** The server's own to add. */
const OWN = /^(connection|content-length)$/i

const endToEnd = (headers: Headers): Headers => headers.filter(([name]) => !OWN.test(name))

function toWire(reply: ApiReply): WireResponse {
  if (reply.type === 'unreachable') return { status: 503, headers: [], body: reply.message }
  return { status: reply.status, headers: endToEnd(reply.headers), body: reply.body }
}

/**
 * Lambda's API: Invoke in all its types, and what can be looked up. Whoever asks has every permission, signed or not.
 * `send` takes the time that the model says: a function that runs cannot answer at once.
 */
export function createLambdaExposure(
  send: (request: OutsideRequest) => Promise<ApiReply>,
): Exposure {
  return {
    name: 'Lambda',
    takes: ({ path }) => OPERATION.test(path),
    bodyBytesMax: BODY_BYTES_MAX,
    tooLarge: () => tooLarge,
    async handle(request) {
      return toWire(await send(toRequest(request)))
    },
  }
}
