'use strict'
/** `@aws-sdk/client-dynamodb-streams`: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/dynamodb-streams/ */
const { createClient, createEnum } = require('coldstart:sdk/internal/createClient')
const { operations, service } = require('coldstart:sdk/internal/streams/service')

module.exports = createClient(service, operations, {
  aggregated: 'DynamoDBStreams',
  enums: {
    KeyType: createEnum('HASH RANGE'),
    OperationType: createEnum('INSERT MODIFY REMOVE'),
    ShardFilterType: createEnum('CHILD_SHARDS'),
    ShardIteratorType: createEnum('AFTER_SEQUENCE_NUMBER AT_SEQUENCE_NUMBER LATEST TRIM_HORIZON'),
    StreamStatus: createEnum('DISABLED DISABLING ENABLED ENABLING'),
    StreamViewType: createEnum('KEYS_ONLY NEW_AND_OLD_IMAGES NEW_IMAGE OLD_IMAGE'),
  },
})
