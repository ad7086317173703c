'use strict'
/** SQS as the generic client needs to know it. */
const { createCodec } = require('coldstart:sdk/internal/codec')
const { createExceptions, createOperations } = require('coldstart:sdk/internal/createClient')

const { Base, exceptions } = createExceptions(
  'SQSServiceException',
  'com.amazonaws.sqs',
  `
BatchEntryIdsNotDistinct message
BatchRequestTooLong message
EmptyBatchRequest message
InvalidAddress message
InvalidAttributeName message
InvalidAttributeValue message
InvalidBatchEntryId message
InvalidIdFormat
InvalidMessageContents message
InvalidSecurity message
KmsAccessDenied message
KmsDisabled message
KmsInvalidKeyUsage message
KmsInvalidState message
KmsNotFound message
KmsOptInRequired message
KmsThrottled message
MessageNotInflight
OverLimit message
PurgeQueueInProgress message
QueueDeletedRecently message
QueueDoesNotExist message
QueueNameExists message
ReceiptHandleIsInvalid message
RequestThrottled message
ResourceNotFoundException message
TooManyEntriesInBatchRequest message
UnsupportedOperation message
`,
)

exports.service = {
  id: 'SQS',
  apiVersion: '2012-11-05',
  prefix: 'sqs',
  target: 'AmazonSQS',
  clientName: 'SQSClient',
  defaults: { maxAttempts: 3, baseDelay: 50 },
  codec: createCodec(() => require('coldstart:sdk/internal/sqs/shapes').shapes),
  exceptions,
  BaseException: Base,
  // What its clients said before they spoke JSON. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
  isQueryCompatible: true,
}

exports.operations = createOperations(
  exports.service,
  `
AddPermission AddPermissionRequest -
CancelMessageMoveTask CancelMessageMoveTaskRequest CancelMessageMoveTaskResult
ChangeMessageVisibility ChangeMessageVisibilityRequest -
ChangeMessageVisibilityBatch ChangeMessageVisibilityBatchRequest ChangeMessageVisibilityBatchResult
CreateQueue CreateQueueRequest CreateQueueResult
DeleteMessage DeleteMessageRequest -
DeleteMessageBatch DeleteMessageBatchRequest DeleteMessageBatchResult
DeleteQueue DeleteQueueRequest -
GetQueueAttributes GetQueueAttributesRequest GetQueueAttributesResult
GetQueueUrl GetQueueUrlRequest GetQueueUrlResult
ListDeadLetterSourceQueues ListDeadLetterSourceQueuesRequest ListDeadLetterSourceQueuesResult
ListMessageMoveTasks ListMessageMoveTasksRequest ListMessageMoveTasksResult
ListQueueTags ListQueueTagsRequest ListQueueTagsResult
ListQueues ListQueuesRequest ListQueuesResult
PurgeQueue PurgeQueueRequest -
ReceiveMessage ReceiveMessageRequest ReceiveMessageResult
RemovePermission RemovePermissionRequest -
SendMessage SendMessageRequest SendMessageResult
SendMessageBatch SendMessageBatchRequest SendMessageBatchResult
SetQueueAttributes SetQueueAttributesRequest -
StartMessageMoveTask StartMessageMoveTaskRequest StartMessageMoveTaskResult
TagQueue TagQueueRequest -
UntagQueue UntagQueueRequest -
`,
)
