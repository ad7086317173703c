import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'
import { type Duration, ms, ZERO } from '#kernel/time.ts'
import { READ_UNIT_BYTES, WRITE_UNIT_BYTES } from './limits.ts'

// assumption: see README. Medians are the model's; the spreads make p99 8 ms of 2.5 and 12 ms of 4.
const READ_SIGMA = 0.5
const WRITE_SIGMA = 0.47
/** A strongly consistent read asks the leader. */
const STRONG_FACTOR = 1.2
const TRANSACTION_FACTOR = 2.5
/** Beyond the first 4 KB: Query and single items 1 ms per 64 KB, Scan 100 ms per 1 MB. */
const MS_PER_READ_BLOCK = 1 / 16
const MS_PER_SCAN_BLOCK = 100 / 256
/** Beyond the first 1 KB: 1 ms per 64 KB. */
const MS_PER_WRITE_BLOCK = 1 / 64

/** What an action does, as far as its time is concerned. */
export interface Work {
  readonly action: string
  readonly kind: 'read' | 'write'
  readonly consistentRead: boolean
}

const WRITES = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'TransactWriteItems',
])

/** A PartiQL statement that changes something. */
const PARTIQL_WRITE = /"Statement"\s*:\s*"(?:\s|\\[nrt])*(?:INSERT|UPDATE|DELETE|FROM|EXISTS)\b/i

/** What an action with this body does. */
export const toWork = (action: string, body: string): Work => ({
  action,
  kind: WRITES.has(action) || PARTIQL_WRITE.test(body) ? 'write' : 'read',
  // The latency model's only: the engine reads the parameter itself.
  consistentRead: /"ConsistentRead"\s*:\s*true/.test(body),
})

/** How long the server takes before an item's size matters; medians in ms. */
export function sampleService(
  { action, kind, consistentRead }: Work,
  medians: { readonly ReadLatencyMs: number; readonly WriteLatencyMs: number },
  random: Random,
): Duration {
  const base = kind === 'read' ? medians.ReadLatencyMs : medians.WriteLatencyMs
  const strong = kind === 'read' && consistentRead ? STRONG_FACTOR : 1
  const transaction = action.startsWith('Transact') ? TRANSACTION_FACTOR : 1
  const median = base * strong * transaction
  if (median === 0) return ZERO
  const sigma = kind === 'read' ? READ_SIGMA : WRITE_SIGMA
  return ms(sample(logNormalOf({ median, sigma }), random))
}

/** How much longer it takes for what was read and written, in bytes. */
export function computeTransfer(
  action: string,
  bytes: { readonly read: number; readonly write: number },
): Duration {
  const perBlock = action === 'Scan' ? MS_PER_SCAN_BLOCK : MS_PER_READ_BLOCK
  const readBlocks = Math.max(0, bytes.read / READ_UNIT_BYTES - 1)
  const writeBlocks = Math.max(0, bytes.write / WRITE_UNIT_BYTES - 1)
  return ms(readBlocks * perBlock + writeBlocks * MS_PER_WRITE_BLOCK)
}
