import type { RawItem } from '../attributeShape.ts'
import { validation } from '../refusal.ts'
import { checkCondition } from './checkCondition.ts'
import { checkProjection } from './checkProjection.ts'
import { checkUpdate } from './checkUpdate.ts'
import type { Condition } from './condition.ts'
import { createCursor, type Cursor, type ExpressionKind } from './cursor.ts'
import type { DocumentPath } from './documentPath.ts'
import { parseCondition } from './parseCondition.ts'
import { parseProjection } from './parseProjection.ts'
import { parseUpdate } from './parseUpdate.ts'
import { createPlaceholders, type Placeholders } from './placeholders.ts'
import type { Update } from './update.ts'

/** The parameters of a request that have to do with expressions. */
export type ExpressionInput = { readonly [K in ExpressionKind]?: string | undefined } & {
  readonly ExpressionAttributeNames?: ReadonlyMap<string, string> | undefined
  readonly ExpressionAttributeValues?: RawItem | undefined
}

/** The expressions of a request, checked; null where it has none of the kind. */
export interface Expressions {
  readonly update: Update | null
  readonly condition: Condition | null
  readonly keyCondition: Condition | null
  readonly filter: Condition | null
  readonly projection: readonly DocumentPath[] | null
}

/**
 * Refuses placeholders without expressions, and expressions beside the parameters that they replaced.
 * `kinds` and `legacy` are those that the action has, in the order in which AWS's messages list them.
 */
export function refuseParameters(
  input: ExpressionInput & { readonly [legacy: string]: unknown },
  kinds: readonly ExpressionKind[],
  legacy: readonly string[],
): void {
  const isPlain =
    input.ExpressionAttributeNames === undefined && input.ExpressionAttributeValues === undefined
  if (isPlain && !legacy.some((name) => input[name] !== undefined)) return
  const given = kinds.filter((kind) => input[kind] !== undefined)
  const others = legacy.filter((name) => input[name] !== undefined)
  if (given.length > 0 && others.length > 0) {
    throw validation(
      'Can not use both expression and non-expression parameters in the same request: ' +
        `Non-expression parameters: {${others.join(', ')}} ` +
        `Expression parameters: {${given.join(', ')}}`,
    )
  }
  if (input.ExpressionAttributeNames !== undefined && given.length === 0) {
    throw validation('ExpressionAttributeNames can only be specified when using expressions')
  }
  const withValues = kinds.filter((kind) => kind !== 'ProjectionExpression')
  const missing = withValues.every((kind) => input[kind] === undefined)
  if (withValues.length > 0 && input.ExpressionAttributeValues !== undefined && missing) {
    const verb = withValues.length > 1 ? 'are' : 'is'
    throw validation(
      'ExpressionAttributeValues can only be specified when using expressions: ' +
        `${withValues.join(' and ')} ${verb} null`,
    )
  }
}

/** A parsed expression, and the cursor that words what is wrong with it. */
interface Parsed<T> {
  readonly node: T
  readonly cursor: Cursor
}

/** Programs send few expressions over and over, with other values. */
const KNOWN_MAX = 512

/** Parses each text once: what it means depends on the request's placeholders, how it reads does not. */
function createParser<T>(parse: (cursor: Cursor) => T) {
  const known = new Map<string, Parsed<T>>()
  return (text: string, kind: ExpressionKind): Parsed<T> => {
    const name = kind + text
    const found = known.get(name)
    if (found !== undefined) return found
    const cursor = createCursor(text, kind)
    const parsed = { node: parse(cursor), cursor }
    if (known.size >= KNOWN_MAX) known.clear()
    known.set(name, parsed)
    return parsed
  }
}

const parseConditionOnce = createParser(parseCondition)
const parseUpdateOnce = createParser(parseUpdate)
const parseProjectionOnce = createParser(parseProjection)

const readCondition = (
  text: string | undefined,
  kind: ExpressionKind,
  placeholders: Placeholders,
): Condition | null => {
  if (text === undefined) return null
  const { node, cursor } = parseConditionOnce(text, kind)
  return checkCondition(node, placeholders, cursor)
}

const NOTHING: Expressions = {
  update: null,
  condition: null,
  keyCondition: null,
  filter: null,
  projection: null,
}

const hasNone = (input: ExpressionInput): boolean =>
  input.ExpressionAttributeNames === undefined &&
  input.ExpressionAttributeValues === undefined &&
  input.UpdateExpression === undefined &&
  input.ConditionExpression === undefined &&
  input.KeyConditionExpression === undefined &&
  input.FilterExpression === undefined &&
  input.ProjectionExpression === undefined

/** Parses and checks a request's expressions in AWS's order, then refuses unused placeholders. */
export function readExpressions(input: ExpressionInput): Expressions {
  if (hasNone(input)) return NOTHING
  const placeholders = createPlaceholders(
    input.ExpressionAttributeNames,
    input.ExpressionAttributeValues,
  )
  let update: Update | null = null
  if (input.UpdateExpression !== undefined) {
    const { node, cursor } = parseUpdateOnce(input.UpdateExpression, 'UpdateExpression')
    update = checkUpdate(node, placeholders, cursor)
  }
  const condition = readCondition(input.ConditionExpression, 'ConditionExpression', placeholders)
  const keyCondition = readCondition(
    input.KeyConditionExpression,
    'KeyConditionExpression',
    placeholders,
  )
  const filter = readCondition(input.FilterExpression, 'FilterExpression', placeholders)
  let projection: readonly DocumentPath[] | null = null
  if (input.ProjectionExpression !== undefined) {
    const { node, cursor } = parseProjectionOnce(input.ProjectionExpression, 'ProjectionExpression')
    projection = checkProjection(node, placeholders, cursor)
  }
  placeholders.refuseUnused()
  return { update, condition, keyCondition, filter, projection }
}
