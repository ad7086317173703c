import type { ServiceSigner } from '#contracts/http.ts'
import type { PolicyPrincipal } from '#contracts/policy.ts'

/** Who asks, as far as the bucket can tell. */
export type Caller =
  | {
      readonly type: 'anonymous'
      readonly sourceIp: string
      /** From outside of the simulation, where anybody's keys are taken. */
      readonly isOutside?: true
    }
  /** An AWS service on behalf of one of its resources. */
  | { readonly type: 'service'; readonly signer: ServiceSigner; readonly sourceIp: string }
  /** Somebody of the account whom IAM lets in: a function by its wire, or a signature by the account's keys. */
  | { readonly type: 'account'; readonly arn: string; readonly sourceIp: string | null }

/** How a policy knows a caller. */
export function principalOf(caller: Caller, accountId: string): PolicyPrincipal {
  if (caller.type === 'anonymous') return { type: 'anonymous' }
  if (caller.type === 'service') return { type: 'service', name: caller.signer.service }
  return { type: 'account', accountId, arn: caller.arn }
}
