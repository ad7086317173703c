import { type AttributeValue, compareValues, equalValues } from '../attributeValue.ts'
import type { Condition, Operand } from '../expressions/condition.ts'
import { type KeyTest, type RangeTest, toRangeTest } from '../expressions/keyCondition.ts'
import { type Refusal, validation } from '../refusal.ts'
import {
  hashElements,
  joinParts,
  type KeyElement,
  type KeySchema,
  rangeElements,
} from '../schema.ts'

/** One read that a SELECT decomposes into: one partition key, perhaps a range in it, and what filters the items. */
export interface KeyedRead {
  readonly hash: AttributeValue
  readonly range: RangeTest | null
  readonly filter: Condition | null
}

/** "Too many decomposed read operations": measured by floci's authors against the live service. */
const READS_MAX = 50
/** Conditions that decompose into more than this are not looked at any further. */
const BRANCHES_MAX = 5_000

/** A conjunction of a condition's disjunctive form. */
interface Branch {
  readonly hash: AttributeValue | null
  readonly range: { readonly test: KeyTest; readonly condition: Condition } | null
  readonly filters: readonly Condition[]
}

/** `unkeyed`: no key leads to all that the condition lets through. */
type Branches = readonly Branch[] | 'unkeyed'

const EMPTY: Branch = { hash: null, range: null, filters: [] }

const tooMany = (): Refusal => validation('Too many decomposed read operations for a given query.')

const nameOf = (operand: Operand): string | null =>
  operand.kind === 'path' && operand.path.length === 1 ? operand.path[0] : null

const FLIPPED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

/** What a condition asks of one attribute, where it is a test that a key can be searched by. */
function toTests(condition: Condition): { name: string; tests: readonly KeyTest[] } | null {
  if (condition.kind === 'compare' && condition.operator !== '<>') {
    const [left, right] = condition.operands
    if (right.kind === 'value') {
      const name = nameOf(left)
      return name === null
        ? null
        : { name, tests: [{ kind: condition.operator, value: right.value }] }
    }
    const name = nameOf(right)
    if (left.kind !== 'value' || name === null) return null
    return { name, tests: [{ kind: FLIPPED[condition.operator], value: left.value }] }
  }
  if (condition.kind === 'between') {
    const [of, low, high] = condition.operands
    const name = nameOf(of)
    if (name === null || low.kind !== 'value' || high.kind !== 'value') return null
    return { name, tests: [{ kind: 'between', low: low.value, high: high.value }] }
  }
  if (condition.kind === 'function' && condition.name === 'begins_with') {
    const [of, prefix] = condition.operands
    const name = of === undefined ? null : nameOf(of)
    if (name === null || prefix?.kind !== 'value') return null
    return { name, tests: [{ kind: 'begins_with', value: prefix.value }] }
  }
  if (condition.kind !== 'in') return null
  const name = nameOf(condition.operand)
  const tests = condition.options.flatMap((option): readonly KeyTest[] =>
    option.kind === 'value' ? [{ kind: '=', value: option.value }] : [],
  )
  return name !== null && tests.length === condition.options.length ? { name, tests } : null
}

const isKeyed = ({ hash, range }: Branch): boolean => hash !== null || range !== null

function join(a: Branch, b: Branch): Branch | 'unkeyed' {
  if (a.hash !== null && b.hash !== null && !equalValues(a.hash, b.hash)) return 'unkeyed'
  const hash = a.hash ?? b.hash
  const filters = [...a.filters, ...b.filters]
  if (a.range === null || b.range === null) return { hash, range: a.range ?? b.range, filters }
  const isSame =
    a.range.test.kind === '=' &&
    b.range.test.kind === '=' &&
    equalValues(a.range.test.value, b.range.test.value)
  if (isSame) return { hash, range: a.range, filters }
  // One of two tests finds the items, the other one filters them: equality finds fewest.
  const [first, second] =
    b.range.test.kind === '=' && a.range.test.kind !== '=' ? [b.range, a.range] : [a.range, b.range]
  return { hash, range: first, filters: [...filters, second.condition] }
}

