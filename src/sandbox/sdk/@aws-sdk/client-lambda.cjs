'use strict'
/** `@aws-sdk/client-lambda`: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/lambda/ */
const { createClient, createEnum } = require('coldstart:sdk/internal/createClient')
const { operations, service } = require('coldstart:sdk/internal/lambda/service')

module.exports = createClient(service, operations, {
  aggregated: 'Lambda',
  enums: {
    Architecture: createEnum('arm64 x86_64'),
    FunctionVersion: createEnum('ALL'),
    InvocationType: createEnum('DryRun Event RequestResponse'),
    LogType: createEnum('None Tail'),
    ResponseStreamingInvocationType: createEnum('DryRun RequestResponse'),
    ThrottleReason: createEnum(
      'CallerRateLimitExceeded ConcurrentInvocationLimitExceeded ConcurrentSnapshotCreateLimitExceeded FunctionInvocationRateLimitExceeded ReservedFunctionConcurrentInvocationLimitExceeded ReservedFunctionInvocationRateLimitExceeded',
    ),
  },
  paginated: {
    ListAliases: ['Marker', 'NextMarker', 'MaxItems'],
    ListEventSourceMappings: ['Marker', 'NextMarker', 'MaxItems'],
    ListFunctions: ['Marker', 'NextMarker', 'MaxItems'],
    ListVersionsByFunction: ['Marker', 'NextMarker', 'MaxItems'],
  },
})
