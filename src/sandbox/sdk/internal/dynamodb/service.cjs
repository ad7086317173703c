'use strict'
/** DynamoDB as the generic client needs to know it. */
const { createCodec } = require('coldstart:sdk/internal/codec')
const {
  DynamoDBServiceException,
  exceptions,
} = require('coldstart:sdk/internal/dynamodb/exceptions')

/** Operations; those whose input or output is not `<operation>Input`/`<operation>Output` say so (`-`: nothing). */
const OPERATIONS = `
BatchExecuteStatement
BatchGetItem
BatchWriteItem
CancelBulkOperation
CreateBackup
CreateGlobalTable
CreateTable
DeleteBackup
DeleteItem
DeleteResourcePolicy
DeleteTable
DescribeBackup
DescribeBulkOperation
DescribeContinuousBackups
DescribeContributorInsights
DescribeEndpoints DescribeEndpointsRequest DescribeEndpointsResponse
DescribeExport
DescribeGlobalTable
DescribeGlobalTableSettings
DescribeImport
DescribeKinesisStreamingDestination
DescribeLimits
DescribeTable
DescribeTableReplicaAutoScaling
DescribeTimeToLive
DisableKinesisStreamingDestination KinesisStreamingDestinationInput KinesisStreamingDestinationOutput
EnableKinesisStreamingDestination KinesisStreamingDestinationInput KinesisStreamingDestinationOutput
ExecuteStatement
ExecuteTransaction
ExportTableToPointInTime
GetItem
GetResourcePolicy
ImportTable
ListBackups
ListBulkOperations
ListContributorInsights
ListExports
ListGlobalTables
ListImports
ListTables
ListTagsOfResource
PutItem
PutResourcePolicy
Query
RestoreTableFromBackup
RestoreTableToPointInTime
Scan
SearchVectors
StartBulkPutItems
TagResource TagResourceInput -
TransactGetItems
TransactWriteItems
UntagResource UntagResourceInput -
UpdateContinuousBackups
UpdateContributorInsights
UpdateGlobalTable
UpdateGlobalTableSettings
UpdateItem
UpdateKinesisStreamingDestination
UpdateTable
UpdateTableReplicaAutoScaling
UpdateTimeToLive
`

exports.service = {
  id: 'DynamoDB',
  apiVersion: '2012-08-10',
  prefix: 'dynamodb',
  target: 'DynamoDB_20120810',
  clientName: 'DynamoDBClient',
  // DynamoDB's own: a first delay of 25 ms and four attempts, where other services have 50 ms and three.
  defaults: { maxAttempts: 3, baseDelay: 25 },
  codec: createCodec(
    () => require('coldstart:sdk/internal/dynamodb/dataPlane').shapes,
    () => require('coldstart:sdk/internal/dynamodb/controlPlane').shapes,
  ),
  exceptions,
  BaseException: DynamoDBServiceException,
}

exports.operations = OPERATIONS.trim()
  .split('\n')
  .map((line) => {
    const [operation, inputShape = `${operation}Input`, outputShape = `${operation}Output`] =
      line.split(' ')
    return { service: exports.service, operation, inputShape, outputShape }
  })
