import { toAttributeSum } from '../arithmetic.ts'
import { type AttributeValue, type Item, setTexts, type SetValue } from '../attributeValue.ts'
import { validation } from '../refusal.ts'
import { byIndex, type DocumentPath, findValue, type PathTree, toPathTree } from './documentPath.ts'

/** What SET takes its value from, with placeholders replaced. */
export type SetOperand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'if_not_exists'; readonly path: DocumentPath; readonly otherwise: SetOperand }
  | { readonly kind: 'list_append'; readonly operands: readonly [SetOperand, SetOperand] }
  | {
      readonly kind: 'arithmetic'
      readonly operator: '+' | '-'
      readonly operands: readonly [SetOperand, SetOperand]
    }

/** One action of an update that passed all checks. */
export type UpdateAction = { readonly path: DocumentPath } & (
  | { readonly section: 'SET'; readonly value: SetOperand }
  | { readonly section: 'REMOVE' }
  /** `isLegacy`: it came by AttributeUpdates, where ADD takes lists and a wrong type is told in other words. */
  | { readonly section: 'ADD' | 'DELETE'; readonly value: AttributeValue; readonly isLegacy?: true }
)

/** A checked UpdateExpression: its actions in the order in which they stand. */
export type Update = readonly UpdateAction[]

const wrongOperand = () =>
  validation('An operand in the update expression has an incorrect data type')
const invalidPath = () =>
  validation('The document path provided in the update expression is invalid for update')
const missingAttribute = () =>
  validation('The provided expression refers to an attribute that does not exist in the item')

function evaluate(operand: SetOperand, item: Item): AttributeValue {
  switch (operand.kind) {
    case 'value':
      return operand.value
    case 'path': {
      const value = findValue(item, operand.path)
      if (value === undefined) throw missingAttribute()
      return value
    }
    case 'if_not_exists':
      return findValue(item, operand.path) ?? evaluate(operand.otherwise, item)
    case 'list_append': {
      const [left, right] = operand.operands.map((part) => evaluate(part, item))
      if (left?.type !== 'L' || right?.type !== 'L') throw wrongOperand()
      return { type: 'L', value: [...left.value, ...right.value] }
    }
    case 'arithmetic': {
      const [left, right] = operand.operands.map((part) => evaluate(part, item))
      if (left?.type !== 'N' || right?.type !== 'N') throw wrongOperand()
      return toAttributeSum(left.value, right.value, operand.operator)
    }
  }
}

const isSet = (value: AttributeValue): value is SetValue =>
  value.type === 'SS' || value.type === 'NS' || value.type === 'BS'

function unite(existing: SetValue, added: SetValue): AttributeValue {
  const known = new Set(setTexts(existing))
  const texts = setTexts(added)
  const isNew = (_: unknown, at: number): boolean => !known.has(texts[at] ?? '')
  if (existing.type === 'SS' && added.type === 'SS') {
    return { type: 'SS', value: [...existing.value, ...added.value.filter(isNew)] }
  }
  if (existing.type === 'NS' && added.type === 'NS') {
    return { type: 'NS', value: [...existing.value, ...added.value.filter(isNew)] }
  }
  if (existing.type === 'BS' && added.type === 'BS') {
    return { type: 'BS', value: [...existing.value, ...added.value.filter(isNew)] }
  }
  throw wrongOperand()
}

/** The set without `gone`; undefined where nothing is left, for a set is never empty. */
function subtract(existing: SetValue, gone: SetValue): AttributeValue | undefined {
  if (existing.type !== gone.type) throw wrongOperand()
  const out = new Set(setTexts(gone))
  const texts = setTexts(existing)
  const stays = (_: unknown, at: number): boolean => !out.has(texts[at] ?? '')
  if (texts.every((text) => out.has(text))) return undefined
  if (existing.type === 'SS') return { type: 'SS', value: existing.value.filter(stays) }
  if (existing.type === 'NS') return { type: 'NS', value: existing.value.filter(stays) }
  return { type: 'BS', value: existing.value.filter(stays) }
}

/** What becomes of the value at an action's path. */
type Change = (existing: AttributeValue | undefined) => AttributeValue | undefined

/** What ADD or DELETE makes of a value that is there; undefined: nothing is left. */
function combine(
  { section, value, isLegacy }: Extract<UpdateAction, { section: 'ADD' | 'DELETE' }>,
  existing: AttributeValue,
): AttributeValue | undefined {
  if (isLegacy === true && existing.type !== value.type) {
    throw validation('Type mismatch for attribute to update')
  }
  if (section === 'DELETE') {
    if (!isSet(existing) || !isSet(value)) throw wrongOperand()
    return subtract(existing, value)
  }
  if (existing.type === 'N' && value.type === 'N') {
    return toAttributeSum(existing.value, value.value, '+')
  }
  if (existing.type === 'L' && value.type === 'L') {
    return { type: 'L', value: [...existing.value, ...value.value] }
  }
  if (!isSet(existing) || !isSet(value)) throw wrongOperand()
  return unite(existing, value)
}

function planChange(action: UpdateAction, item: Item): Change {
  if (action.section === 'REMOVE') return () => undefined
  if (action.section === 'SET') {
    const value = evaluate(action.value, item)
    return () => value
  }
  return (existing) => {
    if (existing !== undefined) return combine(action, existing)
    return action.section === 'DELETE' ? undefined : action.value
  }
}

function changeValue(
  value: AttributeValue | undefined,
  tree: PathTree<Change>,
): AttributeValue | undefined {
  if (tree.leaf !== undefined) return tree.leaf(value)
  if (tree.names.size > 0) {
    if (value?.type !== 'M') throw invalidPath()
    return { type: 'M', value: changeMap(value.value, tree) }
  }
  if (value?.type !== 'L') throw invalidPath()
  // All indices are those before the update; what lies beyond the end is appended.
  const elements: (AttributeValue | undefined)[] = [...value.value]
  for (const [index, child] of byIndex(tree)) {
    const changed = changeValue(value.value[index], child)
    if (index < value.value.length) elements[index] = changed
    else if (changed !== undefined) elements.push(changed)
  }
  return { type: 'L', value: elements.filter((element) => element !== undefined) }
}

function changeMap(item: Item, tree: PathTree<Change>): Item {
  const changed = new Map(item)
  for (const [name, child] of tree.names) {
    const value = changeValue(item.get(name), child)
    if (value === undefined) changed.delete(name)
    else changed.set(name, value)
  }
  return changed
}

/**
 * The item after `update`; every operand sees the item as it was before.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function applyUpdate(update: Update, item: Item): Item {
  const changes = update.map((action) => [action.path, planChange(action, item)] as const)
  return changeMap(item, toPathTree(changes))
}
