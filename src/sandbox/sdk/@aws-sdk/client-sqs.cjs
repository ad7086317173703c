'use strict'
/** `@aws-sdk/client-sqs`: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/sqs/ */
const { createClient, createEnum } = require('coldstart:sdk/internal/createClient')
const { operations, service } = require('coldstart:sdk/internal/sqs/service')

const enums = {
  MessageSystemAttributeName: createEnum(
    'AWSTraceHeader All ApproximateFirstReceiveTimestamp ApproximateReceiveCount DeadLetterQueueSourceArn MessageDeduplicationId MessageGroupId SenderId SentTimestamp SequenceNumber',
  ),
  MessageSystemAttributeNameForSends: createEnum('AWSTraceHeader'),
  QueueAttributeName: createEnum(
    'All ApproximateNumberOfMessages ApproximateNumberOfMessagesDelayed ApproximateNumberOfMessagesNotVisible ContentBasedDeduplication CreatedTimestamp DeduplicationScope DelaySeconds FifoQueue FifoThroughputLimit KmsDataKeyReusePeriodSeconds KmsMasterKeyId LastModifiedTimestamp MaximumMessageSize MessageRetentionPeriod Policy QueueArn ReceiveMessageWaitTimeSeconds RedriveAllowPolicy RedrivePolicy SqsManagedSseEnabled VisibilityTimeout',
  ),
}
module.exports = createClient(service, operations, {
  aggregated: 'SQS',
  enums,
  paginated: {
    ListDeadLetterSourceQueues: ['NextToken', 'NextToken', 'MaxResults'],
    ListQueues: ['NextToken', 'NextToken', 'MaxResults'],
  },
})
