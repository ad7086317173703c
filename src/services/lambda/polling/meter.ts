import { type Duration, toMs } from '#kernel/time.ts'
import type { ServiceContext } from '#services/service.ts'
import type { EventSourceState } from './state.ts'
import type { lambdaDefinition } from '../definition.ts'

/** What a mapping has done with its events. */
export type EventCount =
  | 'polled'
  | 'filteredOut'
  | 'invoked'
  | 'failed'
  | 'deleted'
  | 'dropped'
  | 'delivered'

/**
 * CloudWatch's names of them.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
 */
const METRICS: { readonly [C in EventCount]: string } = {
  polled: 'PolledEventCount',
  filteredOut: 'FilteredOutEventCount',
  invoked: 'InvokedEventCount',
  failed: 'FailedInvokeEventCount',
  deleted: 'DeletedEventCount',
  dropped: 'DroppedEventCount',
  delivered: 'OnFailureDestinationDeliveredEventCount',
}

/** Counts what a mapping does. */
export interface MappingMeter {
  count(what: EventCount, many: number): void
  /** Stream: how old the last record of a batch is when it is sent. */
  iteratorAge(age: Duration): void
  /** Pollers at work or waiting, and batches being processed. */
  workers: number
  batches: number
  /** Event pollers of provisioned mode; null: not chosen. */
  pollers: number | null
  read(): Pick<EventSourceState, 'workers' | 'batches' | 'pollers' | 'iteratorAgeMs' | EventCount>
}

/** Creates the meter of one mapping. */
export function createMeter(
  ctx: Pick<ServiceContext<typeof lambdaDefinition>, 'record'>,
): MappingMeter {
  const counts = {
    polled: 0,
    filteredOut: 0,
    invoked: 0,
    failed: 0,
    deleted: 0,
    dropped: 0,
    delivered: 0,
  }
  let iteratorAgeMs: number | null = null
  return {
    workers: 0,
    batches: 0,
    pollers: null,
    count(what, many) {
      if (many === 0) return
      counts[what] += many
      ctx.record({ type: 'counter', name: METRICS[what], value: many })
    },
    iteratorAge(age) {
      iteratorAgeMs = toMs(age)
      ctx.record({ type: 'sample', name: 'IteratorAge', value: iteratorAgeMs })
    },
    read() {
      return {
        ...counts,
        workers: this.workers,
        batches: this.batches,
        pollers: this.pollers,
        iteratorAgeMs,
      }
    },
  }
}