function joinAll(left: Branches, right: Branches): Branches {
  if (left === 'unkeyed' || right === 'unkeyed') return 'unkeyed'
  if (left.length * right.length > BRANCHES_MAX) throw tooMany()
  const joined: Branch[] = []
  for (const a of left) {
    for (const b of right) {
      const both = join(a, b)
      if (both === 'unkeyed') return 'unkeyed'
      joined.push(both)
    }
  }
  return joined
}

function decompose(condition: Condition, schema: KeySchema): Branches {
  if (condition.kind === 'and') {
    return condition.conditions.map((part) => decompose(part, schema)).reduce(joinAll, [EMPTY])
  }
  const plain: Branches = [{ ...EMPTY, filters: [condition] }]
  if (condition.kind === 'or') {
    const parts = condition.conditions.map((part) => decompose(part, schema))
    if (parts.includes('unkeyed')) return 'unkeyed'
    const branches = parts.flatMap((part) => (part === 'unkeyed' ? [] : part))
    if (!branches.some(isKeyed)) return plain
    const hashes = branches.filter(({ hash }) => hash !== null).length
    return hashes > 0 && hashes < branches.length ? 'unkeyed' : branches
  }
  const found = toTests(condition)
  if (found === null) return plain
  if (found.name === schema.hash.name) {
    if (found.tests.some(({ kind }) => kind !== '=')) return plain
    return found.tests.map((test) => ({ ...EMPTY, hash: test.kind === '=' ? test.value : null }))
  }
  if (found.name !== schema.range?.name) return plain
  const { range } = schema
  return found.tests.map((test) => ({
    ...EMPTY,
    range: { test, condition: toEquality(range.name, test, condition) },
  }))
}

/** The condition that one of IN's values stands for. */
const toEquality = (name: string, test: KeyTest, condition: Condition): Condition =>
  condition.kind === 'in' && test.kind === '='
    ? {
        kind: 'compare',
        operator: '=',
        operands: [
          { kind: 'path', path: [name] },
          { kind: 'value', value: test.value },
        ],
      }
    : condition

const valuesOf = (test: KeyTest): readonly AttributeValue[] =>
  test.kind === 'between' ? [test.low, test.high] : [test.value]

function refuseType(value: AttributeValue, { name, type }: KeyElement): void {
  if (value.type === type) return
  throw validation(
    `Key attribute's data type should match its data type in table's schema: Key ${name}`,
  )
}

interface Bounds {
  readonly low: AttributeValue | null
  readonly lowIncluded: boolean
  readonly high: AttributeValue | null
  readonly highIncluded: boolean
  /** Whether `high` is a prefix: all that begins with it is inside. */
  readonly isPrefix: boolean
}

function toBounds(test: RangeTest | null): Bounds {
  const open: Bounds = {
    low: null,
    lowIncluded: true,
    high: null,
    highIncluded: true,
    isPrefix: false,
  }
  if (test === null) return open
  switch (test.kind) {
    // Only of a key of several attributes, of which there is one read.
    case 'prefix':
      return open
    case '=':
      return { ...open, low: test.value, high: test.value }
    case 'between':
      return { ...open, low: test.low, high: test.high }
    case 'begins_with':
      return { ...open, low: test.value, high: test.value, isPrefix: true }
    case '<':
    case '<=':
      return { ...open, high: test.value, highIncluded: test.kind === '<=' }
    case '>':
    case '>=':
      return { ...open, low: test.value, lowIncluded: test.kind === '>=' }
  }
}

const beginsWith = (value: AttributeValue, prefix: AttributeValue): boolean => {
  if (value.type === 'S' && prefix.type === 'S') return value.value.startsWith(prefix.value)
  if (value.type !== 'B' || prefix.type !== 'B') return false
  return prefix.value.every((byte, at) => value.value[at] === byte)
}

