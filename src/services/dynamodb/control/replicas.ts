import { validation } from '../refusal.ts'
import type { ControlPlane } from './controlPlane.ts'
import type { ReplicaSetting, TableLife } from './life.ts'
import type { UpdateTableRequest } from './tableInput.ts'

/** Whoever keeps replicas of tables in other Regions. */
export interface Replication {
  /** The replicas that the table will have; refuses by throwing a Refusal. */
  plan(
    life: TableLife,
    updates: NonNullable<UpdateTableRequest['ReplicaUpdates']>,
  ): readonly ReplicaSetting[]
}

/**
 * The replicas that a table will have; null: nothing was said. The Regions of a node's table are the
 * document's; without anybody who replicates, a replica would be a name and nothing behind it. Both are refused.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ReplicationGroupUpdate.html
 */
export function planReplicas(
  updates: UpdateTableRequest['ReplicaUpdates'],
  life: TableLife,
  { replication }: ControlPlane,
): readonly ReplicaSetting[] | null {
  if (updates === undefined) return null
  if (replication !== null) return replication.plan(life, updates)
  throw validation('Coldstart replicates the tables of nodes: set Replicas in their properties')
}
