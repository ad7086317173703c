import type { PolicyContext } from '#contracts/policy.ts'
import { attribute, toAttributeValue } from '../attributeShape.ts'
import { type AttributeValue, keyText } from '../attributeValue.ts'
import type { Condition } from '../expressions/condition.ts'
import { conditionPaths } from '../expressions/conditionPaths.ts'
import { updatePaths } from '../indexKeys.ts'
import { planKeyedReads } from '../partiql/keyedReads.ts'
import { type Prepared, prepareStatement } from '../partiql/prepare.ts'
import { Refusal } from '../refusal.ts'
import type { KeySchema } from '../schema.ts'
import type { TableDefinition } from '../table.ts'

/** No key and no attribute is called like this: what is not known must not pass for allowed. */
const UNKNOWN = '\u{FFFD}'

const readParameters = (given: unknown): readonly AttributeValue[] =>
  Array.isArray(given) ? given.map((one) => toAttributeValue(attribute.decode(one))) : []

const pathsOf = (where: Condition | null): readonly string[] =>
  where === null ? [] : Array.from(conditionPaths(where), ([head]) => head)

/** Top-level attributes that a statement names. */
function attributesOf(prepared: Prepared): readonly string[] {
  switch (prepared.kind) {
    case 'insert':
      return [...prepared.item.keys()]
    case 'update':
      return [
        ...Array.from(updatePaths(prepared.update), ([head]) => head),
        ...pathsOf(prepared.where),
      ]
    case 'delete':
      return pathsOf(prepared.where)
    case 'select':
    case 'exists': {
      const { columns, orderBy } = prepared.select
      const named = [...(columns ?? []), ...orderBy.map(({ path }) => path)]
      return [...named.map(([head]) => head), ...pathsOf(prepared.where)]
    }
  }
}

/** The partition keys that a statement is about; null: it reads all there are. */
function leadingKeysOf(prepared: Prepared, schema: KeySchema): readonly string[] | null {
  if (prepared.kind === 'insert') {
    const value = prepared.item.get(schema.hash.name)
    return value === undefined ? [] : [keyText(value)]
  }
  const reads = prepared.where === null ? null : planKeyedReads(prepared.where, schema)
  return (
    reads?.map(({ hash }) => {
      const [first] = hash.type === 'L' ? hash.value : [hash]
      return first === undefined ? UNKNOWN : keyText(first)
    }) ?? null
  )
}

function selectOf(prepared: Prepared): string | null {
  if (prepared.kind !== 'select' && prepared.kind !== 'exists') return null
  if (prepared.select.columns !== null) return 'SPECIFIC_ATTRIBUTES'
  return prepared.source.index === null ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES'
}

/**
 * The condition keys of a PartiQL statement, whose members are `Statement` and `Parameters`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
export function readStatementKeys(
  part: Readonly<Record<string, unknown>>,
  schemaOf: TableDefinition,
): PolicyContext {
  try {
    const { Statement: text, Parameters: parameters } = part
    const prepared = prepareStatement(String(text), readParameters(parameters))
    const index = (schemaOf.indexes ?? []).find(({ name }) => name === prepared.source.index)
    const leading = leadingKeysOf(prepared, (index ?? schemaOf).keySchema)
    const attributes = [...new Set(attributesOf(prepared))]
    const select = selectOf(prepared)
    return {
      ...(leading === null ? {} : { 'dynamodb:LeadingKeys': leading }),
      ...(attributes.length === 0 ? {} : { 'dynamodb:Attributes': attributes }),
      ...(select === null ? {} : { 'dynamodb:Select': select }),
      'dynamodb:FullTableScan': String(prepared.kind === 'select' && leading === null),
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // The engine will tell what is wrong with it, to those who may do everything.
    return { 'dynamodb:LeadingKeys': [UNKNOWN], 'dynamodb:Attributes': [UNKNOWN] }
  }
}
