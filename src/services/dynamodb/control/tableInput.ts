import { tableNameRules, toTableName } from '../actions/action.ts'
import { validation } from '../refusal.ts'
import {
  boolean,
  integer,
  list,
  optional,
  required,
  type Shaped,
  string,
  type StringRules,
  structure,
} from '../shape.ts'

const indexName: StringRules = {
  pattern: /^[a-zA-Z0-9_.-]+$/,
  patternText: '[a-zA-Z0-9_.-]+',
  lengthMin: 3,
  lengthMax: 255,
}

const units = required(integer({ min: 1, type: 'Long' }))

const throughput = structure(
  { ReadCapacityUnits: units, WriteCapacityUnits: units },
  'ProvisionedThroughput',
  'field',
)

const keySchemaElement = structure(
  {
    AttributeName: required(string()),
    KeyType: required(string({ oneOf: ['HASH', 'RANGE'] })),
  },
  'KeySchemaElement',
)

/** As AWS prints it (one of two forms; measured by nubo-db/dynamodb-conformance, 2026). */
const showElement = ({
  AttributeName: name,
  KeyType: type,
}: Shaped<typeof keySchemaElement>): string =>
  `KeySchemaElement(attributeName=${name ?? 'null'}, keyType=${type ?? 'null'})`

const projection = structure(
  {
    ProjectionType: optional(string({ oneOf: ['ALL', 'INCLUDE', 'KEYS_ONLY'] })),
    NonKeyAttributes: optional(list(string(), { min: 1, max: 20 })),
  },
  'Projection',
  'field',
)

const maxUnits = structure(
  {
    MaxReadRequestUnits: optional(integer({ type: 'Long' })),
    MaxWriteRequestUnits: optional(integer({ type: 'Long' })),
  },
  'OnDemandThroughput',
  'field',
)

const warmThroughput = structure(
  {
    ReadUnitsPerSecond: optional(integer({ min: 1, type: 'Long' })),
    WriteUnitsPerSecond: optional(integer({ min: 1, type: 'Long' })),
  },
  'WarmThroughput',
  'field',
)

const localIndex = structure(
  {
    IndexName: required(string(indexName)),
    KeySchema: required(list(keySchemaElement, { min: 1, max: 2, show: showElement })),
    Projection: required(projection),
  },
  'LocalSecondaryIndex',
)

/** A multi-attribute key of a global index has up to four attributes for each of its two parts. */
const INDEX_KEY_ELEMENTS_MAX = 8

const globalIndexMembers = {
  IndexName: required(string(indexName)),
  KeySchema: required(
    list(keySchemaElement, { min: 1, max: INDEX_KEY_ELEMENTS_MAX, show: showElement }),
  ),
  Projection: required(projection),
  ProvisionedThroughput: optional(throughput),
  OnDemandThroughput: optional(maxUnits),
  WarmThroughput: optional(warmThroughput),
}

const tag = structure({ Key: optional(string()), Value: optional(string()) }, 'Tag')

/** Tags on the wire. */
export const tagList = list(tag)

const attributeDefinitions = list(
  structure(
    {
      AttributeName: required(string({ lengthMin: 1, lengthMax: 255 })),
      AttributeType: required(string({ oneOf: ['B', 'N', 'S'] })),
    },
    'AttributeDefinition',
  ),
)

const streamSpecification = structure(
  {
    StreamEnabled: required(boolean),
    StreamViewType: optional(
      string({ oneOf: ['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'] }),
    ),
  },
  'StreamSpecification',
  'field',
)

const encryption = structure(
  {
    Enabled: optional(boolean),
    SSEType: optional(string({ oneOf: ['AES256', 'KMS'] })),
    KMSMasterKeyId: optional(string()),
  },
  'SSESpecification',
  'field',
)

