import type { Item } from './attributeValue.ts'
import type { Update } from './expressions/update.ts'
import { invalidParameter, type Refusal, validation } from './refusal.ts'
import { emptyKind, type KeyElement, keyElements, refuseSize } from './schema.ts'
import type { IndexDefinition } from './secondaryIndex.ts'
import type { Table } from './table.ts'

/** An attribute of an index's key. */
interface IndexKey extends KeyElement {
  readonly index: IndexDefinition
  readonly isHash: boolean
}

const KINDS = ['global', 'local'] as const

/** The key attributes of all indexes in AWS's order: global indexes first, of local ones the sort key only. */
const indexKeys = ({ definition, indexes }: Table): readonly IndexKey[] =>
  (indexes.length === 0 ? [] : KINDS).flatMap((kind) =>
    indexes
      .filter((one) => one.definition.kind === kind)
      .flatMap(({ definition: index }) =>
        keyElements(index.keySchema)
          .filter(({ name }) => kind === 'global' || name !== definition.keySchema.hash.name)
          .map((element) => ({ ...element, index, isHash: element === index.keySchema.hash })),
      ),
  )

const mismatch = ({ name, type, index }: IndexKey, actual: string): Refusal =>
  invalidParameter(
    `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${index.name}`,
  )

const emptyKey = ({ name, index }: IndexKey, kind: string): Refusal =>
  validation(
    'One or more parameter values are not valid. A value specified for a secondary index key is ' +
      'not supported. The AttributeValue for a key attribute cannot contain an empty ' +
      `${kind} value. IndexName: ${index.name}, IndexKey: ${name}`,
  )

/** Refuses an item that has an index's key attribute with a value that no key may have. */
export function refuseIndexKeys(item: Item, table: Table): void {
  for (const key of indexKeys(table)) {
    const value = item.get(key.name)
    if (value === undefined) continue
    if (value.type !== key.type) throw mismatch(key, value.type)
    const empty = emptyKind(value)
    if (empty !== null) throw emptyKey(key, empty)
    refuseSize(value, key.isHash)
  }
}

/** Refuses an update that can be seen to give an index's key attribute a wrong type, or a part to it. */
export function refuseIndexUpdates(update: Update, table: Table): void {
  const keys = indexKeys(table)
  for (const key of keys) {
    const action = update.find(({ path }) => path.length === 1 && path[0] === key.name)
    if (action === undefined || action.section === 'REMOVE') continue
    const { value } = action
    const type = 'kind' in value ? (value.kind === 'value' ? value.value.type : null) : value.type
    if (type !== null && type !== key.type) throw mismatch(key, type)
  }
  for (const { name } of keys) {
    if (!update.some(({ path }) => path.length > 1 && path[0] === name)) continue
    throw validation(
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not " +
        `allowed: IndexKey: ${name}`,
    )
  }
}

/** Refuses what an update made of an index's key attribute, where no key may have that value. */
export function refuseUpdatedIndexKeys(next: Item, update: Update, table: Table): void {
  for (const key of indexKeys(table)) {
    if (!update.some(({ path }) => path[0] === key.name)) continue
    const value = next.get(key.name)
    if (value === undefined) continue
    if (value.type !== key.type) {
      throw validation(
        'The update expression attempted to update the secondary index key to unsupported type',
      )
    }
    const empty = emptyKind(value)
    if (empty !== null) throw emptyKey(key, empty)
    refuseSize(value, key.isHash)
  }
}

/** The names of all index keys: paths into them are refused. */
export const indexKeyNames = (table: Table): readonly string[] =>
  indexKeys(table).map(({ name }) => name)
