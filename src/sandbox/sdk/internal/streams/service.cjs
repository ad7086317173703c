'use strict'
/** DynamoDB Streams as the generic client needs to know it. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html */
const { createCodec } = require('coldstart:sdk/internal/codec')
const { createExceptions, createOperations } = require('coldstart:sdk/internal/createClient')

const SHAPES = `
DescribeStreamInput = StreamArn Limit ExclusiveStartShardId ShardFilter:ShardFilter;
ShardFilter = Type ShardId;
DescribeStreamOutput = StreamDescription:StreamDescription;
StreamDescription = StreamArn StreamLabel StreamStatus StreamViewType CreationRequestDateTime:t TableName KeySchema:[KeySchemaElement Shards:[Shard LastEvaluatedShardId;
KeySchemaElement = AttributeName KeyType;
Shard = ShardId SequenceNumberRange:SequenceNumberRange ParentShardId;
SequenceNumberRange = StartingSequenceNumber EndingSequenceNumber;
GetRecordsInput = ShardIterator Limit;
GetRecordsOutput = Records:[Record NextShardIterator;
Record = eventID eventName eventVersion eventSource awsRegion dynamodb:StreamRecord userIdentity:Identity;
StreamRecord = ApproximateCreationDateTime:t Keys:{A NewImage:{A OldImage:{A SequenceNumber SizeBytes StreamViewType;
Identity = PrincipalId Type;
GetShardIteratorInput = StreamArn ShardId ShardIteratorType SequenceNumber;
GetShardIteratorOutput = ShardIterator;
ListStreamsInput = TableName Limit ExclusiveStartStreamArn;
ListStreamsOutput = Streams:[Stream LastEvaluatedStreamArn;
Stream = StreamArn TableName StreamLabel;
`
const { Base, exceptions } = createExceptions(
  'DynamoDBStreamsServiceException',
  'com.amazonaws.dynamodbstreams',
  `
ExpiredIteratorException message
InternalServerError! message
LimitExceededException message
ResourceNotFoundException message
TrimmedDataAccessException message
`,
)

exports.service = {
  id: 'DynamoDB Streams',
  apiVersion: '2012-08-10',
  prefix: 'streams.dynamodb',
  signingName: 'dynamodb',
  target: 'DynamoDBStreams_20120810',
  clientName: 'DynamoDBStreamsClient',
  defaults: { maxAttempts: 3, baseDelay: 50 },
  codec: createCodec(() => SHAPES),
  exceptions,
  BaseException: Base,
}

exports.operations = createOperations(
  exports.service,
  `
DescribeStream DescribeStreamInput DescribeStreamOutput
GetRecords GetRecordsInput GetRecordsOutput
GetShardIterator GetShardIteratorInput GetShardIteratorOutput
ListStreams ListStreamsInput ListStreamsOutput
`,
)
