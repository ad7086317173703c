import * as buffer from 'node:buffer'
import { createHash } from 'node:crypto'
import * as url from 'node:url'
import * as realConnections from '@aws-sdk/client-apigatewaymanagementapi'
import * as realStreams from '@aws-sdk/client-dynamodb-streams'
import * as realLambda from '@aws-sdk/client-lambda'
import * as realSqs from '@aws-sdk/client-sqs'
import { describe, expect, test } from 'vitest'
import { message } from './testing/eventStream.ts'
import { askOurs, askReal, type Reply, sources } from './testing/askBoth.ts'
import { loadSdk } from './testing/loadSdk.ts'

// The clients of SQS, Lambda and DynamoDB Streams, each held to AWS's own: the same request, the same outcome.

const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs'
const json = (body: object, headers: Record<string, string> = {}): Reply => ({
  status: 200,
  headers: { 'x-amzn-requestid': 'r-1', ...headers },
  body: JSON.stringify(body),
})
const refusal = (status: number, headers: Record<string, string>, body: object): Reply => ({
  ...json(body, headers),
  status,
})

type Case = readonly [name: string, command: string, input: object, reply: Reply]

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
const sqs: readonly Case[] = [
  [
    'sends',
    'SendMessageCommand',
    {
      QueueUrl,
      MessageBody: 'é',
      DelaySeconds: 3,
      MessageAttributes: {
        a: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 255) },
        b: { DataType: 'String', StringValue: 'x' },
      },
      Nonsense: 1,
    },
    json({ MessageId: 'm', MD5OfMessageBody: createHash('md5').update('é').digest('hex') }),
  ],
  [
    'receives',
    'ReceiveMessageCommand',
    { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20, MessageAttributeNames: ['All'] },
    json({
      Messages: [
        {
          MessageId: 'm',
          ReceiptHandle: 'h',
          Body: 'x',
          MD5OfBody: '9dd4e461268c8034f5c8564e155c67a6',
          Attributes: { SentTimestamp: '1' },
          MessageAttributes: { a: { DataType: 'Binary', BinaryValue: 'Af8=' } },
        },
      ],
    }),
  ],
  ['receives nothing', 'ReceiveMessageCommand', { QueueUrl }, json({})],
  ['deletes', 'DeleteMessageCommand', { QueueUrl, ReceiptHandle: 'h' }, { status: 200, body: '' }],
  [
    'deletes many',
    'DeleteMessageBatchCommand',
    { QueueUrl, Entries: [{ Id: '1', ReceiptHandle: 'h' }] },
    json({
      Successful: [],
      Failed: [{ Id: '1', SenderFault: true, Code: 'ReceiptHandleIsInvalid', Message: 'no' }],
    }),
  ],
  [
    'a queue that is not there',
    'GetQueueUrlCommand',
    { QueueName: 'x' },
    refusal(
      400,
      { 'x-amzn-query-error': 'AWS.SimpleQueueService.NonExistentQueue;Sender' },
      {
        __type: 'com.amazonaws.sqs#QueueDoesNotExist',
        message: 'The specified queue does not exist.',
      },
    ),
  ],
  [
    'an error without a class',
    'SendMessageCommand',
    { QueueUrl, MessageBody: '' },
    refusal(
      400,
      { 'x-amzn-query-error': 'MissingParameter;Sender' },
      {
        __type: 'com.amazon.coral.service#MissingRequiredParameterException',
        message: 'The request must contain the parameter MessageBody.',
      },
    ),
  ],
]

