import type { JsonValue } from '../service.ts'

const SERVICE = 'com.amazonaws.dynamodb.v20120810#'
const CORAL = 'com.amazon.coral.service#'

/** A JSON object on its way out. */
export type WireObject = { readonly [key: string]: JsonValue }

/**
 * What DynamoDB refuses: thrown anywhere inside the engine, caught in one place, `engine.handle`, and turned into
 * the reply. It never leaves the engine.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  /** The `__type` without its prefix: `ValidationException`. */
  readonly code: string
  readonly status: number
  /** The reply's JSON. */
  readonly body: WireObject

  constructor(prefix: string, code: string, body: WireObject, status = 400) {
    super(code)
    this.code = code
    this.status = status
    this.body = { __type: `${prefix}${code}`, ...body }
  }
}

/** `ValidationException` */
export const validation = (message: string): Refusal =>
  new Refusal('com.amazon.coral.validate#', 'ValidationException', { message })

/** `ValidationException` whose message begins as most of them do. */
export const invalidParameter = (message: string): Refusal =>
  validation(`One or more parameter values were invalid: ${message}`)

/** An attribute nests deeper than 32 levels. */
export const nestedTooDeep = (): Refusal =>
  validation(
    'Nesting Levels have exceeded supported limits: ' +
      'Attributes in the item have nested levels beyond supported limit',
  )

/** One of DynamoDB's own exceptions, such as `ResourceNotFoundException`. */
export const serviceError = (code: string, message: string, more: WireObject = {}): Refusal =>
  new Refusal(SERVICE, code, { message, ...more })

/** A body that is no JSON, or JSON of the wrong types. */
export const serializationError = (message: string | null): Refusal =>
  new Refusal(CORAL, 'SerializationException', message === null ? {} : { Message: message })

/** No such API action. */
export const unknownOperation = (): Refusal => new Refusal(CORAL, 'UnknownOperationException', {})

/** The request bears no signature. (sic) `message` in lower case, unlike its neighbours. */
export const missingToken = (): Refusal =>
  new Refusal(CORAL, 'MissingAuthenticationTokenException', {
    message: 'Request is missing Authentication Token',
  })

/** IAM's refusal; here: no edge, no permission. */
export const accessDenied = (
  principal: string,
  action: string,
  resource: string,
  because = `because no identity-based policy allows the dynamodb:${action} action`,
): Refusal =>
  new Refusal(CORAL, 'AccessDeniedException', {
    Message: `User: ${principal} is not authorized to perform: dynamodb:${action} on resource: ${resource} ${because}`,
  })

/** Another transaction has the item. */
export const transactionConflict = (): Refusal =>
  serviceError('TransactionConflictException', 'Transaction is ongoing for the item')

/** The condition of a write did not hold. `item` is sent where ALL_OLD was asked for. */
export const conditionFailed = (item: WireObject | null): Refusal =>
  serviceError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    item === null ? {} : { Item: item },
  )
