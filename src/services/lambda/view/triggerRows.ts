import { formatMs, formatNumber } from '#kit/format.ts'
import type { ReadoutRow } from '#kit/Readout.tsx'
import type { AsynchronousState, DestinationState } from '../frontState.ts'
import type { EventSourceState } from '../polling/state.ts'
import type { EventInvokeConfig } from '../properties/asynchronous.ts'

/** What the ports of a function are called. */
export const PORT_TITLES: { readonly [P in DestinationState['port']]: string } = {
  onSuccess: 'On success',
  onFailure: 'On failure',
  deadLetter: 'Dead letters',
}

const SECONDS_PER_MINUTE = 60
const SECONDS_PER_HOUR = 3_600

/** `6 h`, `90 s`: a setting in seconds, as short as it is exact. */
export function formatSeconds(seconds: number): string {
  if (seconds % SECONDS_PER_HOUR === 0) return `${seconds / SECONDS_PER_HOUR} h`
  return seconds % SECONDS_PER_MINUTE === 0 ? `${seconds / SECONDS_PER_MINUTE} min` : `${seconds} s`
}

/** A function's own queue: what waits in it, and what became of the rest. `now` in µs. */
export function rowsOfQueue(
  { depth, oldestAt, received, attempts, dropped }: AsynchronousState,
  config: EventInvokeConfig | undefined,
  now: number,
): readonly ReadoutRow[] {
  const { MaximumRetryAttempts: retries = 2, MaximumEventAgeInSeconds: age = 21_600 } = config ?? {}
  return [
    { label: 'events received', value: formatNumber(received) },
    { label: 'attempts made', value: formatNumber(attempts) },
    {
      label: 'waiting or running',
      value: formatNumber(depth),
      ...(oldestAt !== null && { unit: `oldest ${formatMs(Math.max(0, now - oldestAt) / 1_000)}` }),
    },
    { label: 'given up', value: formatNumber(dropped), ...(dropped > 0 && { tone: 'error' }) },
    { label: 'retries after errors', value: formatNumber(retries) },
    { label: 'maximum age', value: formatSeconds(age) },
  ]
}

/** A mapping: who polls, and what became of the events that were polled. */
export function rowsOfMapping(mapping: EventSourceState): readonly ReadoutRow[] {
  const { kind, failed, dropped, maximumConcurrency: most } = mapping
  const isStream = kind === 'stream'
  const batches = formatNumber(mapping.batches)
  const rows: readonly (ReadoutRow | null)[] = [
    { label: isStream ? 'shards read' : 'pollers', value: formatNumber(mapping.workers) },
    mapping.pollers === null
      ? null
      : { label: 'event pollers, provisioned', value: formatNumber(mapping.pollers) },
    { label: 'batches at work', value: most === null ? batches : `${batches} / ${most}` },
    { label: 'events polled', value: formatNumber(mapping.polled) },
    { label: 'filtered out', value: formatNumber(mapping.filteredOut) },
    { label: 'invoked with', value: formatNumber(mapping.invoked) },
    { label: 'failed', value: formatNumber(failed), ...(failed > 0 && { tone: 'error' }) },
    isStream ? null : { label: 'deleted', value: formatNumber(mapping.deleted) },
    isStream
      ? { label: 'given up', value: formatNumber(dropped), ...(dropped > 0 && { tone: 'error' }) }
      : null,
    isStream ? { label: 'told on failure', value: formatNumber(mapping.delivered) } : null,
  ]
  return rows.filter((row) => row !== null)
}