// https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
const lambda: readonly Case[] = [
  [
    'invokes',
    'InvokeCommand',
    {
      FunctionName: 'my/fn',
      Payload: '{"a":"é"}',
      Qualifier: 'live',
      LogType: 'Tail',
      InvocationType: 'RequestResponse',
      ClientContext: 'e30=',
    },
    json({ ok: 'é' }, { 'x-amz-executed-version': '1', 'x-amz-log-result': 'aGk=' }),
  ],
  [
    'invokes with bytes, and is told of a function error',
    'InvokeCommand',
    { FunctionName: 'fn', Payload: new TextEncoder().encode('{}') },
    json({ errorMessage: 'x' }, { 'x-amz-function-error': 'Unhandled' }),
  ],
  [
    'invokes without a payload',
    'InvokeCommand',
    { FunctionName: 'fn', InvocationType: 'Event' },
    { status: 202, body: '' },
  ],
  [
    'throttled',
    'InvokeCommand',
    { FunctionName: 'fn' },
    refusal(
      429,
      { 'x-amzn-errortype': 'TooManyRequestsException' },
      {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        Type: 'User',
        message: 'Rate Exceeded.',
      },
    ),
  ],
  [
    'no such function',
    'InvokeCommand',
    { FunctionName: 'fn' },
    refusal(
      404,
      { 'x-amzn-errortype': 'ResourceNotFoundException' },
      { Type: 'User', Message: 'Function not found: x' },
    ),
  ],
  [
    'not allowed',
    'InvokeCommand',
    { FunctionName: 'fn' },
    refusal(
      403,
      { 'x-amzn-errortype': 'AccessDeniedException' },
      { Message: 'User: x is not authorized' },
    ),
  ],
  [
    'publishes',
    'PublishVersionCommand',
    { FunctionName: 'fn' },
    { ...json({ Version: '1' }), status: 201 },
  ],
  [
    'makes an alias',
    'CreateAliasCommand',
    {
      FunctionName: 'fn',
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } },
    },
    { ...json({ Name: 'live' }), status: 201 },
  ],
  [
    'deletes an alias',
    'DeleteAliasCommand',
    { FunctionName: 'fn', Name: 'live' },
    { status: 204, body: '' },
  ],
  [
    'deploys code',
    'UpdateFunctionCodeCommand',
    { FunctionName: 'fn', ZipFile: Uint8Array.of(80, 75, 255), Publish: true },
    json({ Version: '2' }),
  ],
  [
    'sets provisioned concurrency',
    'PutProvisionedConcurrencyConfigCommand',
    { FunctionName: 'fn', Qualifier: 'live', ProvisionedConcurrentExecutions: 2 },
    { ...json({ Status: 'IN_PROGRESS' }), status: 202 },
  ],
  [
    'takes reserved concurrency away',
    'DeleteFunctionConcurrencyCommand',
    { FunctionName: 'fn' },
    { status: 204, body: '' },
  ],
  [
    'is in the way of another change',
    'UpdateFunctionConfigurationCommand',
    { FunctionName: 'fn', MemorySize: 256 },
    refusal(
      409,
      { 'x-amzn-errortype': 'ResourceConflictException' },
      { Type: 'User', Message: 'The operation cannot be performed at this time.' },
    ),
  ],
  [
    'streams',
    'InvokeWithResponseStreamCommand',
    { FunctionName: 'fn', Payload: '{}' },
    {
      status: 200,
      headers: {
        'content-type': 'application/vnd.amazon.eventstream',
        'x-amz-executed-version': '1',
      },
      body: Buffer.concat([
        message('PayloadChunk', 'ab'),
        message('PayloadChunk', 'c'),
        message('InvokeComplete', '{"LogResult":"aGk="}'),
      ]),
    },
  ],
  [
    'lists',
    'ListAliasesCommand',
    { FunctionName: 'fn', MaxItems: 3, Marker: 'a/b' },
    json({ Aliases: [], NextMarker: 'x' }),
  ],
  [
    'gets',
    'GetAliasCommand',
    { FunctionName: 'fn', Name: 'live' },
    json({ Name: 'live', FunctionVersion: '1' }),
  ],
  ['a name is missing', 'InvokeCommand', { Qualifier: '1' }, json({})],
]

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
const streams: readonly Case[] = [
  [
    'reads records',
    'GetRecordsCommand',
    { ShardIterator: 'i', Limit: 2 },
    json({
      NextShardIterator: 'j',
      Records: [
        {
          eventID: '1',
          eventName: 'INSERT',
          dynamodb: {
            ApproximateCreationDateTime: 1.5e9,
            Keys: { id: { S: '1' } },
            NewImage: {
              id: { S: '1' },
              b: { B: 'AQI=' },
              l: { L: [{ M: { b: { BS: ['AQ=='] } } }] },
            },
            SizeBytes: 3,
          },
        },
      ],
    }),
  ],
  [
    'an iterator that is too old',
    'GetRecordsCommand',
    { ShardIterator: 'i' },
    refusal(
      400,
      {},
      {
        __type: 'com.amazonaws.dynamodb.v20120810#ExpiredIteratorException',
        message: 'Iterator expired.',
      },
    ),
  ],
]

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
const ConnectionId = 'L0SM9cOFvHcCIhw='
const connections: readonly Case[] = [
  [
    'posts text',
    'PostToConnectionCommand',
    { ConnectionId, Data: '{"message":"é"}' },
    { status: 200, headers: { 'x-amzn-requestid': 'r-1' }, body: '' },
  ],
  [
    'posts bytes',
    'PostToConnectionCommand',
    { ConnectionId, Data: Uint8Array.of(1, 2, 255) },
    { status: 200, body: '' },
  ],
  [
    'a connection that is gone: no body, the type in a header',
    'PostToConnectionCommand',
    { ConnectionId, Data: 'x' },
    {
      status: 410,
      headers: { 'x-amzn-requestid': 'r-1', 'x-amzn-errortype': 'GoneException' },
      body: '',
    },
  ],
  [
    'too large',
    'PostToConnectionCommand',
    { ConnectionId, Data: 'x' },
    refusal(
      413,
      { 'x-amzn-errortype': 'PayloadTooLargeException' },
      { message: 'Message too long', connectionId: ConnectionId, requestId: 'r' },
    ),
  ],
  [
    'not allowed',
    'DeleteConnectionCommand',
    { ConnectionId },
    refusal(403, { 'x-amzn-errortype': 'ForbiddenException' }, { message: 'Forbidden' }),
  ],
  ['deletes', 'DeleteConnectionCommand', { ConnectionId }, { status: 204, body: '' }],
  [
    'tells of a connection',
    'GetConnectionCommand',
    { ConnectionId },
    json({
      connectedAt: '2026-01-01T00:00:01.123Z',
      identity: { sourceIp: '203.0.113.1', userAgent: 'x' },
      lastActiveAt: '2026-01-01T00:00:02.000Z',
    }),
  ],
  ['no id', 'GetConnectionCommand', {}, json({})],
]

