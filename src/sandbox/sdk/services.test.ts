import * as buffer from 'node:buffer'
import { createHash } from 'node:crypto'
import * as url from 'node:url'
import * as realStreams from '@aws-sdk/client-dynamodb-streams'
import * as realLambda from '@aws-sdk/client-lambda'
import * as realSqs from '@aws-sdk/client-sqs'
import { describe, expect, test } from 'vitest'
import { message } from './testing/eventStream.ts'
import { loadSdk } from './testing/loadSdk.ts'

// The clients of SQS, Lambda and DynamoDB Streams, each held to AWS's own: the same request, the same outcome.

interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}
interface Sent {
  readonly host: string
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const sources = import.meta.glob<string>('./**/*.cjs', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }
const textOf = (body: unknown): string =>
  body instanceof Uint8Array ? Buffer.from(body).toString() : typeof body === 'string' ? body : ''

/** Headers that both send; those that name the release, the time, the call or a signature aside. */
const SHOWN =
  /^(?:content-type|content-length|x-amz-target|x-amzn-query-mode|x-amz-(?:invocation|log|client|tenant).*|amz-sdk-request)$/
const shown = (headers: Iterable<readonly [string, string]>): Record<string, string> =>
  Object.fromEntries(
    Array.from(headers)
      .filter(([name]) => SHOWN.test(name.toLowerCase()))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

type AnyClient = { send(command: unknown): Promise<unknown> }
type Package = Record<string, new (input: object) => unknown>

async function outcomeOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return plain(await work)
  } catch (error) {
    if (!(error instanceof Error)) return error
    const members = Object.fromEntries(Object.entries(error).sort(([a], [b]) => (a < b ? -1 : 1)))
    return { class: error.constructor.name, message: error.message, members }
  }
}
/** Values with their own class, bytes as lists, streams drained. */
async function plain(value: unknown): Promise<unknown> {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (value instanceof Uint8Array) {
    const told =
      'transformToString' in value
        ? (value as { transformToString(): string }).transformToString()
        : null
    return { bytes: Array.from(value), told }
  }
  if (Symbol.asyncIterator in value) {
    const items: unknown[] = []
    for await (const item of value as AsyncIterable<unknown>) items.push(await plain(item))
    return items
  }
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, item]) => [key, await plain(item)] as const),
  )
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries)
}

async function askReal(of: object, client: string, command: string, input: object, reply: Reply) {
  const sent: Sent[] = []
  const requestHandler = {
    handle: async (request: Record<string, unknown>) => {
      const query = Object.entries(request['query'] as Record<string, string>)
      sent.push({
        host: String(request['hostname']),
        method: String(request['method']),
        path: String(request['path']),
        query: query
          .map(([name, value]) => `${name}=${value}`)
          .sort()
          .join('&'),
        headers: shown(Object.entries(request['headers'] as Record<string, string>)),
        body: textOf(request['body']),
      })
      const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body
      return {
        response: {
          statusCode: reply.status,
          headers: { ...reply.headers },
          body: isStream(command) ? streamOf(body) : body,
        },
      }
    },
    destroy: () => {},
  }
  const { [client]: Client, [command]: Command } = of as Package
  if (Client === undefined || Command === undefined) throw new Error(`no ${client}, ${command}`)
  const made = new Client({
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
    requestHandler,
  }) as AnyClient
  return { outcome: await outcomeOf(made.send(new Command(input))), sent }
}
const isStream = (command: string): boolean => command === 'InvokeWithResponseStreamCommand'
const streamOf = async function* (bytes: Uint8Array) {
  yield bytes
}

async function askOurs(of: string, client: string, command: string, input: object, reply: Reply) {
  const sent: Sent[] = []
  const require = loadSdk(
    sources,
    {
      call: async ({ method, path, query, headers, body, service }) => {
        sent.push({
          host: `${service}.eu-west-1.amazonaws.com`,
          method,
          path,
          query: decodeURIComponent(query),
          headers: shown(headers),
          body: textOf(body),
        })
        return {
          type: 'response',
          status: reply.status,
          headers: Object.entries(reply.headers ?? {}),
          body: reply.body,
        }
      },
      now: () => 1_767_225_600_000,
      sleep: async () => {},
      random: () => 0.5,
      uuid: () => '00000000-0000-4000-8000-000000000000',
    },
    { 'node:buffer': buffer, 'node:url': url },
  )
  const { [client]: Client, [command]: Command } = require(of) as Package
  if (Client === undefined || Command === undefined) throw new Error(`no ${client}, ${command}`)
  const made = new Client({ region: 'eu-west-1', credentials, maxAttempts: 1 }) as AnyClient
  return { outcome: await outcomeOf(made.send(new Command(input))), sent }
}

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

describe.each([
  ['@aws-sdk/client-sqs', 'SQSClient', realSqs, sqs],
  ['@aws-sdk/client-lambda', 'LambdaClient', realLambda, lambda],
  ['@aws-sdk/client-dynamodb-streams', 'DynamoDBStreamsClient', realStreams, streams],
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
  const ours = namesOf(require('@aws-sdk/client-lambda'))
  expect(ours.filter((name) => !(name in realLambda))).toEqual([])
})
