import type { JsonValue } from '#services/service.ts'
import {
  PARTITION_READ_UNITS_MAX,
  PARTITION_WRITE_UNITS_MAX,
  ON_DEMAND_PARTITIONS,
} from '../limits.ts'
import { serviceError, validation, type WireObject } from '../refusal.ts'
import { type KeyElement, keyElements, type KeySchema } from '../schema.ts'
import type { SecondaryIndex } from '../secondaryIndex.ts'
import { optional, string, structure } from '../shape.ts'
import type { Table } from '../table.ts'
import { type ActionContext, createAction, toTableName } from './action.ts'

const input = structure({ TableName: optional(string()) })

const toThroughput = (table: Table): WireObject => ({
  NumberOfDecreasesToday: 0,
  ReadCapacityUnits: table.definition.readCapacityUnits,
  WriteCapacityUnits: table.definition.writeCapacityUnits,
})

const toWireSchema = (schema: KeySchema): JsonValue =>
  keyElements(schema).map(({ name }, at) => ({
    AttributeName: name,
    KeyType: at === 0 ? 'HASH' : 'RANGE',
  }))

/** Every attribute that is part of a key, once. */
const definedAttributes = ({ definition, indexes }: Table): readonly KeyElement[] => {
  const schemas = [definition.keySchema, ...indexes.map((index) => index.definition.keySchema)]
  const byName = new Map(schemas.flatMap(keyElements).map((element) => [element.name, element]))
  return [...byName.values()]
}

const describeIndex = (index: SecondaryIndex, tableArn: string): WireObject => {
  const { definition } = index
  const { projection } = definition
  return {
    IndexName: definition.name,
    KeySchema: toWireSchema(definition.keySchema),
    Projection: {
      ProjectionType: projection.type,
      ...('attributes' in projection ? { NonKeyAttributes: projection.attributes } : {}),
    },
    ...(definition.kind === 'global'
      ? {
          IndexStatus: definition.isCreating ? 'CREATING' : 'ACTIVE',
          ...(definition.isCreating ? { Backfilling: true } : {}),
          ProvisionedThroughput: {
            NumberOfDecreasesToday: 0,
            ReadCapacityUnits: definition.readCapacityUnits,
            WriteCapacityUnits: definition.writeCapacityUnits,
          },
        }
      : {}),
    IndexSizeBytes: index.sizeBytes,
    ItemCount: index.itemCount,
    IndexArn: `${tableArn}/index/${definition.name}`,
  }
}

const describeIndexes = ({ indexes }: Table, tableArn: string): WireObject => {
  const ofKind = (kind: 'global' | 'local'): readonly WireObject[] =>
    indexes
      .filter(({ definition }) => definition.kind === kind)
      .map((index) => describeIndex(index, tableArn))
  const [globals, locals] = [ofKind('global'), ofKind('local')]
  return {
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: locals }),
    ...(globals.length === 0 ? {} : { GlobalSecondaryIndexes: globals }),
  }
}

/** The table as Create, Describe and DeleteTable tell it. */
export function toTableDescription(
  table: Table,
  { region, accountId }: Pick<ActionContext, 'region' | 'accountId'>,
): WireObject {
  const { definition } = table
  const tableArn = `arn:aws:dynamodb:${region}:${accountId}:table/${definition.name}`
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
    AttributeDefinitions: definedAttributes(table).map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    TableName: definition.name,
    KeySchema: toWireSchema(definition.keySchema),
    TableStatus: 'ACTIVE',
    CreationDateTime: definition.createdAt,
    ProvisionedThroughput: toThroughput(table),
    TableSizeBytes: table.sizeBytes,
    ItemCount: table.itemCount,
    TableArn: tableArn,
    TableId: definition.id,
    ...(onDemand
      ? {
          BillingModeSummary: {
            BillingMode: 'PAY_PER_REQUEST',
            LastUpdateToPayPerRequestDateTime: definition.createdAt,
          },
        }
      : {}),
    ...describeIndexes(table, tableArn),
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
