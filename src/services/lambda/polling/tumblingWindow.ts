import { formatIsoTime } from '#contracts/calendar.ts'
import type { PolledRecord } from '#contracts/records.ts'
import { type Duration, type Instant, toEpochMs } from '#kernel/time.ts'

/** State that one window hands on, in bytes: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html */
const STATE_BYTES_MAX = 1_048_576

/** A stretch of a stream whose invocations hand on a state. Windows lie side by side and begin at whole multiples. */
export interface TumblingWindow {
  readonly start: Instant
  readonly end: Instant
  /** JSON. */
  state: unknown
}

/** The window in which a record arrived. */
export function windowOf({ arrivedAt }: PolledRecord, size: Duration): TumblingWindow {
  const offset = (toEpochMs(0 as Instant) * 1_000) % size
  const start = (Math.floor((arrivedAt + offset) / size) * size - offset) as Instant
  return { start, end: (start + size) as Instant, state: {} }
}

const toTime = (at: Instant): string => `${formatIsoTime(toEpochMs(at)).slice(0, 19)}Z`

/** What an invocation within a window is told beside its records. */
export const toWindowFields = (
  { start, end, state }: TumblingWindow,
  more: {
    readonly shardId: string
    readonly eventSourceARN: string
    readonly isFinalInvokeForWindow: boolean
    readonly isWindowTerminatedEarly: boolean
  },
): Readonly<Record<string, unknown>> => ({
  window: { start: toTime(start), end: toTime(end) },
  state,
  ...more,
})

/** The state that a function returned: `{"state": …}`; null where it is none, or too large to hand on. */
export function readState(payload: string): { readonly state: unknown } | null {
  let response: unknown
  try {
    response = JSON.parse(payload)
  } catch {
    return null
  }
  if (typeof response !== 'object' || response === null || !('state' in response)) return null
  const { state } = response
  return JSON.stringify(state ?? {}).length > STATE_BYTES_MAX ? null : { state: state ?? {} }
}
