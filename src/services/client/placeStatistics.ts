import { createHistogram, type Histogram } from '#kernel/histogram.ts'
import type { Place } from '#world/place.ts'
import type { PlaceLatency } from './definition.ts'
import type { Ending } from './statistics.ts'

/** What users of each place saw, since the run began. */
export interface PlaceStatistics {
  end(place: Place, ending: Ending, latencyMs: number): void
  /** In the order in which the places were first heard of. */
  read(): readonly PlaceLatency[]
}

interface Seen {
  readonly place: Place
  readonly latencies: Histogram
  requests: number
  failed: number
}

/** Creates the statistics of one client's places: as many as there are cities at most. */
export function createPlaceStatistics(): PlaceStatistics {
  const seen = new Map<string, Seen>()
  return {
    end(place, ending, latencyMs) {
      let at = seen.get(place.name)
      if (at === undefined) {
        at = { place, latencies: createHistogram(), requests: 0, failed: 0 }
        seen.set(place.name, at)
      }
      at.requests++
      if (ending !== 'ok') at.failed++
      if (ending !== 'unreachable') at.latencies.add(latencyMs)
    },
    read: () =>
      [...seen.values()].map(({ place, latencies, requests, failed }) => ({
        place: place.name,
        requests,
        failed,
        latencyMs:
          latencies.count === 0
            ? null
            : {
                mean: latencies.sum / latencies.count,
                p50: latencies.percentile(0.5),
                p95: latencies.percentile(0.95),
                p99: latencies.percentile(0.99),
              },
      })),
  }
}
