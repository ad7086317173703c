import type { Process } from '#kernel/process.ts'
import type { Random } from '#kernel/random.ts'
import type { ServiceContext } from '#services/service.ts'
import type { dynamodbDefinition } from '../definition.ts'

/** What a table's node lends to a transfer: its clock, its wires to buckets, and its bill. */
export interface TransferHost {
  readonly ctx: Pick<
    ServiceContext<typeof dynamodbDefinition>,
    'account' | 'beginSpan' | 'callApi' | 'endSpan' | 'now' | 'record' | 'settle' | 'sleep'
  >
  readonly random: Random
  /** As whom it asks S3. */
  readonly principalArn: string
  billed(kind: 'exported' | 'imported', bytes: number): void
}

/** Whoever finds a node for a transfer. */
export interface Carrier {
  /** Runs `work` at the node of the table `table`, or at one that has a wire to a bucket; false: there is none. */
  carry(table: string | null, work: (host: TransferHost) => Process<void>): boolean
}
