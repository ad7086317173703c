import type { TransactionTokens } from './actions/action.ts'
import { TRANSACTION_TOKEN_SECONDS } from './limits.ts'

/** Remembers ClientRequestTokens for ten minutes of virtual time. */
export function createTokens(): TransactionTokens {
  // In the order of `at`, so that the old ones are in front.
  const known = new Map<string, { readonly at: number; readonly body: string }>()
  const running = new Set<string>()
  return {
    setRunning(token, isRunning) {
      if (isRunning) running.add(token)
      else running.delete(token)
    },
    isRunning: (token) => running.has(token),
    find(token, now) {
      for (const [old, { at }] of known) {
        if (now - at < TRANSACTION_TOKEN_SECONDS * 1_000_000) break
        known.delete(old)
      }
      return known.get(token)
    },
    remember(token, now, body) {
      known.set(token, { at: now, body })
    },
  }
}
