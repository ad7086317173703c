import { serializationError, validation } from './refusal.ts'

/**
 * The shape of a request's part. Decoding and checking are two steps, as in AWS: a wrong JSON type anywhere is a
 * SerializationException before any constraint is looked at; constraint violations are collected and told together.
 */
export interface Shape<T> {
  /** `value` is JSON, not null. Throws a SerializationException. */
  decode(value: unknown): T
  /** What a JSON null inside a list or map stands for. */
  none(): T
  /** Adds what is wrong with `value`, which stands at `path`. */
  check(value: T, path: string, problems: string[]): void
  /** `check` never finds anything: nobody needs to ask. */
  readonly isUnchecked?: true
}

/** What a shape decodes to. */
export type Shaped<S> = S extends Shape<infer T> ? T : never

/** A member of a structure. */
export interface Member<T, R extends boolean> {
  readonly shape: Shape<T>
  readonly required: R
}

/** A structure's members by name, in the order in which AWS tells what is wrong with them. */
export type Members = { readonly [name: string]: Member<unknown, boolean> }

/** What a structure decodes to. */
export type Structure<M extends Members> = {
  readonly [K in keyof M]: M[K] extends Member<infer T, infer R>
    ? R extends true
      ? T
      : T | undefined
    : never
}

/** A member that has to be there. */
export const required = <T>(shape: Shape<T>): Member<T, true> => ({ shape, required: true })
/** A member that may be left out. */
export const optional = <T>(shape: Shape<T>): Member<T, false> => ({ shape, required: false })

/** AWS tells no more than ten constraint violations. */
const PROBLEMS_MAX = 10

