import { attributeMap, toItem } from './attributeShape.ts'
import type { Item, KeyType } from './attributeValue.ts'
import { ITEM_BYTES_MAX } from './limits.ts'
import { sizeOfItem } from './attributeValue.ts'
import { checkIndexes } from './checkIndexes.ts'
import { Refusal, validation } from './refusal.ts'
import { type KeyElement, type KeySchema, readItemKey } from './schema.ts'
import type { IndexDefinition } from './secondaryIndex.ts'

interface KeyElementProperties {
  readonly AttributeName: string
  readonly KeyType: 'HASH' | 'RANGE'
}

interface CapacityProperties {
  readonly ReadCapacityUnits: number
  readonly WriteCapacityUnits: number
}

/** A secondary index as CloudFormation writes it. */
interface IndexProperties {
  readonly IndexName: string
  readonly KeySchema: readonly KeyElementProperties[]
  readonly Projection: {
    readonly ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'
    readonly NonKeyAttributes?: readonly string[] | undefined
  }
  readonly ProvisionedThroughput?: CapacityProperties | undefined
}

/** The properties of a node that make its key and its indexes. */
export interface KeyProperties {
  readonly TableName?: string | undefined
  readonly BillingMode: 'PAY_PER_REQUEST' | 'PROVISIONED'
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string
    readonly AttributeType: KeyType
  }[]
  readonly KeySchema: readonly KeyElementProperties[]
  readonly ProvisionedThroughput?: CapacityProperties | undefined
  readonly GlobalSecondaryIndexes?: readonly IndexProperties[] | undefined
  readonly LocalSecondaryIndexes?: readonly IndexProperties[] | undefined
}

/** What is wrong with a node, at a place in it. */
export interface Finding {
  readonly path: string
  readonly message: string
  readonly kind?: 'error' | 'warning' | 'ignored'
}

const NAME = /^[a-zA-Z0-9_.-]{3,255}$/

const DEFAULT_KEY: KeyElement = { name: 'id', type: 'S' }

/**
 * A key that the properties describe. Where they are wrong, which `checkTable` tells, the nearest thing that works: a key
 * attribute without a definition is a string, a key without a partition key has the table's.
 */
function readSchema(
  elements: readonly KeyElementProperties[],
  { AttributeDefinitions }: KeyProperties,
  fallback: KeyElement,
): KeySchema {
  const findAll = (role: 'HASH' | 'RANGE'): readonly KeyElement[] =>
    elements
      .filter(({ KeyType }) => KeyType === role)
      .map(({ AttributeName: name }) => {
        const defined = AttributeDefinitions.find((one) => one.AttributeName === name)
        return { name, type: defined?.AttributeType ?? 'S' }
      })
  const [hash = fallback, ...hashes] = findAll('HASH')
  const [range, ...ranges] = findAll('RANGE').filter(({ name }) => name !== hash.name)
  const schema = { hash, range: range ?? null }
  return hashes.length + ranges.length === 0
    ? schema
    : { ...schema, more: { hash: hashes, range: ranges } }
}

/** The table's primary key. */
export function toKeySchema(properties: KeyProperties): KeySchema {
  // Only a global index may have more.
  const { hash, range } = readSchema(properties.KeySchema, properties, DEFAULT_KEY)
  return { hash, range }
}

/** The table's secondary indexes, the global ones first. */
export function toIndexes(properties: KeyProperties): readonly IndexDefinition[] {
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = properties
  const tableKey = toKeySchema(properties)
  const isProvisioned = properties.BillingMode === 'PROVISIONED'
  const read =
    (kind: IndexDefinition['kind']) =>
    (index: IndexProperties): IndexDefinition => {
      const { ProjectionType: type, NonKeyAttributes: attributes = [] } = index.Projection
      // Without figures, the least that AWS allows; `checkIndexes` tells.
      const capacity = isProvisioned && kind === 'global' ? 1 : 0
      return {
        name: index.IndexName,
        kind,
        keySchema: readSchema(index.KeySchema, properties, tableKey.hash),
        projection: type === 'INCLUDE' ? { type, attributes } : { type },
        readCapacityUnits: capacity && (index.ProvisionedThroughput?.ReadCapacityUnits ?? 1),
        writeCapacityUnits: capacity && (index.ProvisionedThroughput?.WriteCapacityUnits ?? 1),
        isCreating: false,
      }
    }
  return [
    ...GlobalSecondaryIndexes.map(read('global')),
    ...LocalSecondaryIndexes.map(read('local')),
  ]
}

