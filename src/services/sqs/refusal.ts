/** A JSON object on its way in or out. */
export type Wire = { readonly [key: string]: unknown }

/**
 * What SQS refuses: thrown by an action before it has changed anything, caught in one place and turned into the reply.
 * It never leaves the room.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  /** The `__type` without its prefix: `QueueDoesNotExist`. */
  readonly code: string
  /** The code of the older protocol, which SDKs show: `AWS.SimpleQueueService.NonExistentQueue`. */
  readonly queryCode: string
  readonly status: number

  constructor(
    code: string,
    message: string,
    more: { readonly queryCode?: string; readonly status?: number } = {},
  ) {
    super(message)
    this.code = code
    this.queryCode = more.queryCode ?? code
    this.status = more.status ?? 400
  }
}

const old = (code: string): { readonly queryCode: string } => ({
  queryCode: `AWS.SimpleQueueService.${code}`,
})

/** No queue of that name in the account's Region. */
export const queueDoesNotExist = (): Refusal =>
  new Refusal('QueueDoesNotExist', 'The specified queue does not exist.', old('NonExistentQueue'))

/** A parameter with a value that is not allowed. */
export const invalidValue = (name: string, value: unknown, reason: string): Refusal =>
  new Refusal(
    'InvalidParameterValue',
    `Value ${String(value)} for parameter ${name} is invalid. Reason: ${reason}`,
  )

/** A value that is not allowed, in other words. */
export const invalidParameter = (message: string): Refusal =>
  new Refusal('InvalidParameterValue', message)

/** A parameter that must be there. */
export const missingParameter = (name: string): Refusal =>
  new Refusal('MissingParameter', `The request must contain the parameter ${name}.`)

/** An attribute of a queue or message that SQS does not know. */
export const unknownAttribute = (name: string): Refusal =>
  new Refusal('InvalidAttributeName', `Unknown Attribute ${name}.`)

/** A queue attribute's value. */
export const invalidAttributeValue = (name: string): Refusal =>
  new Refusal('InvalidAttributeValue', `Invalid value for the parameter ${name}.`)

/** Not one of ours. */
export const invalidReceiptHandle = (handle: string): Refusal =>
  new Refusal(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
    { status: 404 },
  )

/** A batch's own mistakes. */
export const batchRefusals = {
  empty: (entry: string): Refusal =>
    new Refusal(
      'EmptyBatchRequest',
      `There should be at least one ${entry} in the request.`,
      old('EmptyBatchRequest'),
    ),
  tooMany: (count: number): Refusal =>
    new Refusal(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${count}.`,
      old('TooManyEntriesInBatchRequest'),
    ),
  badId: (): Refusal =>
    new Refusal(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      old('InvalidBatchEntryId'),
    ),
  twice: (id: string): Refusal =>
    new Refusal('BatchEntryIdsNotDistinct', `Id ${id} repeated.`, old('BatchEntryIdsNotDistinct')),
  tooLong: (bytes: number, bytesMax: number): Refusal =>
    new Refusal(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${bytesMax} bytes. You have sent ${bytes} bytes.`,
      old('BatchRequestTooLong'),
    ),
}

/** A second purge within a minute. */
export const purgeInProgress = (queueName: string): Refusal =>
  new Refusal(
    'PurgeQueueInProgress',
    `Only one PurgeQueue operation on ${queueName} is allowed every 60 seconds.`,
    { ...old('PurgeQueueInProgress'), status: 403 },
  )

/** A visibility timeout of a message that is not in flight. */
export const messageNotInflight = (): Refusal =>
  new Refusal(
    'MessageNotInflight',
    'The message referred to is not in flight.',
    old('MessageNotInflight'),
  )

/** Too many messages in flight. */
export const overLimit = (): Refusal =>
  new Refusal(
    'OverLimit',
    'The specified action violates a limit: the number of in-flight messages of this queue has reached its maximum.',
    { status: 403 },
  )

/** More calls a second than a FIFO queue takes. */
export const requestThrottled = (): Refusal =>
  new Refusal('RequestThrottled', 'Rate exceeded', { status: 403 })

/** IAM's refusal; here: no edge, no permission. SQS writes its actions in lower case. */
export const accessDenied = (principal: string, action: string, resource: string): Refusal =>
  new Refusal(
    'AccessDeniedException',
    `User: ${principal} is not authorized to perform: sqs:${action.toLowerCase()} on resource: ${resource} ` +
      `because no identity-based policy allows the sqs:${action.toLowerCase()} action`,
    { queryCode: 'AccessDenied', status: 403 },
  )