const billingMode = optional(string({ oneOf: ['PROVISIONED', 'PAY_PER_REQUEST'] }))
const tableClass = optional(string({ oneOf: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'] }))

/** A table's name, its characters only: its length is asked first, in other words. */
export const looseName = optional(
  string({ pattern: tableNameRules.pattern, patternText: tableNameRules.patternText }),
)

/** What CreateTable takes. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const createTableInput = structure({
  AttributeDefinitions: required(attributeDefinitions),
  TableName: looseName,
  BillingMode: billingMode,
  ProvisionedThroughput: optional(throughput),
  KeySchema: required(list(keySchemaElement, { min: 1, max: 2, show: showElement })),
  LocalSecondaryIndexes: optional(list(localIndex)),
  GlobalSecondaryIndexes: optional(list(structure(globalIndexMembers, 'GlobalSecondaryIndex'))),
  StreamSpecification: optional(streamSpecification),
  SSESpecification: optional(encryption),
  Tags: optional(tagList),
  TableClass: tableClass,
  DeletionProtectionEnabled: optional(boolean),
  WarmThroughput: optional(warmThroughput),
  OnDemandThroughput: optional(maxUnits),
  ResourcePolicy: optional(string({ lengthMin: 1 })),
})

const indexChange = structure(
  {
    IndexName: required(string(indexName)),
    ProvisionedThroughput: optional(throughput),
    OnDemandThroughput: optional(maxUnits),
    WarmThroughput: optional(warmThroughput),
  },
  'UpdateGlobalSecondaryIndexAction',
  'field',
)

/** Throughput has to be there, unless one of its newer forms is. */
const updateIndexAction: typeof indexChange = {
  ...indexChange,
  check(value, path, problems) {
    indexChange.check(value, path, problems)
    const { ProvisionedThroughput, OnDemandThroughput, WarmThroughput } = value
    if (ProvisionedThroughput ?? OnDemandThroughput ?? WarmThroughput) return
    problems.push(
      `Value null at '${path}.provisionedThroughput' failed to satisfy constraint: Member must not be null`,
    )
  },
}

const indexUpdate = structure(
  {
    Update: optional(updateIndexAction),
    Create: optional(structure(globalIndexMembers, 'CreateGlobalSecondaryIndexAction', 'field')),
    Delete: optional(
      structure(
        { IndexName: required(string(indexName)) },
        'DeleteGlobalSecondaryIndexAction',
        'field',
      ),
    ),
  },
  'GlobalSecondaryIndexUpdate',
)

const regionName = structure({ RegionName: required(string()) }, '', 'field')

const replicaUpdate = structure(
  {
    Create: optional(regionName),
    Update: optional(regionName),
    Delete: optional(regionName),
  },
  'ReplicationGroupUpdate',
)

/** What UpdateTable takes. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export const updateTableInput = structure({
  AttributeDefinitions: optional(attributeDefinitions),
  TableName: looseName,
  BillingMode: billingMode,
  ProvisionedThroughput: optional(throughput),
  GlobalSecondaryIndexUpdates: optional(list(indexUpdate)),
  StreamSpecification: optional(streamSpecification),
  SSESpecification: optional(encryption),
  ReplicaUpdates: optional(list(replicaUpdate, { min: 1 })),
  TableClass: tableClass,
  DeletionProtectionEnabled: optional(boolean),
  WarmThroughput: optional(warmThroughput),
  OnDemandThroughput: optional(maxUnits),
})

/**
 * Refuses a table's name that is missing or of a wrong length, before any other constraint is looked at. A name of right
 * characters that is too short is told as a constraint (measured by nubo-db/dynamodb-conformance, 2026).
 */
export function refuseNameLength(given: string | undefined): void {
  if (given === undefined) {
    throw validation("The parameter 'TableName' is required but was not present in the request")
  }
  const name = toTableName(given)
  const { length } = name
  if (length >= tableNameRules.lengthMin && length <= tableNameRules.lengthMax) return
  if (length > 0 && length < tableNameRules.lengthMin && tableNameRules.pattern.test(name)) {
    throw validation(
      `1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: ` +
        `Member must have length greater than or equal to ${tableNameRules.lengthMin}`,
    )
  }
  throw validation('TableName must be at least 3 characters long and at most 255 characters long')
}

/** A decoded CreateTable. */
export type CreateTableRequest = Shaped<typeof createTableInput>
/** A decoded UpdateTable. */
export type UpdateTableRequest = Shaped<typeof updateTableInput>
/** A global index of a CreateTable or of an UpdateTable. */
export type GlobalIndexRequest = NonNullable<CreateTableRequest['GlobalSecondaryIndexes']>[number]
/** A local index of a CreateTable. */
export type LocalIndexRequest = NonNullable<CreateTableRequest['LocalSecondaryIndexes']>[number]
