import type { Outcome } from '#kernel/trace.ts'
import type { ApiReply, ApiRequest } from './api.ts'
import type { HttpRequest, HttpResponse } from './http.ts'
import type { InvokeReply, InvokeRequest } from './invoke.ts'
import type { PollRequest, RecordBatch } from './records.ts'

/** What may travel along an edge, as request and reply. */
export interface Contracts {
  http: { request: HttpRequest; reply: HttpResponse }
  invoke: { request: InvokeRequest; reply: InvokeReply }
  api: { request: ApiRequest; reply: ApiReply }
  records: { request: PollRequest; reply: RecordBatch }
}

/** What an edge may carry: `http`, `invoke`, `api` or `records`. */
export type ContractName = keyof Contracts
/** What a caller sends along an edge of contract `C`. */
export type Request<C extends ContractName> = Contracts[C]['request']
/** What comes back along an edge of contract `C`. */
export type Reply<C extends ContractName> = Contracts[C]['reply']

const outcomeOfStatus = (status: number): Outcome => {
  if (status === 429) return 'throttle'
  if (status >= 500) return 'fault'
  return status >= 400 ? 'error' : 'ok'
}

const THROTTLES =
  /"__type":"[^"]*(Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded)|<Code>SlowDown</

/** How each contract's reply went, in X-Ray's words. */
export const outcomeOf: { readonly [C in ContractName]: (reply: Reply<C>) => Outcome } = {
  http: (reply) => (reply.networkError === undefined ? outcomeOfStatus(reply.status) : 'fault'),
  invoke: (reply) => {
    if (reply.type === 'completed') return reply.functionError === null ? 'ok' : 'fault'
    return outcomeOfStatus(reply.statusCode)
  },
  api: (reply) => {
    if (reply.type === 'unreachable') return 'fault'
    if (reply.status < 400) return 'ok'
    if (typeof reply.body === 'string' && THROTTLES.test(reply.body)) return 'throttle'
    return outcomeOfStatus(reply.status)
  },
  records: () => 'ok',
}