describe.each([
  ['@aws-sdk/client-sqs', 'SQSClient', realSqs, sqs],
  ['@aws-sdk/client-lambda', 'LambdaClient', realLambda, lambda],
  ['@aws-sdk/client-dynamodb-streams', 'DynamoDBStreamsClient', realStreams, streams],
  [
    '@aws-sdk/client-apigatewaymanagementapi',
    'ApiGatewayManagementApiClient',
    realConnections,
    connections,
  ],
] as const)('%s', (name, client, real, cases) => {
  test.each(cases)('%s', async (_title, command, input, reply) => {
    const theirs = await askReal(real, client, command, input, reply)
    const ours = await askOurs(name, client, command, input, reply)
    expect(ours).toEqual(theirs)
  })
})

test('the names that these packages export are AWS’s own', () => {
  const require = loadSdk(sources, {} as Parameters<typeof loadSdk>[1], {
    'node:buffer': buffer,
    'node:url': url,
  })
  const namesOf = (of: object): string[] =>
    Object.keys(of)
      .filter((name) => !/\$$|^(?:default|errorTypeRegistries)$/.test(name))
      .sort()
  expect(namesOf(require('@aws-sdk/client-sqs'))).toEqual(namesOf(realSqs))
  expect(namesOf(require('@aws-sdk/client-dynamodb-streams'))).toEqual(namesOf(realStreams))
  expect(namesOf(require('@aws-sdk/client-apigatewaymanagementapi'))).toEqual(
    namesOf(realConnections),
  )
  const ours = namesOf(require('@aws-sdk/client-lambda'))
  expect(ours.filter((name) => !(name in realLambda))).toEqual([])
})
