import { after, type Instant, seconds } from '#kernel/time.ts'

/** What authorizers decided, for as long as it holds: by authorizer and identity. */
export interface DecisionCache<T> {
  find(key: string, now: Instant): T | null
  set(key: string, decision: T, at: { readonly now: Instant; readonly ttlSeconds: number }): void
  clear(): void
}

/** Decisions kept at most; the oldest go first. */
const DECISIONS_MAX = 10_000

/** Creates an empty cache. */
export function createDecisionCache<T>(): DecisionCache<T> {
  const byKey = new Map<string, { readonly decision: T; readonly until: Instant }>()
  return {
    find(key, now) {
      const held = byKey.get(key)
      if (held === undefined) return null
      if (held.until > now) return held.decision
      byKey.delete(key)
      return null
    },
    set(key, decision, { now, ttlSeconds }) {
      if (ttlSeconds <= 0) return
      byKey.delete(key)
      byKey.set(key, { decision, until: after(now, seconds(ttlSeconds)) })
      if (byKey.size <= DECISIONS_MAX) return
      for (const oldest of byKey.keys()) {
        byKey.delete(oldest)
        return
      }
    },
    clear: () => byKey.clear(),
  }
}
