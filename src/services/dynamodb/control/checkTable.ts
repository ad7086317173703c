import { GLOBAL_INDEXES_MAX, INDEX_ATTRIBUTES_MAX, LOCAL_INDEXES_MAX } from '../limits.ts'
import { invalidParameter, validation } from '../refusal.ts'
import type { CreateTableRequest, GlobalIndexRequest, LocalIndexRequest } from './tableInput.ts'

/** Units a second that nobody can ask for. */
const UNITS_MAX = 1_000_000_000_000

type Throughput = CreateTableRequest['ProvisionedThroughput']
type Schema = CreateTableRequest['KeySchema']

/** Refuses throughput that no table can have. */
export function refuseUnits(throughput: Throughput): void {
  if (throughput === undefined) return
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = throughput
  if (read > UNITS_MAX) {
    throw validation(`Given value ${read} for ReadCapacityUnits is out of bounds`)
  }
  if (write > UNITS_MAX) {
    throw validation(`Given value ${write} for WriteCapacityUnits is out of bounds`)
  }
}

/** Whether an index's throughput is beyond what it can be asked for. */
export const isBeyondUnits = (throughput: NonNullable<Throughput>): boolean =>
  throughput.ReadCapacityUnits > UNITS_MAX || throughput.WriteCapacityUnits > UNITS_MAX

/** On demand and provisioned throughput do not go together. */
export const bothModes = (): Error =>
  invalidParameter(
    'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
  )

function refuseMode({ BillingMode: mode, ProvisionedThroughput: throughput }: CreateTableRequest) {
  if (mode === 'PAY_PER_REQUEST') {
    if (throughput !== undefined) throw bothModes()
    return
  }
  if (throughput === undefined) {
    throw invalidParameter(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    )
  }
  refuseUnits(throughput)
}

const namesOf = (schema: Schema): readonly string[] => schema.map((one) => one.AttributeName)

