import { findClash } from '../expressions/documentPath.ts'
import { wrongCount, wrongType } from '../expressions/resolve.ts'
import type { SetOperand, Update, UpdateAction } from '../expressions/update.ts'
import { validation } from '../refusal.ts'
import { type Assignment, type Expression, type Path, placeText } from './statement.ts'
import { unknownFunction } from './toCondition.ts'
import { type Parameters, toOperandValue } from './toValue.ts'

const samePath = (expression: Expression | undefined, path: Path): boolean =>
  expression?.kind === 'path' &&
  expression.path.length === path.length &&
  expression.path.every((step, at) => step === path[at])

/** `SET a = set_add(a, <<1>>)`: ADD by another name. */
function toSetAction(
  call: Extract<Expression, { kind: 'call' }>,
  path: Path,
  parameters: Parameters,
): UpdateAction {
  const name = call.name.toUpperCase()
  const [first, second, ...others] = call.operands
  const at = `at ${placeText(call.place)}`
  if (first === undefined || second === undefined || others.length > 0) {
    throw validation(`${name} must have exactly two arguments ${at}`)
  }
  if (!samePath(first, path)) {
    throw validation(`The first argument to ${name} must equal the assignment value ${at}`)
  }
  const value = second.kind === 'path' ? null : toOperandValue(second, parameters)
  if (value?.type !== 'SS' && value?.type !== 'NS' && value?.type !== 'BS') {
    // (sic) The place told is the first argument's.
    throw validation(
      `The second argument to ${name} must be a value with type SET at ${placeText(first.place)}`,
    )
  }
  return { section: name === 'SET_ADD' ? 'ADD' : 'DELETE', path, value }
}

function toOperand(expression: Expression, parameters: Parameters): SetOperand {
  if (expression.kind === 'path') return { kind: 'path', path: expression.path }
  if (expression.kind === 'call') {
    if (expression.name !== 'list_append') throw unknownFunction(expression)
    const [first, second, ...others] = expression.operands
    if (first === undefined || second === undefined || others.length > 0) {
      throw validation(wrongCount(expression.name, expression.operands.length))
    }
    const operands = [toOperand(first, parameters), toOperand(second, parameters)] as const
    for (const operand of operands) {
      if (operand.kind !== 'value' || operand.value.type === 'L') continue
      throw validation(wrongType(expression.name, operand.value.type))
    }
    return { kind: 'list_append', operands }
  }
  if (expression.kind === 'is') {
    throw validation('IS operator is not supported in update expressions')
  }
  if (expression.kind === 'arithmetic') {
    const { operator } = expression
    const [left, right] = expression.operands
    const operands = [toOperand(left, parameters), toOperand(right, parameters)] as const
    for (const operand of operands) {
      if (operand.kind !== 'value' || operand.value.type === 'N') continue
      throw validation(wrongType(operator, operand.value.type))
    }
    return { kind: 'arithmetic', operator, operands }
  }
  return { kind: 'value', value: toOperandValue(expression, parameters) }
}

function toAction(assignment: Assignment, parameters: Parameters): UpdateAction {
  const { path } = assignment
  if (assignment.kind === 'remove') return { section: 'REMOVE', path }
  const { value } = assignment
  if (value.kind === 'call' && (value.name === 'set_add' || value.name === 'set_delete')) {
    return toSetAction(value, path, parameters)
  }
  return { section: 'SET', path, value: toOperand(value, parameters) }
}

/** The engine's own update from an UPDATE's assignments; refuses in AWS's words. */
export function toUpdate(assignments: readonly Assignment[], parameters: Parameters): Update {
  const update = assignments.map((one) => toAction(one, parameters))
  for (const [at, { path }] of update.entries()) {
    for (const earlier of update.slice(0, at)) {
      const clash = findClash(earlier.path, path)
      if (clash !== null) throw validation(clash.detail)
    }
  }
  return update
}
