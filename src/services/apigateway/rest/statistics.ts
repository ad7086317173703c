import { createSmoothedShare } from '#kernel/ewma.ts'
import type { ServiceContext } from '#services/service.ts'
import { createAnswers } from '../answers.ts'
import { createRefusals } from '../refusals.ts'
import type { CacheLookup, restApiDefinition, RestApiState } from './definition.ts'

/** One answered request. */
interface Answered {
  readonly status: number
  readonly latencyMs: number
  /** As how many requests AWS charges it: none where it refuses for want of a permission or a token. */
  readonly billed: number
  /** `prod`, `prod canary`; null where no stage was reached. */
  readonly stage: string | null
  /** `GET /items`; null where no method took it. */
  readonly method: string | null
  /** The stage and method that detailed metrics are kept of. */
  readonly detail: string | null
}

/** CloudWatch's metrics of a REST API, and what the node shows of them. */
export interface Statistics {
  begin(): void
  end(answered: Answered): void
  cache(isHit: boolean): void
  refuse(by: string, why: string): void
  readonly billedRequests: number
  readonly hits: number
  readonly misses: number
  readonly hitShare: number
  readonly recent: readonly CacheLookup[]
  countOf(method: string): number
  read(): Omit<RestApiState, 'bucket' | 'methodBuckets' | 'cache' | 'methods'>
}

/** Looks into caches that the node shows. */
const RECENT_MAX = 18

/** Stages and methods that are told apart: more come from edits only. */
const NAMES_MAX = 400

const countIn = (counts: Map<string, number>, name: string | null): void => {
  if (name === null || (counts.size >= NAMES_MAX && !counts.has(name))) return
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** Metrics by https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
export function createStatistics(ctx: ServiceContext<typeof restApiDefinition>): Statistics {
  const answers = createAnswers(ctx, { client: '4XXError', server: '5XXError' })
  const shareHit = createSmoothedShare()
  const stages = new Map<string, number>()
  const methods = new Map<string, number>()
  const refusals = createRefusals()
  let billed = 0
  let hits = 0
  let misses = 0
  let recent: readonly CacheLookup[] = []

  return {
    begin: () => answers.begin(),
    end({ status, latencyMs, billed: charged, stage, method, detail }) {
      answers.end(status, latencyMs, detail)
      billed += charged
      countIn(stages, stage)
      countIn(methods, method)
    },
    cache(isHit) {
      if (isHit) hits++
      else misses++
      shareHit.add(ctx.now, isHit)
      recent = [{ at: ctx.now, isHit }, ...recent.slice(0, RECENT_MAX - 1)]
      const name = isHit ? 'CacheHitCount' : 'CacheMissCount'
      ctx.record({ type: 'counter', name, value: 1 })
    },
    refuse: (by, why) => refusals.add(by, why),
    countOf: (method) => methods.get(method) ?? 0,
    get billedRequests() {
      return billed
    },
    get hits() {
      return hits
    },
    get misses() {
      return misses
    },
    get recent() {
      return recent
    },
    get hitShare() {
      return shareHit.read(ctx.now)
    },
    read: () => ({
      ...answers.read(),
      stages: [...stages].map(([name, count]) => ({ name, count })),
      refusals: refusals.read(),
    }),
  }
}
