import type { Condition, Operand } from './condition.ts'
import type { DocumentPath } from './documentPath.ts'

function* operandPaths(operand: Operand): Generator<DocumentPath, void, undefined> {
  if (operand.kind === 'path') yield operand.path
  else if (operand.kind === 'size') yield* operandPaths(operand.of)
  else if (operand.kind === 'condition') yield* conditionPaths(operand.condition)
}

/** Every path that a condition looks at. */
export function* conditionPaths(condition: Condition): Generator<DocumentPath, void, undefined> {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const part of condition.conditions) yield* conditionPaths(part)
      return
    case 'not':
      yield* conditionPaths(condition.condition)
      return
    case 'in':
      yield* operandPaths(condition.operand)
      for (const option of condition.options) yield* operandPaths(option)
      return
    case 'compare':
    case 'between':
    case 'function':
      for (const operand of condition.operands) yield* operandPaths(operand)
  }
}
