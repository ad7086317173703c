import { numberFault } from '../attributeShape.ts'
import { type AttributeValue, setTexts } from '../attributeValue.ts'
import { type Decimal, parseDecimal } from '../decimal.ts'
import { NESTING_MAX } from '../limits.ts'
import { invalidParameter, type Refusal, validation } from '../refusal.ts'
import { type Expression, placeText } from './statement.ts'

/** Where in a value something is, as AWS's messages tell it, and how deep: `root.a[0]` is two deep. */
interface Under {
  readonly path: string
  readonly depth: number
}

const ROOT: Under = { path: 'root', depth: 0 }

/** What AWS calls the nodes that are no values. */
const NODE_WORDS: { readonly [K in Expression['kind']]?: string } = {
  parameter: 'Parameter',
  path: 'VariableReference',
}

const unsupported = (expression: Expression, { path }: Under): Refusal => {
  const word =
    expression.kind === 'call'
      ? expression.name
      : (NODE_WORDS[expression.kind] ?? expression.kind.toUpperCase())
  return validation(
    `Unsupported data type: ${word} under key ${path} at ${placeText(expression.place)}`,
  )
}

function toDecimal(text: string, { path }: Under): Decimal {
  const decimal = parseDecimal(text)
  if (typeof decimal !== 'string') return decimal
  throw validation(`${numberFault(decimal)} under ${path}`)
}

const BAG_TYPES =
  'Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags'

/** A set: a bag of strings or of numbers. */
function toSet(elements: readonly Expression[], under: Under): AttributeValue {
  if (elements.length === 0) throw validation('Empty bags are not supported')
  const texts = elements.map((element) => {
    if (element.kind !== 'string' && element.kind !== 'number') throw validation(BAG_TYPES)
    if (element.kind !== elements[0]?.kind) throw validation(BAG_TYPES)
    return element.text
  })
  const isNumbers = elements[0]?.kind === 'number'
  const set: AttributeValue = isNumbers
    ? { type: 'NS', value: texts.map((text) => toDecimal(text, under)) }
    : { type: 'SS', value: texts }
  if (new Set(setTexts(set)).size === texts.length) return set
  const found = `Input collection [${texts.join(', ')}] contains duplicates`
  throw invalidParameter(isNumbers ? `${found}! under ${under.path}` : `${found}.`)
}

function toMap(
  fields: readonly (readonly [Expression, Expression])[],
  under: Under,
): AttributeValue {
  const map = new Map<string, AttributeValue>()
  for (const [name, part] of fields) {
    const key = readFieldName(name, under.path)
    if (map.has(key)) throw duplicateField(key, under.path)
    map.set(key, toValue(part, { path: `${under.path}.${key}`, depth: under.depth + 1 }))
  }
  return { type: 'M', value: map }
}

/** The value that a literal writes; refuses what is none, and what DynamoDB cannot hold. */
export function toValue(expression: Expression, under: Under = ROOT): AttributeValue {
  if (under.depth >= NESTING_MAX) {
    throw validation(`Nesting Levels have exceeded supported limits under ${under.path}`)
  }
  switch (expression.kind) {
    case 'string':
      return { type: 'S', value: expression.text }
    case 'number':
      return { type: 'N', value: toDecimal(expression.text, under) }
    case 'boolean':
      return { type: 'BOOL', value: expression.value }
    case 'null':
      return { type: 'NULL', value: true }
    case 'list':
      return {
        type: 'L',
        value: expression.elements.map((element, at) =>
          toValue(element, { path: `${under.path}[${at}]`, depth: under.depth + 1 }),
        ),
      }
    case 'bag':
      return toSet(expression.elements, under)
    case 'struct':
      return toMap(expression.fields, under)
    case 'missing':
      throw validation('MISSING must be compared using IS operator')
    case 'parameter':
    case 'path':
    case 'call':
    case 'arithmetic':
    case 'compare':
    case 'and':
    case 'or':
    case 'not':
    case 'is':
    case 'between':
    case 'in':
      throw unsupported(expression, under)
  }
}

/** The words for a field that a struct has twice. */
export const duplicateField = (key: string, path: string): Refusal =>
  validation(`Duplicate keys in tuple. Key: ${key} under ${path}`)

/** The name of a struct's field. */
export function readFieldName(name: Expression, path: string): string {
  if (name.kind === 'string') return name.text
  throw validation(
    `Tuple keys must be of type String. Actual type: ${name.kind.toUpperCase()} under ${path}`,
  )
}

/** The statement's parameters, in order. */
export type Parameters = readonly AttributeValue[]

/** A literal's value, or a parameter's. */
export function toOperandValue(expression: Expression, parameters: Parameters): AttributeValue {
  if (expression.kind !== 'parameter') return toValue(expression)
  const value = parameters[expression.index]
  if (value === undefined) throw wrongParameters()
  return value
}

/** The words for a statement with more or fewer `?` than parameters. */
export const wrongParameters = (): Refusal =>
  validation("Number of parameters in request and statement don't match.")
