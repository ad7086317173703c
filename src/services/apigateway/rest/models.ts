import { format, type OutputUnit, type Schema, Validator } from '@cfworker/json-schema'
import { RE2JS } from 're2js'

/** A model, ready to check bodies: null where a body fits, else what is wrong with it in the service's words. */
export type Model = (body: unknown) => string | null

/** Schemas inside schemas. */
const DEPTH_MAX = 64
/** Two loops in the pattern of a property's name could take for ever. */
const LOOPS = /[*+{]/g

/** The name under which a pattern stands as a format: patterns are matched by RE2's algorithm, in linear time. */
const PATTERN = 'pattern '

const registerPattern = (pattern: string): string => {
  const name = `${PATTERN}${pattern}`
  if (!Object.hasOwn(format, name)) {
    const compiled = RE2JS.compile(pattern)
    format[name] = (text) => compiled.matcher(text).find()
  }
  return name
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whose values are schemas by name, so that a name is no keyword. */
const BY_NAME = new Set(['properties', 'patternProperties', 'definitions', 'dependencies'])

/** A schema with its patterns turned into formats. Throws where a pattern is not valid or not bounded. */
function boundPatterns(schema: unknown, depth = 0): unknown {
  if (depth > DEPTH_MAX) throw new Error('a schema nested too deeply')
  if (Array.isArray(schema)) return schema.map((each) => boundPatterns(each, depth + 1))
  if (!isObject(schema)) return schema
  const bounded: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'enum' || key === 'default' || key === 'pattern') {
      if (key !== 'pattern') bounded[key] = value
    } else if (BY_NAME.has(key) && isObject(value)) {
      bounded[key] = Object.fromEntries(
        Object.entries(value).map(([name, each]) => {
          const loops = key === 'patternProperties' ? (name.match(LOOPS)?.length ?? 0) : 0
          if (loops > 1) throw new Error(`a property's pattern with more than one loop: ${name}`)
          return [name, boundPatterns(each, depth + 1)]
        }),
      )
    } else bounded[key] = boundPatterns(value, depth + 1)
  }
  const { pattern } = schema
  if (typeof pattern !== 'string') return bounded
  const all = Array.isArray(bounded['allOf']) ? (bounded['allOf'] as readonly unknown[]) : []
  return { ...bounded, allOf: [...all, { format: registerPattern(pattern) }] }
}

/** API Gateway names other models by URL, OpenAPI by a place in the document: the last part is the model's name. */
const MODEL_REF =
  /^(?:https:\/\/apigateway\.amazonaws\.com\/restapis\/[^/]+\/models|#\/components\/schemas)\/(.+)$/

function resolveModels(schema: unknown, find: (name: string) => unknown, depth = 0): unknown {
  if (depth > DEPTH_MAX) throw new Error('models that name each other without end')
  if (Array.isArray(schema)) return schema.map((each) => resolveModels(each, find, depth + 1))
  if (!isObject(schema)) return schema
  const { $ref } = schema
  const name = typeof $ref === 'string' ? MODEL_REF.exec($ref)?.[1] : undefined
  if (name !== undefined) return resolveModels(find(name), find, depth + 1)
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, resolveModels(value, find, depth + 1)]),
  )
}

const typeOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

/** The instance and the schema at an error's place. */
const follow = (root: unknown, pointer: string): unknown => {
  let value = root
  for (const part of pointer.split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(value)) value = value[Number(name)]
    else value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  }
  return value
}

const list = (names: readonly string[]): string =>
  names.map((name) => JSON.stringify(name)).join(',')

/** What is wrong at one place, in the words of the validator that API Gateway runs (json-schema-validator for Java). */
function describe(error: OutputUnit, schema: unknown, body: unknown): string | null {
  const value = follow(body, error.instanceLocation)
  const rule = follow(schema, error.keywordLocation)
  const parent = follow(schema, error.keywordLocation.replace(/\/[^/]*$/, ''))
  switch (error.keyword) {
    case 'required': {
      const required = Array.isArray(rule) ? rule.map(String) : []
      const missing = required.filter((name) => !isObject(value) || !Object.hasOwn(value, name))
      return `object has missing required properties ([${list(missing.toSorted())}])`
    }
    case 'type': {
      const allowed = (Array.isArray(rule) ? rule : [rule]).map(String)
      return `instance type (${typeOf(value)}) does not match any allowed primitive type (allowed: [${list(allowed)}])`
    }
    case 'enum':
      return `instance value (${JSON.stringify(value)}) not found in enum (possible values: ${JSON.stringify(rule)})`
    case 'minimum':
      return `numeric instance is lower than the required minimum (minimum: ${String(rule)}, found: ${String(value)})`
    case 'maximum':
      return `numeric instance is greater than the required maximum (maximum: ${String(rule)}, found: ${String(value)})`
    case 'minLength':
      return `string "${String(value)}" is too short (length: ${String(value).length}, required minimum: ${String(rule)})`
    case 'maxLength':
      return `string "${String(value)}" is too long (length: ${String(value).length}, maximum allowed: ${String(rule)})`
    case 'additionalProperties': {
      const known = isObject(parent) && isObject(parent['properties']) ? parent['properties'] : {}
      const names = isObject(value) ? Object.keys(value) : []
      const unwanted = names.filter((name) => !Object.hasOwn(known, name)).toSorted()
      return `object instance has properties which are not allowed by the schema: [${list(unwanted)}]`
    }
    case 'format': {
      const name = String(rule)
      return name.startsWith(PATTERN)
        ? `ECMA 262 regex "${name.slice(PATTERN.length)}" does not match input string "${String(value)}"`
        : `string "${String(value)}" is invalid against requested format ${name}`
    }
    // Only say that something inside is wrong, which has a line of its own.
    case 'properties':
    case 'items':
    case 'allOf':
    case 'false':
    case '$ref':
      return null
    default:
      return error.error
  }
}

/** Items that are compared pair by pair, at most: `uniqueItems` of a longer array is not looked at. */
const UNIQUE_ITEMS_MAX = 2_000

const withoutUnique = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(withoutUnique)
  if (!isObject(schema)) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => key !== 'uniqueItems' || typeof value !== 'boolean')
      .map(([key, value]) => [key, withoutUnique(value)]),
  )
}

const hasLongArray = (body: unknown): boolean => {
  if (Array.isArray(body)) return body.length > UNIQUE_ITEMS_MAX || body.some(hasLongArray)
  return isObject(body) && Object.values(body).some(hasLongArray)
}

/** Compiles a model's schema (JSON Schema draft 4); null where it is not valid, as AWS would not have taken it. */
export function createModel(
  schema: unknown,
  find: (name: string) => unknown = () => undefined,
): Model | null {
  try {
    const bounded = boundPatterns(resolveModels(schema, find))
    const validator = new Validator(bounded as Schema, '4', false)
    const ofLong = new Validator(withoutUnique(bounded) as Schema, '4', false)
    return (body) => {
      const { valid, errors } = (hasLongArray(body) ? ofLong : validator).validate(body)
      if (valid) return null
      const told = errors.flatMap((error) => describe(error, bounded, body) ?? [])
      return `[${[...new Set(told)].join(', ')}]`
    }
  } catch {
    return null
  }
}
