import type { NodeId } from '#kernel/trace.ts'
import type { ThrottleReason } from '../errorPayloads.ts'
import type { Recording } from '../recording.ts'
import type { AccountConcurrency } from './accountConcurrency.ts'

/** Why a request was not let in: the limit that bit, its value and what was in use. */
export interface Throttle {
  readonly reason: ThrottleReason
  readonly limit: number
  readonly inUse: number
}

/** The door of one function: every version's requests pass it. */
export interface Admission {
  /** Takes one unit of concurrency, or says which limit forbids it. */
  admit(request: { readonly isAsynchronous: boolean }): Throttle | null
  release(): void
}

/** Creates the door of function `id`. */
export function createAdmission(
  id: NodeId,
  account: AccountConcurrency,
  recording: Pick<Recording, 'concurrency'>,
): Admission {
  return {
    admit() {
      const reason = account.admit(id)
      if (reason !== null) return { reason, limit: account.limit(id), inUse: account.inUse(id) }
      recording.concurrency(account.inUse(id))
      return null
    },
    release() {
      account.release(id)
      recording.concurrency(account.inUse(id))
    },
  }
}
