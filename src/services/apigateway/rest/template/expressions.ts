import { isSame, toText, type Value } from './value.ts'

/** Whether a condition holds: all but null and false. */
export const isTrue = (value: Value): boolean => value !== null && value !== false

const order = (one: Value, two: Value): number | null => {
  if (typeof one === 'number' && typeof two === 'number') return one - two
  if (typeof one !== 'string' || typeof two !== 'string') return null
  return one < two ? -1 : one > two ? 1 : 0
}

/** Whole numbers divide to whole numbers, as in Java; by nothing there is no result. */
const divide = (one: number, two: number): Value => {
  if (two === 0) return null
  const quotient = one / two
  return Number.isInteger(one) && Number.isInteger(two) ? Math.trunc(quotient) : quotient
}

const arithmetic = (operator: string, one: Value, two: Value): Value => {
  if (operator === '+' && (typeof one === 'string' || typeof two === 'string')) {
    return toText(one) + toText(two)
  }
  if (typeof one !== 'number' || typeof two !== 'number') return null
  switch (operator) {
    case '+':
      return one + two
    case '-':
      return one - two
    case '*':
      return one * two
    case '/':
      return divide(one, two)
    default:
      return two === 0 ? null : one % two
  }
}

/** Applies an operator of two values; `&&` and `||` are the caller's, who may not need the second. */
export function applyOperator(operator: string, one: Value, two: Value): Value {
  switch (operator) {
    case '==':
      return isSame(one, two)
    case '!=':
      return !isSame(one, two)
    case '<':
    case '>':
    case '<=':
    case '>=': {
      const compared = order(one, two)
      if (compared === null) return false
      if (operator === '<') return compared < 0
      if (operator === '>') return compared > 0
      return operator === '<=' ? compared <= 0 : compared >= 0
    }
    default:
      return arithmetic(operator, one, two)
  }
}