const indexKeysOf = ({
  GlobalSecondaryIndexes = [],
  LocalSecondaryIndexes = [],
}: KeyProperties): readonly string[] =>
  [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].flatMap(({ KeySchema }) =>
    KeySchema.map(({ AttributeName }) => AttributeName),
  )

/** What CreateTable would refuse. */
export function checkTable(id: string, properties: KeyProperties): readonly Finding[] {
  const found: Finding[] = []
  const add = (path: string, message: string): void => {
    found.push({ path, message, kind: 'error' })
  }
  const name = properties.TableName ?? id
  if (!NAME.test(name)) {
    add(
      'properties.TableName',
      `"${name}" is no table name: 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'`,
    )
  }
  const roles = properties.KeySchema.map(({ KeyType }) => KeyType).join(' ')
  if (roles !== 'HASH' && roles !== 'HASH RANGE') {
    add('properties.KeySchema', 'a key is one HASH element, or one HASH and then one RANGE element')
  }
  const keys = properties.KeySchema.map(({ AttributeName }) => AttributeName)
  if (new Set(keys).size < keys.length) {
    add('properties.KeySchema', 'Both the Hash Key and the Range Key element have the same name')
  }
  const defined = properties.AttributeDefinitions.map(({ AttributeName }) => AttributeName)
  const all = [...keys, ...indexKeysOf(properties)]
  for (const key of new Set(all)) {
    if (defined.includes(key)) continue
    add('properties.AttributeDefinitions', `the key attribute ${key} is not defined`)
  }
  for (const attribute of defined) {
    if (all.includes(attribute)) continue
    add('properties.AttributeDefinitions', `${attribute} is defined but is no part of a key`)
  }
  if (properties.BillingMode === 'PROVISIONED' && properties.ProvisionedThroughput === undefined) {
    add(
      'properties.ProvisionedThroughput',
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    )
  }
  return [...found, ...checkIndexes(properties)]
}

/** An item of the seed data as it is stored; refuses what PutItem refuses. */
export function readSeedItem(data: unknown, schema: KeySchema): Item {
  if (typeof data !== 'object' || data === null) throw validation('an item in DynamoDB JSON')
  const item = toItem(attributeMap.decode(data))
  readItemKey(item, schema)
  if (sizeOfItem(item) > ITEM_BYTES_MAX) {
    throw validation('Item size has exceeded the maximum allowed size')
  }
  return item
}

const messageOf = (refusal: Refusal): string => {
  const message = refusal.body['message'] ?? refusal.body['Message']
  return typeof message === 'string' ? message : refusal.code
}

/** The seed items that a table can hold, and what is wrong with the others. */
export function readSeed(
  properties: KeyProperties,
  data: unknown,
): { readonly items: readonly Item[]; readonly findings: readonly Finding[] } {
  if (data === null || data === undefined) return { items: [], findings: [] }
  if (!Array.isArray(data)) {
    return { items: [], findings: [{ path: 'data', message: 'a list of items in DynamoDB JSON' }] }
  }
  const schema = toKeySchema(properties)
  const items: Item[] = []
  const findings: Finding[] = []
  for (const [at, given] of data.entries()) {
    try {
      items.push(readSeedItem(given, schema))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      findings.push({ path: `data[${at}]`, message: messageOf(error) })
    }
  }
  return { items, findings }
}

/** What is wrong with a table's seed items; they are left out, the rest is loaded. */
export const checkData = (properties: KeyProperties, data: unknown): readonly Finding[] =>
  readSeed(properties, data).findings

/** Wires that leave by the port of a stream that the table does not have. */
export const checkStream = (
  hasStream: boolean,
  edges: readonly { readonly id: string; readonly port: string | null }[],
): readonly (Finding & { readonly edge?: string })[] =>
  hasStream
    ? []
    : edges
        .filter(({ port }) => port === 'stream')
        .map(({ id }) => ({
          path: 'port',
          message: 'the table has no stream: set its StreamSpecification',
          kind: 'error',
          edge: id,
        }))
