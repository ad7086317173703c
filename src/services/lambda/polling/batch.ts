import { utf8Length } from '#contracts/body.ts'
import type { PolledRecord } from '#contracts/records.ts'

/** A batch closes at this size, in bytes: 6 MB, the payload limit. https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching */
export const BATCH_BYTES_MAX = 6_291_456

const ENVELOPE_BYTES = '{"Records":[]}'.length

/** How many of the first records one batch takes: at most `countMax`, at least one, and no more than 6 MB. */
export function cutBatch(records: readonly PolledRecord[], countMax: number): number {
  let bytes = ENVELOPE_BYTES
  let count = 0
  for (const { json } of records) {
    if (count >= countMax) break
    bytes += utf8Length(json) + 1
    if (count > 0 && bytes > BATCH_BYTES_MAX) break
    count++
  }
  return count
}

/** Whether the records fill a batch. */
export const isFull = (records: readonly PolledRecord[], countMax: number): boolean =>
  records.length >= countMax || cutBatch(records, countMax) < records.length

/** The event: the records, and what a tumbling window adds. */
export const toPayload = (
  records: readonly PolledRecord[],
  more: Readonly<Record<string, unknown>> = {},
): string => {
  const list = `"Records":[${records.map(({ json }) => json).join(',')}]`
  const rest = JSON.stringify(more).slice(1, -1)
  return rest === '' ? `{${list}}` : `{${list},${rest}}`
}
