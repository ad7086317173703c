import type { AttributeType, Item } from './attributeValue.ts'
import type { DocumentPath } from './expressions/documentPath.ts'
import type { SetOperand, Update, UpdateAction } from './expressions/update.ts'
import { invalidParameter, type Refusal, validation } from './refusal.ts'
import {
  emptyKind,
  isHashElement,
  type KeyElement,
  keyElements,
  refuseSize,
  refuseWideSize,
} from './schema.ts'
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
          .map((element) => ({
            ...element,
            index,
            isHash: isHashElement(index.keySchema, element),
          })),
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
  if (table.indexes.length === 0) return
  for (const key of indexKeys(table)) {
    const value = item.get(key.name)
    if (value === undefined) continue
    if (value.type !== key.type) throw mismatch(key, value.type)
    const empty = emptyKind(value)
    if (empty !== null) throw emptyKey(key, empty)
    refuseSize(value, key.isHash)
  }
  refuseWideSizes(item, table)
}

/** Several attributes of one part of a key may take together what one may. */
function refuseWideSizes(item: Item, { indexes }: Table): void {
  for (const { definition } of indexes) {
    if (definition.keySchema.more !== undefined) refuseWideSize(item, definition.keySchema)
  }
}

/** The type that an operand of SET has whatever the item; null where it depends on it. */
function typeOf(operand: SetOperand): AttributeType | null {
  switch (operand.kind) {
    case 'value':
      return operand.value.type
    case 'arithmetic':
      return 'N'
    case 'list_append':
      return 'L'
    case 'if_not_exists':
      return typeOf(operand.otherwise)
    case 'path':
      return null
  }
}

const typeGiven = (action: UpdateAction): AttributeType | null => {
  if (action.section === 'REMOVE') return null
  return action.section === 'SET' ? typeOf(action.value) : action.value.type
}

function* operandPaths(operand: SetOperand): Generator<DocumentPath, void, undefined> {
  if (operand.kind === 'path' || operand.kind === 'if_not_exists') yield operand.path
  if (operand.kind === 'if_not_exists') yield* operandPaths(operand.otherwise)
  if (operand.kind !== 'list_append' && operand.kind !== 'arithmetic') return
  for (const part of operand.operands) yield* operandPaths(part)
}

/** Every path that an update changes or reads. */
export function* updatePaths(update: Update): Generator<DocumentPath, void, undefined> {
  for (const action of update) {
    yield action.path
    if (action.section === 'SET') yield* operandPaths(action.value)
  }
}

/** Refuses an update that can be seen to give an index's key attribute a wrong type, or that reaches into one. */
export function refuseIndexUpdates(update: Update, table: Table): void {
  if (table.indexes.length === 0) return
  const keys = indexKeys(table)
  for (const key of keys) {
    const action = update.find(({ path }) => path.length === 1 && path[0] === key.name)
    const type = action === undefined ? null : typeGiven(action)
    if (type !== null && type !== key.type) throw mismatch(key, type)
  }
  const nested = new Set(
    Array.from(updatePaths(update), (path) => (path.length > 1 ? path[0] : null)),
  )
  for (const { name } of keys) {
    if (!nested.has(name)) continue
    throw validation(
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not " +
        `allowed: IndexKey: ${name}`,
    )
  }
}

/** Refuses what an update made of an index's key attribute, where no key may have that value. */
export function refuseUpdatedIndexKeys(next: Item, update: Update, table: Table): void {
  if (table.indexes.length === 0) return
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
  refuseWideSizes(next, table)
}

/** The names of all index keys: paths into them are refused. */
export const indexKeyNames = (table: Table): readonly string[] =>
  indexKeys(table).map(({ name }) => name)
