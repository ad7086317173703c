import type { TransactionTokens } from './actions/action.ts'
import { TRANSACTION_TOKEN_SECONDS } from './limits.ts'
import type { WireObject } from './refusal.ts'

/** Remembers ClientRequestTokens for ten minutes of virtual time. */
export function createTokens(): TransactionTokens {
  // In the order of `at`, so that the old ones are in front.
  const known = new Map<string, { at: number; body: string; reply: WireObject }>()
  return {
    find(token, now) {
      for (const [old, { at }] of known) {
        if (now - at < TRANSACTION_TOKEN_SECONDS * 1_000_000) break
        known.delete(old)
      }
      return known.get(token)
    },
    remember(token, now, body, reply) {
      known.set(token, { at: now, body, reply })
    },
  }
}
