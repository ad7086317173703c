import { type AttributeValue, compareKeys, compareValues } from '../attributeValue.ts'
import {
  hashElements,
  joinParts,
  type KeyElement,
  type KeySchema,
  rangeElements,
} from '../schema.ts'
import { invalidParameter, type Refusal, validation } from '../refusal.ts'
import type { Comparator } from './ast.ts'
import type { Comparison } from '../legacy/comparison.ts'
import type { Condition, Operand } from './condition.ts'

/** What a Query asks of one attribute of the key. */
export type KeyTest =
  | { readonly kind: '=' | '<' | '<=' | '>' | '>='; readonly value: AttributeValue }
  | { readonly kind: 'between'; readonly low: AttributeValue; readonly high: AttributeValue }
  | { readonly kind: 'begins_with'; readonly value: AttributeValue }

/** What a Query asks of a sort key: of several attributes the first ones equal these, and one more may be tested. */
export type RangeTest =
  | KeyTest
  | {
      readonly kind: 'prefix'
      readonly values: readonly AttributeValue[]
      readonly last: KeyTest | null
    }

/** A legacy condition that no key can be searched by. */
interface UnindexableTest {
  readonly kind: 'unindexable'
}

/** Tests by attribute name, as the request states them. */
export type KeyTests = ReadonlyMap<string, KeyTest | UnindexableTest>

const PREFIX = 'Invalid condition in KeyConditionExpression'

const FLIPPED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

const invalidOperator = (name: string) =>
  validation(`Invalid operator used in KeyConditionExpression: ${name}`)

/** The one attribute that a comparison is about. */
function findAttribute(operands: readonly Operand[]): { name: string; at: number } {
  let found: { name: string; at: number } | null = null
  for (const [at, operand] of operands.entries()) {
    if (operand.kind === 'size') {
      throw validation('KeyConditionExpressions cannot contain nested operations')
    }
    if (operand.kind !== 'path') continue
    if (found !== null) {
      throw validation(`${PREFIX}: Multiple attribute names used in one condition`)
    }
    if (operand.path.length > 1) {
      throw validation('KeyConditionExpressions cannot have conditions on nested attributes')
    }
    found = { name: operand.path[0], at }
  }
  if (found === null) throw validation(`${PREFIX}: No key attribute specified`)
  return found
}

const literals = (operands: readonly Operand[]): readonly AttributeValue[] =>
  operands.flatMap((operand) => (operand.kind === 'value' ? [operand.value] : []))

function toComparison(operator: Comparator, operands: readonly Operand[]): [string, KeyTest] {
  if (operator === '<>') throw invalidOperator('<>')
  const { name, at } = findAttribute(operands)
  const [value] = literals(operands)
  if (value === undefined) throw validation(`${PREFIX}: No key attribute specified`)
  return [name, { kind: at === 0 ? operator : FLIPPED[operator], value }]
}

function toTest(condition: Exclude<Condition, { kind: 'and' | 'or' }>): [string, KeyTest] {
  if (condition.kind === 'not' || condition.kind === 'in') {
    throw invalidOperator(condition.kind.toUpperCase())
  }
  if (condition.kind === 'compare') return toComparison(condition.operator, condition.operands)
  const operator = condition.kind === 'between' ? 'BETWEEN' : condition.name
  if (condition.kind === 'function' && condition.name !== 'begins_with') {
    throw invalidOperator(condition.name)
  }
  if (condition.operands[0]?.kind !== 'path') {
    throw validation(
      `${PREFIX}: ${operator} operator must have the key attribute as its first operand`,
    )
  }
  const { name } = findAttribute(condition.operands)
  const [first, second] = literals(condition.operands)
  if (condition.kind === 'between' && first !== undefined && second !== undefined) {
    return [name, { kind: 'between', low: first, high: second }]
  }
  if (first === undefined) throw validation(`${PREFIX}: No key attribute specified`)
  return [name, { kind: 'begins_with', value: first }]
}

