import { numberFault } from './attributeShape.ts'
import type { AttributeValue } from './attributeValue.ts'
import { addDecimal, type Decimal, negateDecimal } from './decimal.ts'
import { validation } from './refusal.ts'

/** The sum or difference as an attribute; refuses what DynamoDB cannot hold. */
export function toAttributeSum(left: Decimal, right: Decimal, operator: '+' | '-'): AttributeValue {
  const sum = addDecimal(left, operator === '+' ? right : negateDecimal(right))
  if (typeof sum === 'string') throw validation(numberFault(sum))
  return { type: 'N', value: sum }
}
