import type { AttributeType, AttributeValue } from '../attributeValue.ts'
import type { OperandNode, PathNode, SetValueNode, UpdateNode, UpdateNodes } from './ast.ts'
import type { Cursor } from './cursor.ts'
import { type DocumentPath, findClash } from './documentPath.ts'
import type { Placeholders } from './placeholders.ts'
import {
  createFaults,
  pathRequired,
  resolvePath,
  undefinedValue,
  wrongCount,
  wrongType,
} from './resolve.ts'
import type { SetOperand, Update, UpdateAction } from './update.ts'

type Category =
  | 'reserved'
  | 'unknown'
  | 'section'
  | 'name'
  | 'value'
  | 'overlap'
  | 'conflict'
  | 'operand'
  | 'function'

/** AWS's order. */
const ORDER: readonly Category[] = [
  'reserved',
  'unknown',
  'section',
  'name',
  'value',
  'overlap',
  'conflict',
  'operand',
  'function',
]

const NOTHING: AttributeValue = { type: 'NULL', value: true }

const TYPE_WORDS: { readonly [T in AttributeType]: string } = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  L: 'LIST',
  M: 'MAP',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
}

const isSetType = (type: AttributeType): boolean => type === 'SS' || type === 'NS' || type === 'BS'

/** Replaces placeholders and refuses what AWS refuses before it looks at the item. */
export function checkUpdate(
  nodes: UpdateNodes,
  placeholders: Placeholders,
  cursor: Cursor,
): Update {
  const faults = createFaults<Category>()
  const paths: DocumentPath[] = []

  const toPath = (node: PathNode): DocumentPath =>
    resolvePath(
      node,
      placeholders,
      (detail) => faults.add('reserved', detail),
      (detail) => faults.add('name', detail),
    )

  const toValue = (name: string): AttributeValue => {
    const value = placeholders.findValue(name)
    if (value === undefined) faults.add('value', undefinedValue(name))
    return value ?? NOTHING
  }

  /** The operand's type, where it shows before the item is known. */
  const typeOf = (operand: SetOperand): AttributeType | null =>
    operand.kind === 'value' ? operand.value.type : null

  const checkTypes = (name: string, operands: readonly SetOperand[], wanted: AttributeType) => {
    for (const operand of operands) {
      const type = typeOf(operand)
      if (type !== null && type !== wanted) faults.add('function', wrongType(name, type))
    }
  }

  const toOperand = (node: OperandNode): SetOperand => {
    if (node.kind === 'value') return { kind: 'value', value: toValue(node.name) }
    if (node.kind === 'path') return { kind: 'path', path: toPath(node) }
    const { name } = node
    const operands = node.operands.map(toOperand)
    const [first, second] = operands
    const none: SetOperand = { kind: 'value', value: NOTHING }
    if (name !== 'if_not_exists' && name !== 'list_append') {
      faults.add('unknown', `Invalid function name; function: ${name}`)
      return none
    }
    if (first === undefined || second === undefined || operands.length !== 2) {
      faults.add('function', wrongCount(name, operands.length))
      return none
    }
    if (name === 'list_append') {
      checkTypes(name, operands, 'L')
      return { kind: 'list_append', operands: [first, second] }
    }
    if (first.kind === 'path') {
      return { kind: 'if_not_exists', path: first.path, otherwise: second }
    }
    faults.add('function', pathRequired(name))
    return none
  }

  const toSetValue = (node: SetValueNode): SetOperand => {
    if (node.kind !== 'arithmetic') return toOperand(node)
    const [left, right] = node.operands
    const operands = [toOperand(left), toOperand(right)] as const
    checkTypes(node.operator, operands, 'N')
    return { kind: 'arithmetic', operator: node.operator, operands }
  }

  const checkPath = (path: DocumentPath): void => {
    for (const other of paths) {
      const clash = findClash(other, path)
      if (clash !== null) faults.add(clash.kind, clash.detail)
    }
    paths.push(path)
  }

  const toAction = (node: UpdateNode): UpdateAction => {
    const path = toPath(node.path)
    if (node.section === 'SET') {
      const value = toSetValue(node.value)
      checkPath(path)
      return { section: 'SET', path, value }
    }
    if (node.section === 'REMOVE') {
      checkPath(path)
      return { section: 'REMOVE', path }
    }
    const { section } = node
    const known = !faults.has('value')
    const value = toValue(node.value.name)
    checkPath(path)
    const allowed = isSetType(value.type) || (section === 'ADD' && value.type === 'N')
    if (!allowed && known && !faults.has('value')) {
      const rule = 'Incorrect operand type for operator or function'
      const operand = `operator: ${section}, operand type: ${TYPE_WORDS[value.type]}`
      faults.add('operand', `${rule}; ${operand}`)
    }
    return { section, path, value }
  }

  const seen = new Set<string>()
  const update: UpdateAction[] = []
  for (const { section, actions } of nodes) {
    update.push(...actions.map(toAction))
    if (seen.has(section)) {
      const detail = `The "${section}" section can only be used once in an update expression;`
      faults.add('section', detail)
    }
    seen.add(section)
  }
  const detail = faults.first(ORDER)
  if (detail !== null) throw cursor.fail(detail)
  return update
}
