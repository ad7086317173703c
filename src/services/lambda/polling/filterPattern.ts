/** Says whether a value of a record is what a filter asks for. */
type Condition = (value: unknown) => boolean

/** A filter's pattern, ready to be held against records. */
export interface FilterPattern {
  matches(record: unknown): boolean
  /** Whether it asks for anything under `key` at its top. */
  asksFor(key: string): boolean
}

/** Characters of a pattern: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const PATTERN_CHARACTERS_MAX = 4_096
/** Levels of a pattern. Ours. */
const DEPTH_MAX = 32

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A pattern that AWS would not take. */
class InvalidPattern extends Error {}

const fold = (text: string): string => text.toLowerCase()

const isScalar = (value: unknown): boolean =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

/** `[">", 0, "<=", 5]` */
function compileNumeric(given: unknown): Condition {
  if (!Array.isArray(given) || (given.length !== 2 && given.length !== 4))
    throw new InvalidPattern()
  const parts: readonly unknown[] = given
  const tests: ((value: number) => boolean)[] = []
  for (let at = 0; at < parts.length; at += 2) {
    const bound = parts[at + 1]
    if (typeof bound !== 'number') throw new InvalidPattern()
    switch (parts[at]) {
      case '=':
        tests.push((value) => value === bound)
        break
      case '<':
        tests.push((value) => value < bound)
        break
      case '<=':
        tests.push((value) => value <= bound)
        break
      case '>':
        tests.push((value) => value > bound)
        break
      case '>=':
        tests.push((value) => value >= bound)
        break
      default:
        throw new InvalidPattern()
    }
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value))
}

function compileAnythingBut(given: unknown): Condition {
  if (isObject(given)) {
    const but = compileOperator(given)
    return (value) => value !== undefined && !but(value)
  }
  const listed: readonly unknown[] = Array.isArray(given) ? given : [given]
  if (listed.length === 0 || !listed.every(isScalar)) throw new InvalidPattern()
  return (value) => value !== undefined && isScalar(value) && !listed.includes(value)
}

/** `{"prefix": "a"}`: one condition, of which the value may be the only key. */
function compileOperator(given: Json): Condition {
  const entries = Object.entries(given)
  const [entry] = entries
  if (entry === undefined || entries.length !== 1) throw new InvalidPattern()
  const [operator, operand] = entry
  switch (operator) {
    case 'exists':
      if (typeof operand !== 'boolean') throw new InvalidPattern()
      // "Exists matching only works on leaf nodes. It does not work on intermediate nodes."
      return (value) => (value !== undefined && !isObject(value)) === operand
    case 'numeric':
      return compileNumeric(operand)
    case 'anything-but':
      return compileAnythingBut(operand)
    default:
      break
  }
  if (typeof operand !== 'string') throw new InvalidPattern()
  switch (operator) {
    case 'prefix':
      return (value) => typeof value === 'string' && value.startsWith(operand)
    case 'suffix':
      return (value) => typeof value === 'string' && value.endsWith(operand)
    case 'equals-ignore-case':
      return (value) => typeof value === 'string' && fold(value) === fold(operand)
    default:
      throw new InvalidPattern()
  }
}

const compileCondition = (given: unknown): Condition => {
  if (isObject(given)) return compileOperator(given)
  if (!isScalar(given)) throw new InvalidPattern()
  return (value) => value === given
}

/** One of the listed conditions; of an array in the record, one element suffices. */
function compileLeaf(given: readonly unknown[]): Condition {
  if (given.length === 0) throw new InvalidPattern()
  const conditions = given.map(compileCondition)
  const one: Condition = (value) => conditions.some((condition) => condition(value))
  return (value) => {
    if (Array.isArray(value) && value.length > 0) return value.some(one)
    return one(value)
  }
}

function compileNode(given: unknown, depth: number): Condition {
  if (Array.isArray(given)) return compileLeaf(given)
  if (!isObject(given) || depth > DEPTH_MAX) throw new InvalidPattern()
  const tests = Object.entries(given).map(([key, part]): Condition => {
    if (key !== '$or') {
      const inner = compileNode(part, depth + 1)
      return (value) => inner(isObject(value) ? value[key] : undefined)
    }
    if (!Array.isArray(part) || part.length === 0) throw new InvalidPattern()
    const choices = part.map((choice: unknown) => compileNode(choice, depth + 1))
    return (value) => choices.some((choice) => choice(value))
  })
  if (tests.length === 0) throw new InvalidPattern()
  const all: Condition = (value) => tests.every((test) => test(value))
  return (value) => (Array.isArray(value) ? value.some(all) : all(value))
}

/**
 * Reads a filter's pattern; null where AWS would say "Invalid filter pattern definition."
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax
 */
export function compilePattern(text: string): FilterPattern | null {
  if (text.length > PATTERN_CHARACTERS_MAX) return null
  try {
    const given: unknown = JSON.parse(text)
    if (!isObject(given)) return null
    // An empty pattern lets everything pass.
    const matches = Object.keys(given).length === 0 ? () => true : compileNode(given, 0)
    return { matches, asksFor: (key) => Object.hasOwn(given, key) }
  } catch {
    return null
  }
}

/** A record's body as a filter sees it: JSON where it is an object or a list, else text. */
function parseBody(body: unknown): unknown {
  if (typeof body !== 'string') return body
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null ? parsed : body
  } catch {
    return body
  }
}

/** Whether any of `patterns` lets the record, given as its JSON, pass. Of a message, the body is looked into. */
export function passesFilter(patterns: readonly FilterPattern[], json: string): boolean {
  if (patterns.length === 0) return true
  const record: unknown = JSON.parse(json)
  const seen =
    isObject(record) && 'body' in record && patterns.some((one) => one.asksFor('body'))
      ? { ...record, body: parseBody(record['body']) }
      : record
  return patterns.some((one) => one.matches(seen))
}