/** Whether what begins at a's lower bound can lie below b's upper one. */
function beginsBefore(a: Bounds, b: Bounds): boolean {
  if (a.low === null || b.high === null) return true
  const order = compareValues(a.low, b.high) ?? 0
  if (b.isPrefix && beginsWith(a.low, b.high)) return true
  return order < 0 || (order === 0 && a.lowIncluded && b.highIncluded)
}

function overlap(a: KeyedRead, b: KeyedRead): boolean {
  if (!equalValues(a.hash, b.hash)) return false
  const [left, right] = [toBounds(a.range), toBounds(b.range)]
  return beginsBefore(left, right) && beginsBefore(right, left)
}

function refuseOverlaps(reads: readonly KeyedRead[]): void {
  for (const [at, one] of reads.entries()) {
    if (!reads.slice(0, at).some((other) => overlap(one, other))) continue
    throw validation('Overlapping conditions with range keys are not supported in where clause')
  }
}

const toFilter = (filters: readonly Condition[]): Condition | null => {
  const [first, ...others] = filters
  if (first === undefined) return null
  return others.length === 0 ? first : { kind: 'and', conditions: filters }
}

/**
 * The one read of an index with a key of several attributes: its WHERE tests all of the partition key for equality, and the
 * sort key's from the left. Null where it does not; alternatives (OR, IN) take a Scan. assumption
 */
function planWideRead(where: Condition, schema: KeySchema): readonly KeyedRead[] | null {
  const parts = where.kind === 'and' ? where.conditions : [where]
  const known = new Map<string, { readonly test: KeyTest; readonly condition: Condition }>()
  for (const condition of parts) {
    const found = toTests(condition)
    const [test, ...others] = found?.tests ?? []
    if (found === null || test === undefined || others.length > 0) continue
    if (!known.has(found.name)) known.set(found.name, { test, condition })
  }
  const used = new Set<Condition>()
  const take = (element: KeyElement): KeyTest | null => {
    const found = known.get(element.name)
    if (found === undefined) return null
    for (const value of valuesOf(found.test)) refuseType(value, element)
    used.add(found.condition)
    return found.test
  }
  const hashes = hashElements(schema).map(take)
  const values = hashes.flatMap((test) => (test?.kind === '=' ? [test.value] : []))
  const hash = joinParts(values)
  if (hash === null || values.length < hashes.length) return null
  const tests: KeyTest[] = []
  for (const element of rangeElements(schema)) {
    const test = take(element)
    if (test === null) break
    tests.push(test)
    if (test.kind !== '=') break
  }
  const filter = toFilter(parts.filter((part) => !used.has(part)))
  return [{ hash, range: toRangeTest(tests, schema), filter }]
}

/**
 * The reads by key that a WHERE clause decomposes into; null where it takes a Scan.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html
 */
export function planKeyedReads(where: Condition, schema: KeySchema): readonly KeyedRead[] | null {
  if (schema.more !== undefined) return planWideRead(where, schema)
  const branches = decompose(where, schema)
  if (branches === 'unkeyed') return null
  const reads = branches.flatMap(({ hash, range, filters }): readonly KeyedRead[] =>
    hash === null ? [] : [{ hash, range: range?.test ?? null, filter: toFilter(filters) }],
  )
  if (reads.length < branches.length) return null
  if (reads.length > READS_MAX) throw tooMany()
  for (const { hash, range } of reads) {
    refuseType(hash, schema.hash)
    if (range === null || range.kind === 'prefix' || schema.range === null) continue
    for (const value of valuesOf(range)) refuseType(value, schema.range)
  }
  refuseOverlaps(reads)
  return reads
}

/** Where a read's range begins; null where it has no lower end. */
export const lowestRange = ({ range }: KeyedRead): AttributeValue | null => toBounds(range).low
