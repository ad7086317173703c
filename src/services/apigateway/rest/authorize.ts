import type { Refusal } from './gatewayResponses.ts'

/** Who a request is from, as far as the method asked. */
export interface Authorized {
  /** `$context.authorizer`; null where there is no authorizer. */
  readonly authorizer: Readonly<Record<string, unknown>> | null
  /** What `$context.identity` tells beside the address and the user agent. */
  readonly identity: Readonly<Record<string, string | null>>
  /** Whether the caller may empty cached answers: `execute-api:InvalidateCache`. */
  readonly mayInvalidateCache: boolean
}

/** What authorisation says of a request: go on as somebody, or a gateway response. */
export type Authorization =
  | { readonly type: 'authorized'; readonly as: Authorized }
  | { readonly type: 'refused'; readonly refusal: Refusal }

/** A caller that nobody asked who it is. */
export const ANYBODY: Authorized = { authorizer: null, identity: {}, mayInvalidateCache: false }

/**
 * The step between routing and throttling: who calls, and may it. Every method is open here (`AuthorizationType: NONE`);
 * signatures, authorizers, API keys and resource policies answer through the same type.
 */
export const authorize = (): Authorization => ({ type: 'authorized', as: ANYBODY })
