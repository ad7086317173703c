import { createSmoothedRate, createSmoothedShare } from '#kernel/ewma.ts'
import { createRecentHistogram } from '#kernel/recentHistogram.ts'
import type { ServiceContext } from '../service.ts'
import type { httpApiDefinition } from './definition.ts'

/** What a node shows of the requests that it answers. */
interface AnswersState {
  readonly requestsPerSecond: number
  readonly inFlight: number
  readonly count: number
  readonly status4xx: number
  readonly status5xx: number
  readonly share4xx: number
  readonly share5xx: number
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null
}

/** Requests as they come and are answered: what HTTP and REST APIs count alike. */
export interface Answers {
  begin(): void
  /** `detail`: the route or method that detailed metrics are kept of. */
  end(status: number, latencyMs: number, detail?: string | null): void
  read(): AnswersState
}

/** Counts by CloudWatch's `Count`, `Latency` and the two metrics of errors, whose names differ from one kind of API to the other. */
export function createAnswers(
  ctx: Pick<ServiceContext<typeof httpApiDefinition>, 'now' | 'record'>,
  errors: { readonly client: string; readonly server: string },
): Answers {
  const arrivals = createSmoothedRate()
  const share4xx = createSmoothedShare()
  const share5xx = createSmoothedShare()
  const latencies = createRecentHistogram()
  let inFlight = 0
  let count = 0
  let status4xx = 0
  let status5xx = 0

  const add = (name: string): void => ctx.record({ type: 'counter', name, value: 1 })

  return {
    begin() {
      inFlight++
      count++
      arrivals.add(ctx.now)
      add('Count')
    },
    end(status, latencyMs, detail = null) {
      inFlight--
      const is4xx = status >= 400 && status < 500
      const is5xx = status >= 500
      if (is4xx) {
        status4xx++
        add(errors.client)
      }
      if (is5xx) {
        status5xx++
        add(errors.server)
      }
      share4xx.add(ctx.now, is4xx)
      share5xx.add(ctx.now, is5xx)
      latencies.add(ctx.now, latencyMs)
      ctx.record({ type: 'sample', name: 'Latency', value: latencyMs })
      if (detail === null) return
      add(`Count ${detail}`)
      if (is4xx) add(`${errors.client} ${detail}`)
      if (is5xx) add(`${errors.server} ${detail}`)
      ctx.record({ type: 'sample', name: `Latency ${detail}`, value: latencyMs })
    },
    read() {
      const recent = latencies.read(ctx.now)
      return {
        requestsPerSecond: arrivals.read(ctx.now),
        inFlight,
        count,
        status4xx,
        status5xx,
        share4xx: share4xx.read(ctx.now),
        share5xx: share5xx.read(ctx.now),
        latencyMs:
          recent === null ? null : { p50: recent.percentile(0.5), p99: recent.percentile(0.99) },
      }
    },
  }
}
