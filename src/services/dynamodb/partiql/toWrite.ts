import { type AttributeValue, equalValues, type Item } from '../attributeValue.ts'
import type { Condition } from '../expressions/condition.ts'
import { type Refusal, serviceError, validation } from '../refusal.ts'
import { type KeyElement, keyElements, type KeySchema } from '../schema.ts'
import type { Write } from '../writes.ts'
import type { PreparedChange, PreparedSelect } from './prepare.ts'

/** A WHERE clause's equalities on the key, and what it asks beside them. */
interface Split {
  /** The first value that each attribute of the key must have. */
  readonly key: ReadonlyMap<string, AttributeValue>
  /** The attribute that is to have two values at once, if any is. */
  readonly twice: string | null
  readonly rest: readonly Condition[]
}

function* conjuncts(condition: Condition): Generator<Condition, void, undefined> {
  if (condition.kind !== 'and') {
    yield condition
    return
  }
  for (const part of condition.conditions) yield* conjuncts(part)
}

/** The value that a condition says an attribute of the key equals. */
function findEquality(
  condition: Condition,
  schema: KeySchema,
): { readonly name: string; readonly value: AttributeValue } | null {
  if (condition.kind !== 'compare' || condition.operator !== '=') return null
  const [left, right] = condition.operands
  const path = left.kind === 'path' ? left : right
  const value = left.kind === 'path' ? right : left
  if (path.kind !== 'path' || value.kind !== 'value' || path.path.length > 1) return null
  const [name] = path.path
  return keyElements(schema).some((element) => element.name === name)
    ? { name, value: value.value }
    : null
}

function splitWhere(where: Condition | null, schema: KeySchema): Split {
  const key = new Map<string, AttributeValue>()
  const rest: Condition[] = []
  let twice: string | null = null
  for (const condition of where === null ? [] : conjuncts(where)) {
    const found = findEquality(condition, schema)
    const known = found === null ? undefined : key.get(found.name)
    if (found === null) rest.push(condition)
    else if (known === undefined) key.set(found.name, found.value)
    else if (!equalValues(known, found.value)) {
      twice ??= found.name
      rest.push(condition)
    }
  }
  return { key, twice, rest }
}

const isWhole = (key: ReadonlyMap<string, unknown>, schema: KeySchema): boolean =>
  keyElements(schema).every(({ name }) => key.has(name))

const exists = ({ name }: KeyElement, wanted: boolean): Condition => ({
  kind: 'function',
  name: wanted ? 'attribute_exists' : 'attribute_not_exists',
  operands: [{ kind: 'path', path: [name] }],
})

const MISMATCH = 'The provided key element does not match the schema'

/** The key that a write's WHERE clause names. In a transaction whatever is wrong with it is one and the same fault. */
function readWhereKey({ key, twice }: Split, schema: KeySchema, inTransaction: boolean): Item {
  const fault = (words: string): Refusal => validation(inTransaction ? MISMATCH : words)
  if (!isWhole(key, schema)) {
    throw fault('Where clause does not contain a mandatory equality on all key attributes')
  }
  if (twice !== null) {
    throw fault(
      `Multiple conditions on same key ${twice}. Only single item Update/Insert/Delete are supported`,
    )
  }
  for (const { name, type } of keyElements(schema)) {
    if (key.get(name)?.type === type) continue
    throw fault(
      `Key attribute's data type should match its data type in table's schema: Key ${name}`,
    )
  }
  return key
}

/**
 * The write that a statement stands for: INSERT needs that there is no such item, UPDATE that there is one, DELETE
 * does nothing where there is none.
 */
export function toWrite(change: PreparedChange, schema: KeySchema, inTransaction: boolean): Write {
  if (change.kind === 'insert') {
    return { kind: 'put', item: change.item, condition: exists(schema.hash, false) }
  }
  const split = splitWhere(change.where, schema)
  const key = readWhereKey(split, schema, inTransaction)
  const rest: Condition = { kind: 'and', conditions: split.rest }
  if (change.kind === 'update') {
    const condition: Condition = {
      kind: 'and',
      conditions: [exists(schema.hash, true), ...split.rest],
    }
    return { kind: 'update', key, update: change.update, condition }
  }
  if (split.rest.length === 0) return { kind: 'delete', key, condition: null }
  const condition: Condition = { kind: 'or', conditions: [exists(schema.hash, false), rest] }
  return { kind: 'delete', key, condition }
}

/** The check that `EXISTS(SELECT …)` stands for. */
export function toCheck({ where }: PreparedSelect, schema: KeySchema): Write {
  const { key, rest } = splitWhere(where, schema)
  if (!isWhole(key, schema) || rest.length === 0) {
    throw validation('EXISTS() must contain a single item read with additional condition')
  }
  return { kind: 'check', key, condition: { kind: 'and', conditions: rest } }
}

/** The words of an INSERT where there is such an item. */
export const DUPLICATE = 'Duplicate primary key exists in table'

/** An INSERT where there is such an item. */
export const duplicateItem = (): Refusal => serviceError('DuplicateItemException', DUPLICATE)
