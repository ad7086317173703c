import { createSmoothedRate, createSmoothedShare } from '#kernel/ewma.ts'
import { createRecentHistogram } from '#kernel/recentHistogram.ts'
import { toSeconds } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import { type clientDefinition, clientMetrics, type ClientState } from './definition.ts'

/** How a logical request ended. */
export type Ending =
  | 'ok'
  | 'clientErrors'
  | 'serverErrors'
  | 'throttled'
  | 'timedOut'
  | 'unreachable'

/** What a client counts, records and shows. */
export interface Statistics {
  inFlight(): number
  begin(): void
  /** `latencyMs`: over all attempts. */
  end(ending: Ending, latencyMs: number): void
  read(): Omit<ClientState, 'sockets'>
}

/** 429 apart from the other 4xx: a throttle is not the caller's mistake. */
export function endingOf(status: number): Ending {
  if (status === 429) return 'throttled'
  if (status >= 500) return 'serverErrors'
  return status >= 400 ? 'clientErrors' : 'ok'
}

const HISTORY_SECONDS = 30

/** Counts by whole second of virtual time, for the last 30 of them. */
function createHistory() {
  // One more than is shown: the second that is not over yet.
  const counts = Array.from({ length: HISTORY_SECONDS + 1 }, () => 0)
  let latest = 0

  const advance = (second: number): void => {
    for (let steps = Math.min(second - latest, counts.length); steps > 0; steps--) {
      counts[(second - steps + 1) % counts.length] = 0
    }
    latest = Math.max(latest, second)
  }

  return {
    add(second: number): void {
      advance(second)
      counts[second % counts.length] = (counts[second % counts.length] ?? 0) + 1
    },
    /** Oldest first; seconds before the run began count as zero. */
    read(second: number): readonly number[] {
      return counts.slice(1).map((_, index) => {
        const shown = second - HISTORY_SECONDS + index
        const isKept = shown >= 0 && shown <= latest && shown > latest - counts.length
        return isKept ? (counts[shown % counts.length] ?? 0) : 0
      })
    },
  }
}

/** Creates the statistics of one client. */
export function createStatistics(ctx: ServiceContext<typeof clientDefinition>): Statistics {
  const offered = createSmoothedRate()
  const completed = createSmoothedRate()
  const failing = createSmoothedShare()
  const latencies = createRecentHistogram()
  const history = createHistory()
  const endings: Record<Ending, number> = {
    ok: 0,
    clientErrors: 0,
    serverErrors: 0,
    throttled: 0,
    timedOut: 0,
    unreachable: 0,
  }
  let inFlight = 0
  let sent = 0

  const second = (): number => Math.floor(toSeconds(ctx.now))
  const count = (name: string): void => ctx.record({ type: 'counter', name, value: 1 })

  return {
    inFlight: () => inFlight,
    begin() {
      inFlight++
      sent++
      offered.add(ctx.now)
      history.add(second())
      count(clientMetrics.requests)
    },
    end(ending, latencyMs) {
      inFlight--
      endings[ending]++
      completed.add(ctx.now)
      failing.add(ctx.now, ending !== 'ok')
      count(clientMetrics[ending])
      if (ending === 'unreachable') return
      latencies.add(ctx.now, latencyMs)
      ctx.record({ type: 'sample', name: clientMetrics.latency, value: latencyMs })
    },
    read() {
      const recent = latencies.read(ctx.now)
      return {
        offeredPerSecond: offered.read(ctx.now),
        completedPerSecond: completed.read(ctx.now),
        inFlight,
        sent,
        ...endings,
        latencyMs:
          recent === null
            ? null
            : {
                p50: recent.percentile(0.5),
                p95: recent.percentile(0.95),
                p99: recent.percentile(0.99),
              },
        history: history.read(second()),
        failing: failing.read(ctx.now),
      }
    },
  }
}
