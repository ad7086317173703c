import type { PathNode } from './ast.ts'
import type { DocumentPath } from './documentPath.ts'
import type { Placeholders } from './placeholders.ts'
import { isReservedWord } from './reservedWords.ts'

/**
 * The faults of an expression by category: each category keeps its first, and the caller tells the first of the
 * categories in AWS's order.
 */
export interface Faults<C extends string> {
  add(category: C, detail: string): void
  has(category: C): boolean
  first(order: readonly C[]): string | null
}

/** Creates an empty collection of faults. */
export function createFaults<C extends string>(): Faults<C> {
  const faults = new Map<C, string>()
  return {
    add(category, detail) {
      if (!faults.has(category)) faults.set(category, detail)
    },
    has: (category) => faults.has(category),
    first(order) {
      for (const category of order) {
        const detail = faults.get(category)
        if (detail !== undefined) return detail
      }
      return null
    },
  }
}

/** The path with its placeholders replaced; what is wrong with it goes to `reserved` and `undefinedName`. */
export function resolvePath(
  node: PathNode,
  placeholders: Placeholders,
  reserved: (detail: string) => void,
  undefinedName: (detail: string) => void,
): DocumentPath {
  const steps = node.steps.map((step) => {
    if (step.kind === 'index') return step.index
    if (step.kind === 'name') {
      if (isReservedWord(step.name)) {
        reserved(`Attribute name is a reserved keyword; reserved keyword: ${step.name}`)
      }
      return step.name
    }
    const name = placeholders.findName(step.name)
    if (name !== undefined) return name
    const found = 'An expression attribute name used in the document path is not defined'
    undefinedName(`${found}; attribute name: ${step.name}`)
    return step.name
  })
  const [head, ...rest] = steps
  return [typeof head === 'string' ? head : '', ...rest]
}

/** The words for a `:value` that the request does not define. */
export const undefinedValue = (name: string): string =>
  `An expression attribute value used in expression is not defined; attribute value: ${name}`

/** The words for a wrong number of operands. */
export const wrongCount = (name: string, count: number): string =>
  'Incorrect number of operands for operator or function; ' +
  `operator or function: ${name}, number of operands: ${count}`

/** The words for an operand of a type that a function does not take. */
export const wrongType = (name: string, type: string): string =>
  'Incorrect operand type for operator or function; ' +
  `operator or function: ${name}, operand type: ${type}`

/** The words for an operand that must be a path. */
export const pathRequired = (name: string): string =>
  `Operator or function requires a document path; operator or function: ${name}`