/** Takes a KeyConditionExpression apart. */
export function toKeyTests(condition: Condition): KeyTests {
  const tests = new Map<string, KeyTest>()
  const collect = (part: Condition): void => {
    if ('conditions' in part) {
      if (part.kind === 'or') throw invalidOperator('OR')
      for (const inner of part.conditions) collect(inner)
      return
    }
    const [name, test] = toTest(part)
    if (tests.has(name)) {
      throw validation('KeyConditionExpressions must only contain one condition per key')
    }
    tests.set(name, test)
  }
  collect(condition)
  for (const test of tests.values()) refuseTypes(test)
  return tests
}

const wrongCount = (): Refusal => validation('Conditions can be of length 1 or 2 only')

/** Refuses more conditions than a key can have that is not of several attributes. */
export function refuseCount(tests: KeyTests, schema: KeySchema | null): void {
  if (tests.size > 2 && schema?.more === undefined) throw wrongCount()
}

const LEGACY_KINDS = { EQ: '=', LT: '<', LE: '<=', GT: '>', GE: '>=' } as const

function toLegacyTest({ operator, values }: Comparison): KeyTest | UnindexableTest {
  const [first, second] = values
  if (first === undefined) return { kind: 'unindexable' }
  switch (operator) {
    case 'EQ':
    case 'LT':
    case 'LE':
    case 'GT':
    case 'GE':
      return { kind: LEGACY_KINDS[operator], value: first }
    case 'BEGINS_WITH':
      return { kind: 'begins_with', value: first }
    case 'BETWEEN':
      return { kind: 'between', low: first, high: second ?? first }
    case 'NE':
    case 'IN':
    case 'NULL':
    case 'NOT_NULL':
    case 'CONTAINS':
    case 'NOT_CONTAINS':
      return { kind: 'unindexable' }
  }
}

/** The same of KeyConditions. */
export function toLegacyKeyTests(comparisons: ReadonlyMap<string, Comparison>): KeyTests {
  if (comparisons.size === 0) throw wrongCount()
  return new Map(Array.from(comparisons, ([name, one]) => [name, toLegacyTest(one)] as const))
}

const OPERATOR_NAMES: { readonly [K in KeyTest['kind']]: string } = {
  '=': 'EQ',
  '<': 'LT',
  '<=': 'LE',
  '>': 'GT',
  '>=': 'GE',
  between: 'BETWEEN',
  begins_with: 'BEGINS_WITH',
}

const valuesOf = (test: KeyTest): readonly AttributeValue[] =>
  test.kind === 'between' ? [test.low, test.high] : [test.value]

function refuseTypes(test: KeyTest): void {
  for (const { type } of valuesOf(test)) {
    const isSet = type === 'SS' || type === 'NS' || type === 'BS'
    if (type === 'S' || type === 'B' || (type === 'N' && test.kind !== 'begins_with')) continue
    if (test.kind === '=' && isSet) continue
    const operator = `ComparisonOperator ${OPERATOR_NAMES[test.kind]}`
    throw invalidParameter(`${operator} is not valid for ${type} AttributeValue type`)
  }
}

/** A Query's key condition: one partition, and perhaps a range in it. */
export interface KeyRange {
  readonly hash: AttributeValue
  readonly range: RangeTest | null
}

const emptyKind = (value: AttributeValue): string | null => {
  if (value.type === 'S') return value.value === '' ? 'string' : null
  return value.type === 'B' && value.value.length === 0 ? 'binary' : null
}

function refuseElement(test: KeyTest, { name, type }: KeyElement): void {
  for (const value of valuesOf(test)) {
    if (value.type !== type) {
      throw invalidParameter('Condition parameter type does not match schema type')
    }
    const empty = emptyKind(value)
    if (empty === null || test.kind === 'begins_with') continue
    throw validation(
      'One or more parameter values are not valid. The AttributeValue for a key attribute ' +
        `cannot contain an empty ${empty} value. Key: ${name}`,
    )
  }
}

const unsupported = (): Refusal => validation('Query key condition not supported')

const missed = ({ name }: KeyElement): Refusal =>
  validation(`Query condition missed key schema element: ${name}`)

