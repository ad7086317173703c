import { GLOBAL_INDEXES_MAX, INDEX_ATTRIBUTES_MAX, LOCAL_INDEXES_MAX } from './limits.ts'
import type { Finding, KeyProperties } from './setup.ts'

type Index = NonNullable<KeyProperties['GlobalSecondaryIndexes']>[number]
type Add = (path: string, message: string) => void

const NAME = /^[a-zA-Z0-9_.-]{3,255}$/

function checkProjection({ Projection }: Index, path: string, add: Add): void {
  const { ProjectionType: type, NonKeyAttributes: attributes } = Projection
  const isMissing = attributes === undefined || attributes.length === 0
  if (type === 'INCLUDE' && isMissing) {
    add(path, 'ProjectionType is INCLUDE, but NonKeyAttributes is not specified')
  }
  if (type !== 'INCLUDE' && !isMissing) {
    add(path, `ProjectionType is ${type}, but NonKeyAttributes is specified`)
  }
}

/** `HASH`, `HASH RANGE`; of a global index up to four of each. */
const GLOBAL_KEY = /^HASH( HASH){0,3}( RANGE){0,4}$/
const LOCAL_KEY = /^HASH RANGE$/

function checkKey(
  { KeySchema, IndexName }: Index,
  isGlobal: boolean,
  add: (message: string) => void,
): void {
  const roles = KeySchema.map(({ KeyType }) => KeyType).join(' ')
  if (isGlobal && !GLOBAL_KEY.test(roles)) {
    add('a key of a global index is one to four HASH elements and then none to four RANGE elements')
  }
  if (!isGlobal && !LOCAL_KEY.test(roles)) {
    add('a key of a local index is one HASH and then one RANGE element')
  }
  const names = KeySchema.map(({ AttributeName }) => AttributeName)
  if (new Set(names).size < names.length) add('an attribute stands in the key twice')
  if (!NAME.test(IndexName)) {
    add(`"${IndexName}" is no index name: 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'`)
  }
}

function checkLocal(index: Index, properties: KeyProperties, add: (message: string) => void): void {
  const hashOf = (schema: Index['KeySchema']): string | undefined =>
    schema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName
  if (!properties.KeySchema.some(({ KeyType }) => KeyType === 'RANGE')) {
    add(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    )
  }
  if (hashOf(index.KeySchema) !== hashOf(properties.KeySchema)) {
    add('Index KeySchema does not have the same leading hash key as table KeySchema for index')
  }
  if (!index.KeySchema.some(({ KeyType }) => KeyType === 'RANGE')) {
    add('Index KeySchema does not have a range key for index')
  }
}

/** What CreateTable would refuse of the secondary indexes. */
export function checkIndexes(properties: KeyProperties): readonly Finding[] {
  const { GlobalSecondaryIndexes: globals = [], LocalSecondaryIndexes: locals = [] } = properties
  const found: Finding[] = []
  const add: Add = (path, message) => {
    found.push({ path: `properties.${path}`, message, kind: 'error' })
  }
  for (const [at, index] of globals.entries()) {
    const path = `GlobalSecondaryIndexes[${at}]`
    checkKey(index, true, (message) => add(path, message))
    checkProjection(index, path, add)
    if (properties.BillingMode === 'PROVISIONED' && index.ProvisionedThroughput === undefined) {
      add(path, 'ProvisionedThroughput must be specified when BillingMode is PROVISIONED')
    }
  }
  for (const [at, index] of locals.entries()) {
    const path = `LocalSecondaryIndexes[${at}]`
    checkKey(index, false, (message) => add(path, message))
    checkProjection(index, path, add)
    checkLocal(index, properties, (message) => add(path, message))
  }
  if (globals.length > GLOBAL_INDEXES_MAX) {
    add(
      'GlobalSecondaryIndexes',
      `GlobalSecondaryIndex count exceeds the per-table limit of ${GLOBAL_INDEXES_MAX}`,
    )
  }
  if (locals.length > LOCAL_INDEXES_MAX) {
    add(
      'LocalSecondaryIndexes',
      `Number of LocalSecondaryIndexes exceeds per-table limit of ${LOCAL_INDEXES_MAX}`,
    )
  }
  const all = [...globals, ...locals]
  const names = all.map(({ IndexName }) => IndexName)
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice !== undefined) {
    add('GlobalSecondaryIndexes', `Duplicate index name: ${twice}`)
  }
  const projected = all.flatMap(({ Projection }) => Projection.NonKeyAttributes ?? [])
  if (projected.length > INDEX_ATTRIBUTES_MAX) {
    add(
      'GlobalSecondaryIndexes',
      `${projected.length} projected attributes: all indexes together have at most ${INDEX_ATTRIBUTES_MAX}`,
    )
  }
  return found
}