/** Refuses a key whose attributes nobody defined. */
function refuseUndefined(keys: readonly string[], defined: readonly string[]): void {
  if (keys.every((key) => defined.includes(key))) return
  throw invalidParameter(
    'Some index key attributes are not defined in AttributeDefinitions. ' +
      `Keys: [${keys.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
  )
}

/** Refuses a key that is not one HASH element and perhaps a RANGE element. */
function refuseForm(schema: Schema): void {
  const [hash, range] = schema
  if (hash?.AttributeName === range?.AttributeName) {
    throw validation(
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    )
  }
  if (hash?.KeyType !== 'HASH') {
    throw validation('Invalid KeySchema: The first KeySchemaElement is not a HASH key type')
  }
  if (range !== undefined && range.KeyType !== 'RANGE') {
    throw validation('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type')
  }
}

/** A key of more than two attributes: those of its partition key first, none twice, four of each at most. */
function refuseWideForm(schema: Schema): void {
  const hashes = schema.filter(({ KeyType }) => KeyType === 'HASH')
  const names = namesOf(schema)
  if (schema[0]?.KeyType !== 'HASH') {
    throw validation('Invalid KeySchema: The first KeySchemaElement is not a HASH key type')
  }
  if (new Set(names).size < names.length) {
    throw validation(
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    )
  }
  const isMixed = schema.slice(0, hashes.length).some(({ KeyType }) => KeyType !== 'HASH')
  if (isMixed || hashes.length > 4 || schema.length - hashes.length > 4) {
    throw validation('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type')
  }
}

function refuseProjection({ Projection: projection }: Pick<LocalIndexRequest, 'Projection'>): void {
  const { ProjectionType: type, NonKeyAttributes: attributes } = projection
  if (type === undefined) throw invalidParameter('Unknown ProjectionType: null')
  if (attributes !== undefined && type !== 'INCLUDE') {
    throw invalidParameter(`ProjectionType is ${type}, but NonKeyAttributes is specified`)
  }
  if (attributes === undefined && type === 'INCLUDE') {
    throw invalidParameter('ProjectionType is INCLUDE, but NonKeyAttributes is not specified')
  }
}

const duplicateName = (name: string): Error => invalidParameter(`Duplicate index name: ${name}`)

function refuseLocal(index: LocalIndexRequest, request: CreateTableRequest): void {
  const { IndexName: name, KeySchema: schema } = index
  const defined = request.AttributeDefinitions.map((one) => one.AttributeName)
  refuseUndefined(namesOf(schema), defined)
  refuseForm(schema)
  if (schema.length !== 2) {
    throw invalidParameter(`Index KeySchema does not have a range key for index: ${name}`)
  }
  const [hash, tableHash] = [schema[0]?.AttributeName, request.KeySchema[0]?.AttributeName]
  if (hash !== tableHash) {
    throw invalidParameter(
      'Index KeySchema does not have the same leading hash key as table KeySchema for index: ' +
        `${name}. index hash key: ${hash}, table hash key: ${tableHash}`,
    )
  }
  refuseProjection(index)
}

function refuseLocals(request: CreateTableRequest, names: Set<string>): void {
  const { LocalSecondaryIndexes: locals } = request
  if (locals === undefined) return
  if (locals.length === 0) throw invalidParameter('List of LocalSecondaryIndexes is empty')
  if (request.KeySchema.length !== 2) {
    throw invalidParameter(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    )
  }
  for (const index of locals) {
    refuseLocal(index, request)
    if (names.has(index.IndexName)) throw duplicateName(index.IndexName)
    names.add(index.IndexName)
  }
  if (locals.length > LOCAL_INDEXES_MAX) {
    throw invalidParameter(
      `Number of LocalSecondaryIndexes exceeds per-table limit of ${LOCAL_INDEXES_MAX}`,
    )
  }
}

/**
 * Whether the key is meant as one of several attributes (since November 2025). Two HASH elements beside a projection that
 * is wrong anyway are told of as they were before: dynalite's is the only measurement of those.
 */
const isMultiAttribute = ({ KeySchema: schema, Projection }: GlobalIndexRequest): boolean =>
  schema.length > 2 ||
  (schema.length === 2 &&
    Projection.ProjectionType !== undefined &&
    schema.every(({ KeyType }) => KeyType === 'HASH'))

/** Refuses a global index that a table of these attributes and this mode cannot have. */
export function refuseGlobal(
  index: GlobalIndexRequest,
  { defined, isOnDemand }: { readonly defined: readonly string[]; readonly isOnDemand: boolean },
): void {
  const { KeySchema: schema } = index
  refuseUndefined(namesOf(schema), defined)
  if (isMultiAttribute(index)) refuseWideForm(schema)
  else refuseForm(schema)
  refuseProjection(index)
  if (isOnDemand && index.ProvisionedThroughput !== undefined) {
    throw invalidParameter(
      'ProvisionedThroughput should not be specified for index: ' +
        `${index.IndexName} when BillingMode is PAY_PER_REQUEST`,
    )
  }
  if (!isOnDemand && index.ProvisionedThroughput === undefined) {
    throw invalidParameter(`ProvisionedThroughput must be specified for index: ${index.IndexName}`)
  }
}

function refuseGlobals(request: CreateTableRequest, names: Set<string>): void {
  const { GlobalSecondaryIndexes: globals } = request
  if (globals === undefined) return
  if (globals.length === 0) throw invalidParameter('List of GlobalSecondaryIndexes is empty')
  const defined = request.AttributeDefinitions.map((one) => one.AttributeName)
  const isOnDemand = request.BillingMode === 'PAY_PER_REQUEST'
  for (const index of globals) {
    refuseGlobal(index, { defined, isOnDemand })
    if (names.has(index.IndexName)) throw duplicateName(index.IndexName)
    names.add(index.IndexName)
  }
  if (globals.length > GLOBAL_INDEXES_MAX) {
    throw invalidParameter(
      `GlobalSecondaryIndex count exceeds the per-table limit of ${GLOBAL_INDEXES_MAX}`,
    )
  }
}

function refuseUnusedAttributes(request: CreateTableRequest): void {
  const { KeySchema, LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] } = request
  const indexes = [...LocalSecondaryIndexes, ...GlobalSecondaryIndexes]
  const used = new Set([KeySchema, ...indexes.map((index) => index.KeySchema)].flatMap(namesOf))
  const defined = request.AttributeDefinitions.map((one) => one.AttributeName)
  if (indexes.length > 0 && defined.some((name) => !used.has(name))) {
    throw invalidParameter(
      'Some AttributeDefinitions are not used. AttributeDefinitions: ' +
        `[${defined.join(', ')}], keys used: [${[...used].join(', ')}]`,
    )
  }
  const projected = indexes.flatMap(({ Projection }) => Projection.NonKeyAttributes ?? [])
  if (projected.length > INDEX_ATTRIBUTES_MAX) {
    throw invalidParameter(
      `Number of NonKeyAttributes exceeds per-table limit of ${INDEX_ATTRIBUTES_MAX}`,
    )
  }
}

/** Refuses what CreateTable refuses, in its order (measured by dynalite). */
export function refuseTable(request: CreateTableRequest): void {
  refuseMode(request)
  const defined = request.AttributeDefinitions.map((one) => one.AttributeName)
  const keys = namesOf(request.KeySchema)
  if (keys.length > defined.length) {
    throw validation('Invalid KeySchema: Some index key attribute have no definition')
  }
  refuseUndefined(keys, defined)
  refuseForm(request.KeySchema)
  const hasIndexes = (request.LocalSecondaryIndexes ?? request.GlobalSecondaryIndexes) !== undefined
  if (!hasIndexes && keys.length !== defined.length) {
    throw invalidParameter(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    )
  }
  const names = new Set<string>()
  refuseLocals(request, names)
  refuseGlobals(request, names)
  refuseUnusedAttributes(request)
  refuseStream(request.StreamSpecification)
}

/** Refuses a stream without a view, or a view without a stream. */
export function refuseStream(stream: CreateTableRequest['StreamSpecification']): void {
  if (stream === undefined) return
  if (stream.StreamEnabled && stream.StreamViewType === undefined) {
    throw invalidParameter('StreamSpecification requires StreamViewType when StreamEnabled is true')
  }
  if (!stream.StreamEnabled && stream.StreamViewType !== undefined) {
    throw invalidParameter(
      'StreamSpecification cannot have StreamViewType when StreamEnabled is false',
    )
  }
}
