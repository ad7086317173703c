import type { ServiceContext } from '../service.ts'
import { createAnswers } from './answers.ts'
import { createRefusals, splitReason } from './refusals.ts'
import { HTTP_API_UNIT_BYTES } from './cost.ts'
import type { httpApiDefinition, HttpApiState } from './definition.ts'

/** One answered request. */
interface Answered {
  readonly status: number
  readonly latencyMs: number
  readonly requestBytes: number
  readonly responseBytes: number
  /** The stage that took it; null where none did. */
  readonly stage: string | null
  /** The route that detailed metrics are kept of. */
  readonly detail: string | null
}

/** CloudWatch's metrics of an HTTP API, and what the node shows of them. */
export interface Statistics {
  begin(): void
  end(answered: Answered): void
  refuse(reason: string): void
  /** Requests as they are charged: one for each 512 KB begun. */
  billedRequests(): number
  read(): Omit<HttpApiState, 'protocol' | 'bucket' | 'routeBuckets' | 'routes' | 'wires'>
}

const unitsOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / HTTP_API_UNIT_BYTES))

/** Metrics by https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
export function createStatistics(ctx: ServiceContext<typeof httpApiDefinition>): Statistics {
  const answers = createAnswers(ctx, { client: '4xx', server: '5xx' })
  const stages = new Map<string, number>()
  const refusals = createRefusals()
  let units = 0
  return {
    begin: () => answers.begin(),
    end({ status, latencyMs, requestBytes, responseBytes, stage, detail }) {
      answers.end(status, latencyMs, detail)
      if (stage !== null) stages.set(stage, (stages.get(stage) ?? 0) + 1)
      const value = requestBytes + responseBytes
      ctx.record({ type: 'counter', name: 'DataProcessed', value })
      // What the API refuses for its own limits is not charged.
      if (status !== 429) units += unitsOf(Math.max(requestBytes, responseBytes))
    },
    refuse: (reason) => refusals.add(...splitReason(reason)),
    billedRequests: () => units,
    read: () => ({
      ...answers.read(),
      refusals: refusals.read(),
      stages: [...stages].map(([name, count]) => ({ name, count })),
    }),
  }
}
