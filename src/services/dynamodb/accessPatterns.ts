import type { CallSite } from '#contracts/files.ts'
import type { Mutable } from '#contracts/mutable.ts'
import type { JsonValue } from '../service.ts'

/** One way in which one caller uses a table: the same action, index and expressions, whatever the values. */
export interface AccessPattern {
  /** The node that called. */
  readonly caller: string
  /** The line of the function's code that calls; null where that is not known. */
  readonly calledAt: CallSite | null
  readonly action: string
  /** Null for the table itself. */
  readonly index: string | null
  /** Its expressions or parameters, without values: `id = :id`; empty where it has none. */
  readonly shape: string
  readonly count: number
  readonly readUnits: number
  readonly writeUnits: number
  /** Items answered, and items that were read for them; both 0 for writes. */
  readonly returned: number
  readonly scanned: number
  readonly throttled: number
  /** What would do the same for less; null where nothing is to be said. */
  readonly advice: string | null
}

/** What came of a request. */
export interface AccessResult {
  /** The reply's body, as it was on the wire. */
  readonly output: string
  readonly readUnits: number
  readonly writeUnits: number
  readonly isThrottled: boolean
}

/** One request that was answered. */
export interface AccessSample extends AccessResult {
  readonly caller: string
  readonly calledAt?: CallSite | undefined
  readonly action: string
  /** The request's body, as it was on the wire. */
  readonly input: string
}

/** Partition keys of the table and of its indexes, by the index's name; the table's own under `null`. */
export type PartitionKeys = ReadonlyMap<string | null, string>

/** Patterns beyond it are counted together: a handler that writes values into its expressions makes one a request. */
const PATTERNS_MAX = 200
const SHAPE_LENGTH_MAX = 160

const NOWHERE = { node: '', file: '', line: 0 }

const isRecord = (value: unknown): value is Readonly<Record<string, JsonValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

type Input = Readonly<Record<string, JsonValue>>
const NO_INPUT: Input = {}

/** Only what has an expression, a statement or an index has a shape worth reading: most requests are not parsed for it. */
function readInput(body: string): Input {
  if (!/Expression"|"Statement"|"IndexName"/.test(body)) return NO_INPUT
  try {
    const value: unknown = JSON.parse(body)
    return isRecord(value) ? value : NO_INPUT
  } catch {
    return NO_INPUT
  }
}

/** A count of a reply's own: inside of an item its name would stand with escaped quotes. */
const countIn = (output: string, of: RegExp): number => Number(of.exec(output)?.[1] ?? 0)
const COUNT = /"Count":(\d+)/
const SCANNED_COUNT = /"ScannedCount":(\d+)/

/** An expression with its name placeholders filled in: `#id = :id` becomes `id = :id`. */
const named = (input: Input, member: string): string => {
  const names = input['ExpressionAttributeNames']
  return text(input[member]).replace(/#\w+/g, (placeholder) =>
    isRecord(names) ? text(names[placeholder]) || placeholder : placeholder,
  )
}

const SHAPE_MEMBERS = [
  'Statement',
  'KeyConditionExpression',
  'FilterExpression',
  'ConditionExpression',
  'UpdateExpression',
  'ProjectionExpression',
] as const

const shapeOf = (input: Input): string =>
  SHAPE_MEMBERS.map((member) => named(input, member))
    .filter((each) => each !== '')
    .join(' · ')
    .slice(0, SHAPE_LENGTH_MAX)

/** The attributes that a filter compares with `=`, where all its conditions must hold. */
function equalities(filter: string): readonly string[] {
  if (/\b(?:OR|NOT)\b/i.test(filter)) return []
  return [...filter.matchAll(/([\w.-]+)\s*=\s*:\w+/g)].map(([, attribute = '']) => attribute)
}

/** A Scan whose filter pins down a partition key does a Query's job at the price of the whole table. */
function adviceOn(action: string, input: Input, keys: PartitionKeys): string | null {
  if (action !== 'Scan') return null
  const pinned = equalities(named(input, 'FilterExpression'))
  for (const [index, key] of keys) {
    if (!pinned.includes(key)) continue
    const where = index === null ? 'the table' : `the index ${index}`
    return `A Query of ${where} with ${key} as its key reads only what it answers.`
  }
  return pinned.length > 0
    ? `A Scan reads the whole table. An index with the partition key ${pinned[0]} would let a Query read only what it answers.`
    : null
}

/** How a table is used, by whom, and what it takes. */
export interface AccessPatterns {
  add(sample: AccessSample): void
  /** The most expensive first. */
  list(): readonly AccessPattern[]
  /** The most expensive one that less would do for; null where there is none. */
  worst(): AccessPattern | null
}

const units = ({ readUnits, writeUnits }: AccessPattern): number => readUnits + writeUnits
const PAGED = new Set(['Query', 'Scan'])

/** Creates an empty account of a table's use. `keysOf` is asked when advice is given. */
export function createAccessPatterns(keysOf: () => PartitionKeys): AccessPatterns {
  const patterns = new Map<string, Mutable<AccessPattern>>()
  const find = (sample: AccessSample): Mutable<AccessPattern> => {
    const { caller, action, calledAt: { node, file, line } = NOWHERE } = sample
    const input = readInput(sample.input)
    const index = text(input['IndexName']) || null
    const shape = input === NO_INPUT ? '' : shapeOf(input)
    const key = [caller, node, file, line, action, index ?? '', shape].join('\n')
    const known = patterns.get(key)
    if (known !== undefined) return known
    const isFull = patterns.size >= PATTERNS_MAX
    const made: Mutable<AccessPattern> = {
      caller,
      calledAt: isFull ? null : (sample.calledAt ?? null),
      action,
      index,
      shape: isFull ? '…' : shape,
      count: 0,
      readUnits: 0,
      writeUnits: 0,
      returned: 0,
      scanned: 0,
      throttled: 0,
      advice: isFull ? null : adviceOn(action, input, keysOf()),
    }
    const place = isFull ? JSON.stringify([caller, action]) : key
    const shared = patterns.get(place)
    if (shared !== undefined) return shared
    patterns.set(place, made)
    return made
  }
  const list = (): readonly AccessPattern[] =>
    [...patterns.values()].sort((a, b) => units(b) - units(a))
  return {
    add(sample) {
      const pattern = find(sample)
      pattern.count++
      pattern.readUnits += sample.readUnits
      pattern.writeUnits += sample.writeUnits
      if (sample.isThrottled) pattern.throttled++
      if (!PAGED.has(sample.action)) return
      pattern.returned += countIn(sample.output, COUNT)
      pattern.scanned += countIn(sample.output, SCANNED_COUNT)
    },
    list,
    worst: () => list().find(({ advice }) => advice !== null) ?? null,
  }
}
