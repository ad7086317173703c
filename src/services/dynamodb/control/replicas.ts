import { findRegion } from '#world/regions.ts'
import { type Refusal, validation } from '../refusal.ts'
import type { ActionContext } from '../actions/action.ts'
import type { ReplicaSetting, Settings, TableLife } from './life.ts'
import type { UpdateTableRequest } from './tableInput.ts'

type Updates = NonNullable<UpdateTableRequest['ReplicaUpdates']>

/** The Regions that take and tell items of the table: not those that are still being filled. */
export const servingRegions = ({ replicas }: Pick<Settings, 'replicas'>): readonly string[] =>
  replicas.filter(({ status }) => status !== 'CREATING').map(({ region }) => region)

const unknownReplica = (region: string): Refusal =>
  validation(
    `Replica specified in the Replica Update or Replica Delete action of the request was not found: ${region}`,
  )

function planOne(
  replicas: readonly ReplicaSetting[],
  { Create, Update, Delete }: Updates[number],
  life: TableLife,
  home: string,
): readonly ReplicaSetting[] {
  const region = (Create ?? Update ?? Delete)?.RegionName
  if (region === undefined) {
    throw validation('One of Create, Update or Delete must be specified in ReplicaUpdates')
  }
  if (region === home) {
    throw validation(
      'Cannot add, delete, or update the local region through ReplicaUpdates. ' +
        'Use CreateTable, DeleteTable, or UpdateTable as required.',
    )
  }
  const known = replicas.find((one) => one.region === region)
  if (Create !== undefined) {
    if (findRegion(region) === undefined) throw validation(`Unsupported region: ${region}`)
    if (known !== undefined) {
      const { name } = life.table.definition
      throw validation(
        `Failed to create a the new replica of table with name: '${name}' because one or more replicas already existed as tables.`,
      )
    }
    return [...replicas, { region, status: 'CREATING' }]
  }
  if (known === undefined) throw unknownReplica(region)
  const status = Delete === undefined ? 'UPDATING' : 'DELETING'
  return replicas.map((one) => (one === known ? { region, status } : one))
}

/**
 * The replicas that a table will have; null: nothing was said.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ReplicationGroupUpdate.html
 */
export function planReplicas(
  updates: UpdateTableRequest['ReplicaUpdates'],
  life: TableLife,
  { control }: Pick<ActionContext, 'control'>,
): readonly ReplicaSetting[] | null {
  if (updates === undefined) return null
  if (life.table.definition.billingMode === 'PROVISIONED' && !life.isNode) {
    throw validation('Table write capacity should either be Pay-Per-Request or AutoScaled.')
  }
  return updates.reduce<readonly ReplicaSetting[]>(
    (replicas, update) => planOne(replicas, update, life, control.region),
    life.settings.replicas,
  )
}
