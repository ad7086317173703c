import type { TraceEvent } from '#kernel/trace.ts'

/** A reason for which a node failed requests of late. */
export interface Badge {
  readonly tone: 'throttle' | 'error'
  readonly reason: string
  readonly count: number
  /** Display time, ms, of the last one. */
  readonly at: number
}

/** How a node has fared of late, 0-1 each. */
export interface Health {
  readonly throttled: number
  readonly failed: number
}

/** What happened at each node lately, for its ring and its badges. Times are display ms. */
export interface NodeActivity {
  add(event: TraceEvent, now: number): void
  /** Lets what is past fade. */
  advance(now: number): void
  health(node: string): Health
  badges(node: string, now: number): readonly Badge[]
  clear(): void
}

/** A badge leaves this long after its last failure. */
export const BADGE_MS = 4_000
/** Health is smoothed over this time, so that one can read it. */
const HEALTH_TAU_MS = 2_500
const BADGES_PER_NODE_MAX = 2
const WELL: Health = { throttled: 0, failed: 0 }

interface Counts {
  good: number
  throttled: number
  failed: number
}

const toneOf = (mark: string): Badge['tone'] | null => {
  if (mark === 'throttle' || mark === 'refused' || mark === 'conflict') return 'throttle'
  return mark === 'error' || mark === 'timeout' ? 'error' : null
}

/** Creates a memory in which nothing has happened. */
export function createNodeActivity(): NodeActivity {
  const counts = new Map<string, Counts>()
  const badges = new Map<string, readonly Badge[]>()
  let advancedAt = 0

  const addBadge = (node: string, tone: Badge['tone'], detail: string, now: number): void => {
    const reason = detail === '' ? (tone === 'throttle' ? 'throttled' : 'error') : detail
    const known = (badges.get(node) ?? []).filter((badge) => now - badge.at < BADGE_MS)
    const same = known.find((badge) => badge.reason === reason)
    const others = known.filter((badge) => badge !== same)
    const badge: Badge = { tone, reason, count: (same?.count ?? 0) + 1, at: now }
    badges.set(node, [badge, ...others].slice(0, BADGES_PER_NODE_MAX))
  }
  return {
    add(event, now) {
      if (event.type === 'mark') {
        const tone = toneOf(event.mark)
        if (tone !== null) addBadge(event.node, tone, event.detail, now)
      } else if (event.type === 'span-end') {
        const count = counts.get(event.node) ?? { good: 0, throttled: 0, failed: 0 }
        if (event.outcome === 'throttle') count.throttled++
        else if (event.outcome === 'fault') count.failed++
        else count.good++
        counts.set(event.node, count)
      }
    },
    advance(now) {
      const passed = now - advancedAt
      advancedAt = now
      if (passed <= 0) return
      const decay = Math.exp(-passed / HEALTH_TAU_MS)
      for (const count of counts.values()) {
        count.good *= decay
        count.throttled *= decay
        count.failed *= decay
      }
    },
    health(node) {
      const count = counts.get(node)
      if (count === undefined) return WELL
      const all = count.good + count.throttled + count.failed
      // Under a tenth of a request nothing is left to judge by.
      if (all < 0.1) return WELL
      return { throttled: count.throttled / all, failed: count.failed / all }
    },
    badges: (node, now) => (badges.get(node) ?? []).filter((badge) => now - badge.at < BADGE_MS),
    clear() {
      counts.clear()
      badges.clear()
    },
  }
}
