'use strict'
/**
 * DynamoDB's modelled errors: name, then members beside the message; `!` marks the server's fault, `*` what may be retried.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const { ServiceException } = require('@smithy/smithy-client')

const MODELLED = `
BackupInUseException message
BackupNotFoundException message
ConditionalCheckFailedException message Item:{A
ContinuousBackupsUnavailableException message
DuplicateItemException message
ExportConflictException message
ExportNotFoundException message
GlobalTableAlreadyExistsException message
GlobalTableNotFoundException message
IdempotentParameterMismatchException Message
ImportConflictException message
ImportNotFoundException message
IndexNotFoundException message
InternalServerError! message
InvalidEndpointException Message
InvalidExportTimeException message
InvalidRestoreTimeException message
ItemCollectionSizeLimitExceededException message
LimitExceededException message
PointInTimeRecoveryUnavailableException message
PolicyNotFoundException message
ProvisionedThroughputExceededException message ThrottlingReasons:[ThrottlingReason
ReplicaAlreadyExistsException message
ReplicaNotFoundException message
ReplicatedWriteConflictException* message
RequestLimitExceeded message ThrottlingReasons:[ThrottlingReason
ResourceInUseException message
ResourceNotFoundException message
TableAlreadyExistsException message
TableInUseException message
TableNotFoundException message
ThrottlingException message throttlingReasons:[ThrottlingReason
TransactionCanceledException Message CancellationReasons:[CancellationReason
TransactionConflictException message
TransactionInProgressException Message
`

class DynamoDBServiceException extends ServiceException {
  static shapeId = 'smithy.ts.sdk.synthetic.com.amazonaws.dynamodb#DynamoDBServiceException'
  constructor(options) {
    const { model } = new.target
    super(model ? { name: model.name, ...options } : options)
    if (!model) return
    this.name = model.name
    this.$fault = model.fault
    if (model.isRetryable) this.$retryable = {}
    for (const field of model.fields) this[field] = options[field]
  }
}

const createException = (model) => {
  const Exception = class extends DynamoDBServiceException {}
  Object.defineProperty(Exception, 'name', { value: model.name })
  Exception.shapeId = `com.amazonaws.dynamodb#${model.name}`
  Exception.model = model
  return Exception
}

/** Error code → its class, whose fault it is, and the members that its reply may carry. */
const exceptions = Object.create(null)
for (const line of MODELLED.trim().split('\n')) {
  const [head, ...members] = line.split(' ')
  const name = head.replace(/[!*]/g, '')
  const fault = head.includes('!') ? 'server' : 'client'
  const typed = members.map((member) => [member.split(':')[0], member.split(':')[1] ?? ''])
  const fields = typed.map(([field]) => field).filter((field) => field !== 'message')
  exceptions[name] = {
    Exception: createException({ name, fault, fields, isRetryable: head.includes('*') }),
    fault,
    members: typed,
  }
}

Object.assign(exports, { DynamoDBServiceException, exceptions })
