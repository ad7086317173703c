import type { QualifierState } from '../frontState.ts'
import type { VersionRoute } from './qualifier.ts'

type Counter = 'invocations' | 'errors' | 'throttles'
type Counts = { -readonly [K in keyof QualifierState]: QualifierState[K] }

/** Counts by alias and version. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html */
export interface QualifierStatistics {
  count(route: VersionRoute, what: Counter): void
  /** In the order of first use. */
  read(): readonly QualifierState[]
}

/** Pairs of alias and version that are told at most: aliases times the two versions of each, and some history. Ours. */
const PAIRS_MAX = 200

/** Creates the statistics of a function that was never invoked. */
export function createQualifierStatistics(): QualifierStatistics {
  const counts = new Map<string, Counts>()
  return {
    count({ alias, version }, what) {
      const key = `${alias ?? ''}:${version}`
      let own = counts.get(key)
      if (own === undefined) {
        if (counts.size >= PAIRS_MAX) return
        own = { alias, version, invocations: 0, errors: 0, throttles: 0 }
        counts.set(key, own)
      }
      own[what]++
    },
    read: () => [...counts.values()].map((own) => ({ ...own })),
  }
}
