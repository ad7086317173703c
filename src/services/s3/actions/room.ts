import type { Bucket } from '../bucket.ts'
import { STORED_BYTES_MAX } from '../limits.ts'
import { Refusal } from '../refusal.ts'

/** The page's memory is not S3's: what would not fit is refused, in words that say so. */
export function checkRoom({ store, uploads }: Bucket, bytes: number): void {
  let held = store.held
  for (const { parts } of uploads.values()) for (const { body } of parts.values()) held += body.held
  if (held + bytes <= STORED_BYTES_MAX) return
  throw new Refusal(
    503,
    'ServiceUnavailable',
    `The simulator holds at most ${STORED_BYTES_MAX} bytes of objects of one bucket in memory.`,
  )
}
