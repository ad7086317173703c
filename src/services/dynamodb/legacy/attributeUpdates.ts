import { type RawAttribute, toAttributeValue } from '../attributeShape.ts'
import type { AttributeValue } from '../attributeValue.ts'
import type { Update, UpdateAction } from '../expressions/update.ts'
import { invalidParameter } from '../refusal.ts'
import { map, optional, string, structure } from '../shape.ts'
import { fieldValue } from './comparison.ts'

const members = {
  Action: optional(string({ oneOf: ['ADD', 'DELETE', 'PUT'] })),
  Value: optional(fieldValue),
}

/** `AttributeUpdates` of UpdateItem on the wire. */
export const attributeUpdatesMember = optional(
  map(
    structure(members, 'AttributeValueUpdate'),
    'com.amazonaws.dynamodb.v20120810.AttributeValueUpdate',
  ),
)

interface RawUpdate {
  readonly Action: string | undefined
  readonly Value: RawAttribute | undefined
}

const isSet = ({ type }: AttributeValue): boolean => type === 'SS' || type === 'NS' || type === 'BS'

function refuseType(action: string, value: AttributeValue): void {
  const isAddable = isSet(value) || value.type === 'N' || value.type === 'L'
  if (action === 'DELETE' && !isSet(value)) {
    throw invalidParameter(`DELETE action with value is not supported for the type ${value.type}`)
  }
  if (action === 'ADD' && !isAddable) {
    throw invalidParameter(`ADD action is not supported for the type ${value.type}`)
  }
}

function readUpdate(name: string, { Action: action = 'PUT', Value: raw }: RawUpdate): UpdateAction {
  const path = [name] as const
  const value = raw === undefined ? null : toAttributeValue(raw)
  if (value === null) {
    if (action === 'DELETE') return { path, section: 'REMOVE' }
    throw invalidParameter('Only DELETE action is allowed when no attribute value is specified')
  }
  refuseType(action, value)
  if (action === 'PUT') return { path, section: 'SET', value: { kind: 'value', value } }
  return { path, section: action === 'ADD' ? 'ADD' : 'DELETE', value, isLegacy: true }
}

/**
 * `AttributeUpdates` as an update; null where it is not given.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributeUpdates.html
 */
export const readAttributeUpdates = (
  updates: ReadonlyMap<string, RawUpdate> | undefined,
): Update | null =>
  updates === undefined ? null : Array.from(updates, ([name, given]) => readUpdate(name, given))