/** How Java prints a value; what AWS quotes in constraint violations. */
function describe(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`
  if (value instanceof Map) {
    return `{${Array.from(value, ([key, part]) => `${key}=${describe(part)}`).join(', ')}}`
  }
  if (typeof value === 'object') {
    const parts = Object.entries(value).filter(([, part]) => part !== undefined)
    return `{${parts.map(([key, part]) => `${key}=${describe(part)}`).join(', ')}}`
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function violate(value: unknown, path: string, constraint: string, problems: string[]): void {
  const text = value === undefined ? 'null' : `'${describe(value)}'`
  problems.push(`Value ${text} at '${path}' failed to satisfy constraint: ${constraint}`)
}

/** `N validation errors detected: …`, if there is something to tell. */
export function refuseProblems(problems: readonly string[]): void {
  const told = problems.slice(0, PROBLEMS_MAX)
  if (told.length === 0) return
  const noun = told.length === 1 ? 'validation error' : 'validation errors'
  throw validation(`${told.length} ${noun} detected: ${told.join('; ')}`)
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const tokenOf = (value: unknown): string => {
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  if (typeof value === 'string') return 'STRING_VALUE'
  return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
}

function refuseCollections(value: unknown, javaClass: string): void {
  if (Array.isArray(value)) throw serializationError(`Unrecognized collection type ${javaClass}`)
  if (isObject(value))
    throw serializationError('Start of structure or map found where not expected')
}

/** Bounds and forms of a string. */
export interface StringRules {
  readonly pattern?: RegExp
  /** Smithy's text of `pattern`, quoted in the message. */
  readonly patternText?: string
  readonly lengthMin?: number
  readonly lengthMax?: number
  readonly oneOf?: readonly string[]
}

const UNCHECKED = { isUnchecked: true } as const

/** A string that keeps `rules`. */
export const string = (rules: StringRules = {}): Shape<string> => ({
  decode(value) {
    if (typeof value === 'string') return value
    refuseCollections(value, 'class java.lang.String')
    throw serializationError(`${tokenOf(value)} cannot be converted to String`)
  },
  none: () => '',
  ...(Object.keys(rules).length === 0 ? UNCHECKED : {}),
  check(value, path, problems) {
    const { pattern, patternText, lengthMin, lengthMax, oneOf } = rules
    if (pattern !== undefined && !pattern.test(value)) {
      const constraint = `Member must satisfy regular expression pattern: ${patternText}`
      violate(value, path, constraint, problems)
    }
    if (lengthMin !== undefined && value.length < lengthMin) {
      const constraint = `Member must have length greater than or equal to ${lengthMin}`
      violate(value, path, constraint, problems)
    }
    if (lengthMax !== undefined && value.length > lengthMax) {
      const constraint = `Member must have length less than or equal to ${lengthMax}`
      violate(value, path, constraint, problems)
    }
    if (oneOf !== undefined && !oneOf.includes(value)) {
      const constraint = `Member must satisfy enum value set: [${oneOf.join(', ')}]`
      violate(value, path, constraint, problems)
    }
  },
})

const TRUE_WORDS = ['TRUE', '1', 'YES']
const FALSE_WORDS = ['FALSE', '0', 'NO']

/** A boolean, or one of the words that DynamoDB takes for one. */
export const boolean: Shape<boolean> = {
  decode(value) {
    if (typeof value === 'boolean') return value
    refuseCollections(value, 'class java.lang.Boolean')
    if (typeof value !== 'string') {
      throw serializationError(`${tokenOf(value)} cannot be converted to Boolean`)
    }
    const word = value.toUpperCase()
    if (TRUE_WORDS.includes(word)) return true
    if (FALSE_WORDS.includes(word)) return false
    throw serializationError('Unexpected token received from parser')
  },
  none: () => false,
  ...UNCHECKED,
  check() {},
}

/** A whole number; fractions are cut, as AWS does. */
export const integer = (rules: {
  readonly min?: number
  readonly max?: number
  /** Java's type, which AWS's messages name. */
  readonly type?: 'Integer' | 'Long'
}): Shape<number> => ({
  decode(value) {
    if (typeof value === 'number') return Math.floor(value)
    const type = rules.type ?? 'Integer'
    refuseCollections(value, `class java.lang.${type}`)
    throw serializationError(`${tokenOf(value)} cannot be converted to ${type}`)
  },
  none: () => 0,
  check(value, path, problems) {
    if (rules.min !== undefined && value < rules.min) {
      const constraint = `Member must have value greater than or equal to ${rules.min}`
      violate(value, path, constraint, problems)
    }
    if (rules.max !== undefined && value > rules.max) {
      const constraint = `Member must have value less than or equal to ${rules.max}`
      violate(value, path, constraint, problems)
    }
  },
})

/** How many elements a list or map may have. */
export interface SizeRules {
  readonly min?: number
  readonly max?: number
}

function checkSize(
  size: number,
  rules: SizeRules,
  value: unknown,
  path: string,
  problems: string[],
) {
  if (rules.min !== undefined && size < rules.min) {
    const constraint = `Member must have length greater than or equal to ${rules.min}`
    violate(value, path, constraint, problems)
  }
  if (rules.max !== undefined && size > rules.max) {
    const constraint = `Member must have length less than or equal to ${rules.max}`
    violate(value, path, constraint, problems)
  }
}

const PARAMETERIZED =
  'class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class ' +
  'java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and ' +
  "java.lang.Class are in module java.base of loader 'bootstrap')"

/** `inside`: the list itself stands in a list or map, where AWS's own words for a wrong type differ. */
export const list = <T>(
  of: Shape<T>,
  rules: SizeRules & { readonly inside?: boolean; readonly show?: (element: T) => string } = {},
): Shape<readonly T[]> => ({
  decode(value) {
    if (Array.isArray(value)) {
      return value.map((element: unknown) => (element === null ? of.none() : of.decode(element)))
    }
    if (isObject(value)) {
      throw serializationError('Start of structure or map found where not expected')
    }
    throw serializationError(rules.inside === true ? PARAMETERIZED : 'Unexpected field type')
  },
  none: () => [],
  ...(of.isUnchecked === true && rules.min === undefined && rules.max === undefined
    ? UNCHECKED
    : {}),
  check(value, path, problems) {
    const { show } = rules
    const shown = show === undefined ? value : value.map(show)
    checkSize(value.length, rules, shown, path, problems)
    if (of.isUnchecked === true) return
    for (const [at, element] of value.entries()) {
      of.check(element, `${path}.${at + 1}.member`, problems)
    }
  },
})

/** Rules of a map: those of its keys and of the number of elements of its values. */
export interface MapRules extends SizeRules {
  readonly keys?: StringRules
  readonly values?: SizeRules
  readonly inside?: boolean
}

const constraintTexts = (rules: StringRules & SizeRules): string => {
  const texts: string[] = []
  const max = rules.lengthMax ?? rules.max
  const min = rules.lengthMin ?? rules.min
  if (max !== undefined) texts.push(`Member must have length less than or equal to ${max}`)
  if (min !== undefined) texts.push(`Member must have length greater than or equal to ${min}`)
  if (rules.patternText !== undefined) {
    texts.push(`Member must satisfy regular expression pattern: ${rules.patternText}`)
  }
  return `[${texts.join(', ')}]`
}

function checkMapRules(
  value: ReadonlyMap<string, unknown>,
  rules: MapRules,
  path: string,
  problems: string[],
) {
  checkSize(value.size, rules, value, path, problems)
  for (const [key, part] of value) {
    const found: string[] = []
    if (rules.keys !== undefined) string(rules.keys).check(key, '', found)
    if (rules.keys !== undefined && found.length > 0) {
      const constraint = `Map keys must satisfy constraint: ${constraintTexts(rules.keys)}`
      violate(value, path, constraint, problems)
    }
    if (rules.values === undefined || !Array.isArray(part)) continue
    const sized: string[] = []
    checkSize(part.length, rules.values, part, '', sized)
    if (sized.length > 0) {
      const constraint = `Map value must satisfy constraint: ${constraintTexts(rules.values)}`
      violate(value, path, constraint, problems)
    }
  }
}

/** `javaClass` names the values as AWS's messages do. */
export const map = <T>(
  of: Shape<T>,
  javaClass: string,
  rules: MapRules = {},
): Shape<ReadonlyMap<string, T>> => ({
  decode(value) {
    if (Array.isArray(value)) {
      const type = `java.util.Map<java.lang.String, ${javaClass}>`
      throw serializationError(`Unrecognized collection type ${type}`)
    }
    if (!isObject(value)) {
      throw serializationError(rules.inside === true ? PARAMETERIZED : 'Unexpected field type')
    }
    const given: Readonly<Record<string, unknown>> = value as Record<string, unknown>
    const decoded = new Map<string, T>()
    for (const key of Object.keys(value)) {
      const part = given[key]
      decoded.set(key, part === null ? of.none() : of.decode(part))
    }
    return decoded
  },
  none: () => new Map(),
  ...(of.isUnchecked === true && (Object.keys(rules).length === 0 || 'inside' in rules)
    ? UNCHECKED
    : {}),
  check(value, path, problems) {
    checkMapRules(value, rules, path, problems)
    if (of.isUnchecked === true) return
    for (const [key, part] of value) of.check(part, `${path}.${key}.member`, problems)
  },
})

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

/** `field`: it is a member of a structure rather than of a list or map; AWS words a wrong type differently. */
export const structure = <M extends Members>(
  members: M,
  javaName = '',
  place: 'value' | 'field' = 'value',
): Shape<Structure<M>> => {
  const entries = Object.entries(members).map(([name, member]) => ({
    name,
    member,
    lower: lowerFirst(name),
  }))
  const decode = (value: unknown): Structure<M> => {
    if (Array.isArray(value)) {
      const name = `com.amazonaws.dynamodb.v20120810.${javaName}`
      throw serializationError(`Unrecognized collection type class ${name}`)
    }
    if (!isObject(value)) {
      const words = place === 'field' ? 'Unexpected field type' : 'Unexpected value type in payload'
      throw serializationError(words)
    }
    // No member is called like anything that every object has.
    const given = value as Readonly<Record<string, unknown>>
    const decoded: Record<string, unknown> = {}
    for (const { name, member } of entries) {
      const part = given[name]
      if (part !== undefined && part !== null) decoded[name] = member.shape.decode(part)
    }
    // Members that are required but missing are refused by `check`, before anybody reads them.
    return decoded as Structure<M>
  }
  return {
    decode,
    none: () => decode({}),
    check(value, path, problems) {
      const given: Readonly<Record<string, unknown>> = value
      for (const { name, member, lower } of entries) {
        const part = given[name]
        if (part === undefined ? !member.required : member.shape.isUnchecked === true) continue
        const at = path === '' ? lower : `${path}.${lower}`
        if (part !== undefined) member.shape.check(part, at, problems)
        else violate(undefined, at, 'Member must not be null', problems)
      }
    },
  }
}
