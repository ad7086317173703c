import type { JsonValue } from '#services/service.ts'
import {
  PARTITION_READ_UNITS_MAX,
  PARTITION_WRITE_UNITS_MAX,
  ON_DEMAND_PARTITIONS,
} from '../limits.ts'
import { serviceError, validation, type WireObject } from '../refusal.ts'
import { keyElements } from '../schema.ts'
import { optional, string, structure } from '../shape.ts'
import type { Table } from '../table.ts'
import { type ActionContext, createAction, toTableName } from './action.ts'

const input = structure({ TableName: optional(string()) })

const toThroughput = (table: Table): WireObject => ({
  NumberOfDecreasesToday: 0,
  ReadCapacityUnits: table.definition.readCapacityUnits,
  WriteCapacityUnits: table.definition.writeCapacityUnits,
})

/** The table as Create, Describe and DeleteTable tell it. */
export function toTableDescription(
  table: Table,
  { region, accountId }: Pick<ActionContext, 'region' | 'accountId'>,
): WireObject {
  const { definition } = table
  const elements = keyElements(definition.keySchema)
  const onDemand = definition.billingMode === 'PAY_PER_REQUEST'
  const warm: JsonValue = onDemand
    ? {
        ReadUnitsPerSecond: ON_DEMAND_PARTITIONS * PARTITION_READ_UNITS_MAX,
        WriteUnitsPerSecond: ON_DEMAND_PARTITIONS * PARTITION_WRITE_UNITS_MAX,
        Status: 'ACTIVE',
      }
    : {
        ReadUnitsPerSecond: definition.readCapacityUnits,
        WriteUnitsPerSecond: definition.writeCapacityUnits,
        Status: 'ACTIVE',
      }
  return {
    AttributeDefinitions: elements.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    TableName: definition.name,
    KeySchema: elements.map(({ name }, at) => ({
      AttributeName: name,
      KeyType: at === 0 ? 'HASH' : 'RANGE',
    })),
    TableStatus: 'ACTIVE',
    CreationDateTime: definition.createdAt,
    ProvisionedThroughput: toThroughput(table),
    TableSizeBytes: table.sizeBytes,
    ItemCount: table.itemCount,
    TableArn: `arn:aws:dynamodb:${region}:${accountId}:table/${definition.name}`,
    TableId: definition.id,
    ...(onDemand
      ? {
          BillingModeSummary: {
            BillingMode: 'PAY_PER_REQUEST',
            LastUpdateToPayPerRequestDateTime: definition.createdAt,
          },
        }
      : {}),
    ...(definition.stream === undefined
      ? {}
      : {
          StreamSpecification: { StreamEnabled: true, StreamViewType: definition.stream.view },
          LatestStreamLabel: definition.stream.label,
          LatestStreamArn: definition.stream.arn,
        }),
    DeletionProtectionEnabled: false,
    WarmThroughput: warm,
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export const describeTable = createAction('DescribeTable', input, ({ TableName: given }) => {
  if (given === undefined) {
    throw validation("The parameter 'TableName' is required but was not present in the request")
  }
  const name = toTableName(given)
  if (name.length < 3 || name.length > 255) {
    throw validation('TableName must be at least 3 characters long and at most 255 characters long')
  }
  if (!/^[a-zA-Z0-9_.-]+$/.test(name)) {
    throw validation(
      `1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+',
    )
  }
  return (context) => {
    const table = context.findTable(name)
    if (table === undefined) {
      const message = `Requested resource not found: Table: ${name} not found`
      throw serviceError('ResourceNotFoundException', message)
    }
    return { Table: toTableDescription(table, context) }
  }
})