function readTest(
  test: KeyTests extends ReadonlyMap<string, infer T> ? T : never,
  element: KeyElement,
): KeyTest {
  if (test.kind === 'unindexable') {
    throw validation('Attempted conditional constraint is not an indexable operation')
  }
  refuseElement(test, element)
  return test
}

/** The partition key that the tests name: each of its attributes by equality. */
function toHash(
  tests: KeyTests,
  schema: KeySchema,
  begin: (element: KeyElement) => void,
): AttributeValue {
  const values = hashElements(schema).map((element) => {
    begin(element)
    if (schema.range === null && tests.size > hashElements(schema).length) throw unsupported()
    const given = tests.get(element.name)
    if (given === undefined) throw missed(element)
    const test = readTest(given, element)
    if (test.kind !== '=') throw unsupported()
    return test.value
  })
  return joinParts(values) ?? values[0] ?? { type: 'NULL', value: true }
}

/**
 * Fits the tests to the key of what is queried; refuses in AWS's order. `begin` is told of each element first: a starting
 * key is looked at element by element in between. Of several attributes of a sort key those that are tested come first,
 * and only the last of them other than by equality.
 */
export function toKeyRange(
  tests: KeyTests,
  schema: KeySchema,
  begin: (element: KeyElement) => void,
): KeyRange {
  const hash = toHash(tests, schema, begin)
  const found: KeyTest[] = []
  let left = tests.size - hashElements(schema).length
  for (const element of rangeElements(schema)) {
    begin(element)
    const given = tests.get(element.name)
    if (given === undefined) {
      if (left === 0) continue
      throw missed(element)
    }
    const before = found.at(-1)
    if (before !== undefined && before.kind !== '=') throw unsupported()
    found.push(readTest(given, element))
    left--
  }
  if (left > 0) throw unsupported()
  return { hash, range: toRangeTest(found, schema) }
}

/** The tests of a sort key's attributes, in their order, as one. */
export function toRangeTest(tests: readonly KeyTest[], schema: KeySchema): RangeTest | null {
  const last = tests.at(-1)
  if (last === undefined) return null
  if (rangeElements(schema).length < 2) return last
  const values = tests.flatMap((test) => (test.kind === '=' ? [test.value] : []))
  return { kind: 'prefix', values, last: last.kind === '=' ? null : last }
}

const startsWith = (value: AttributeValue, prefix: AttributeValue): boolean => {
  if (value.type === 'S' && prefix.type === 'S') return value.value.startsWith(prefix.value)
  if (value.type !== 'B' || prefix.type !== 'B') return false
  return prefix.value.every((byte, at) => value.value[at] === byte)
}

/** Where `value` stands to the range that `test` allows: before it (-1), in it (0), after it (1). */
export function locate(test: RangeTest, value: AttributeValue): -1 | 0 | 1 {
  if (test.kind === 'prefix') return locatePrefix(test, value)
  const to = (bound: AttributeValue): number => compareValues(value, bound) ?? 0
  switch (test.kind) {
    case '=':
      return to(test.value) < 0 ? -1 : to(test.value) > 0 ? 1 : 0
    case '<':
      return to(test.value) < 0 ? 0 : 1
    case '<=':
      return to(test.value) <= 0 ? 0 : 1
    case '>':
      return to(test.value) > 0 ? 0 : -1
    case '>=':
      return to(test.value) >= 0 ? 0 : -1
    case 'between':
      return to(test.low) < 0 ? -1 : to(test.high) > 0 ? 1 : 0
    case 'begins_with':
      if (startsWith(value, test.value)) return 0
      return to(test.value) < 0 ? -1 : 1
  }
}

/** The same for a sort key of several attributes, whose value is the list of theirs. */
function locatePrefix(
  { values, last }: Extract<RangeTest, { kind: 'prefix' }>,
  value: AttributeValue,
): -1 | 0 | 1 {
  if (value.type !== 'L') return 0
  const order = compareKeys(
    { type: 'L', value: value.value.slice(0, values.length) },
    { type: 'L', value: values },
  )
  if (order !== 0) return order < 0 ? -1 : 1
  const next = value.value[values.length]
  return last === null || next === undefined ? 0 : locate(last, next)
}
