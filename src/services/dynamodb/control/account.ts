import { createAction, members, tableName, toTableName } from '../actions/action.ts'
import { type Refusal, serviceError } from '../refusal.ts'
import { integer, list, optional, required, string, structure } from '../shape.ts'
import { ACCOUNT_UNITS_MAX, TABLE_UNITS_MAX } from '../limits.ts'
import { getLife } from './control.ts'

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html */
export const describeLimits = createAction('DescribeLimits', structure({}), () => () => ({
  AccountMaxReadCapacityUnits: ACCOUNT_UNITS_MAX,
  AccountMaxWriteCapacityUnits: ACCOUNT_UNITS_MAX,
  TableMaxReadCapacityUnits: TABLE_UNITS_MAX,
  TableMaxWriteCapacityUnits: TABLE_UNITS_MAX,
}))

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeEndpoints.html */
export const describeEndpoints = createAction(
  'DescribeEndpoints',
  structure({}),
  () =>
    ({ region }) => ({
      Endpoints: [{ Address: `dynamodb.${region}.amazonaws.com`, CachePeriodInMinutes: 1_440 }],
    }),
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTableReplicaAutoScaling.html */
export const describeTableReplicaAutoScaling = createAction(
  'DescribeTableReplicaAutoScaling',
  structure({ TableName: members.tableName }),
  ({ TableName }) =>
    (context) => {
      const life = getLife(context, toTableName(TableName))
      return {
        TableAutoScalingDescription: {
          TableName: life.table.definition.name,
          TableStatus: life.settings.status,
          Replicas: life.settings.replicas.map(({ region, status }) => ({
            RegionName: region,
            ReplicaStatus: status,
          })),
        },
      }
    },
)

const noGlobalTable = (name: string): Refusal =>
  serviceError(
    'GlobalTableNotFoundException',
    `Global table not found: Global table with name: '${name}' does not exist.`,
  )

const globalName = { GlobalTableName: required(tableName) }

/**
 * Global tables of 2017, which no new account has: none is found, and none can be made.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeGlobalTable.html
 */
export const describeGlobalTable = createAction(
  'DescribeGlobalTable',
  structure(globalName),
  ({ GlobalTableName: name }) =>
    () => {
      throw noGlobalTable(name)
    },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeGlobalTableSettings.html */
export const describeGlobalTableSettings = createAction(
  'DescribeGlobalTableSettings',
  structure(globalName),
  ({ GlobalTableName: name }) =>
    () => {
      throw noGlobalTable(name)
    },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListGlobalTables.html */
export const listGlobalTables = createAction(
  'ListGlobalTables',
  structure({
    ExclusiveStartGlobalTableName: optional(tableName),
    Limit: optional(integer({ min: 1 })),
    RegionName: optional(string()),
  }),
  () => () => ({ GlobalTables: [] }),
)

const replica = structure({ RegionName: optional(string()) }, 'Replica')

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateGlobalTable.html */
export const createGlobalTable = createAction(
  'CreateGlobalTable',
  structure({ ...globalName, ReplicationGroup: required(list(replica)) }),
  ({ GlobalTableName: name }) =>
    (context) => {
      if (context.control.find(toTableName(name)) === undefined) {
        throw serviceError('TableNotFoundException', `Table not found: ${name}`)
      }
      throw serviceError(
        'LimitExceededException',
        'Global tables version 2017.11.29 cannot be created any more: use UpdateTable with ReplicaUpdates',
      )
    },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateGlobalTable.html */
export const updateGlobalTable = createAction(
  'UpdateGlobalTable',
  structure({ ...globalName, ReplicaUpdates: required(list(structure({}, 'ReplicaUpdate'))) }),
  ({ GlobalTableName: name }) =>
    () => {
      throw noGlobalTable(name)
    },
)
