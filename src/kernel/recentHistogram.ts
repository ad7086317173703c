import { createHistogram, type Histogram } from './histogram.ts'
import { type Duration, type Instant, seconds, START } from './time.ts'

/** Percentiles of what was observed of late, in bounded memory. */
export interface RecentHistogram {
  add(at: Instant, value: number): void
  /** What was observed in the last window, and up to one window before it; null where nothing was. */
  read(at: Instant): Histogram | null
}

/** Creates an empty one. Instants must not go backwards. */
export function createRecentHistogram(window: Duration = seconds(10)): RecentHistogram {
  let current = createHistogram()
  let before = createHistogram()
  let begun = START

  const windowsSince = (at: Instant): number => Math.floor((at - begun) / window)

  return {
    add(at, value) {
      const passed = windowsSince(at)
      if (passed > 0) {
        before = passed === 1 ? current : createHistogram()
        current = createHistogram()
        begun = (begun + passed * window) as Instant
      }
      current.add(value)
    },
    read(at) {
      const passed = windowsSince(at)
      const both = createHistogram()
      if (passed === 0) both.merge(before)
      if (passed <= 1) both.merge(current)
      return both.count === 0 ? null : both
    },
  }
}
