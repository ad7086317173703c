import { loadQuickJs } from '../quickjs/loadNode.ts'
import { after, type Instant, seconds, START } from '#kernel/time.ts'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import type { HandlerIsolate, HandlerStep } from '../runtime.ts'
import { createEngineWire } from './testing/engineWire.ts'
import { type Exchange, runReal, type Wire } from './testing/pair.ts'

/** A handler that calls much of the SDK and answers what it saw; errors are answers like any other. */
const HANDLER = `
const { DynamoDB, DynamoDBClient, GetItemCommand, ConditionalCheckFailedException, paginateScan } = require('@aws-sdk/client-dynamodb')
const { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand, DeleteCommand, BatchWriteCommand, TransactWriteCommand, paginateQuery } = require('@aws-sdk/lib-dynamodb')
const { marshall, unmarshall } = require('@aws-sdk/util-dynamodb')
const config = typeof testConfig === 'undefined' ? {} : testConfig

exports.handler = async () => {
  const client = new DynamoDBClient(config)
  const document = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
  const answers = []
  const note = async (work) => answers.push(await work.catch((error) => ({
    name: error.name,
    message: error.message,
    fault: error.$fault,
    isConditional: error instanceof ConditionalCheckFailedException,
    ...error,
  })))
  const TableName = 'Items'
  const Item = { id: 'a', n: 1, text: 'é𝄞', bytes: new Uint8Array([0, 255]), list: [1, null, { deep: true }], gone: undefined, big: 12345678901234567890n }
  await note(document.send(new PutCommand({ TableName, Item, ReturnConsumedCapacity: 'TOTAL' })))
  await note(document.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(id)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })))
  await note(document.send(new GetCommand({ TableName, Key: { id: 'a', n: 1 } })))
  await note(client.send(new GetItemCommand({ TableName, Key: marshall({ id: 'a', n: 1 }) })))
  await note(document.send(new UpdateCommand({ TableName, Key: { id: 'a', n: 1 }, UpdateExpression: 'ADD hits :one', ExpressionAttributeValues: { ':one': 1 }, ReturnValues: 'ALL_NEW' })))
  await note(document.send(new BatchWriteCommand({ RequestItems: { Items: [2, 3, 4, 5].map((n) => ({ PutRequest: { Item: { id: 'a', n } } })) } })))
  await note(document.send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item: { id: 'z', n: 1 } } }, { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(id)' } }] })))
  for await (const page of paginateQuery({ client: document, pageSize: 2 }, { TableName, KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': 'a' } })) answers.push(page)
  for await (const page of paginateScan({ client }, { TableName })) answers.push(page.Items.map((it) => unmarshall(it)))
  await note(document.send(new DeleteCommand({ TableName, Key: { id: 'a', n: 1 }, ReturnValues: 'ALL_OLD' })))
  await note(document.send(new GetCommand({ TableName: 'Nothing', Key: { id: 'a' } })))
  const steps = []
  client.middlewareStack.add((next, context) => async (args) => {
    steps.push([context.commandName, args.request.headers['x-amz-target']])
    return next(args)
  }, { step: 'finalizeRequest' })
  await note(document.send(new GetCommand({ TableName, Key: { id: 'a', n: 2 } })))
  await note(new DynamoDB(config).listTables({}))
  return JSON.stringify({ answers, steps }, (_, value) => (typeof value === 'bigint' ? String(value) : value))
}
`

/** Throttles every third call, once, so that retries wait on virtual time. */
const throttling = (wire: Wire): Wire => {
  const throttled = new Set<string>()
  return (operation, body, attempt) => {
    if (attempt % 3 !== 0 || throttled.has(body)) return wire(operation, body, attempt)
    throttled.add(body)
    return {
      status: 400,
      body: '{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slow"}',
    }
  }
}

/** Chance differs between the two: so do jittered delays and tokens. */
const comparable = (text: string): string =>
  text
    .replaceAll(/"totalRetryDelay":\d+/g, '"totalRetryDelay":0')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<uuid>')

const createIsolate = (): HandlerIsolate =>
  loadQuickJs().createIsolate(
    {
      files: { 'index.js': HANDLER },
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      environment: {
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
      },
      seed: [1, 2, 3, 4],
    },
    { memoryMiB: 1769, cpuShare: 1, logBytesMax: 1_000_000, timersMax: 1_000, nanosPerTick: 10 },
  )

/** Drives an invocation to its end: answers calls from `wire`, lets time pass where the handler waits. */
const invoke = async (
  wire: Wire,
): Promise<{ payload: string; exchanges: Exchange[]; endedAt: Instant }> => {
  const isolate = createIsolate()
  const exchanges: Exchange[] = []
  const deadline = after(START, seconds(900))
  let at = START
  const slice = () => ({ at, deadline })
  expect(await isolate.init(slice())).toMatchObject({ type: 'returned' })
  let step: HandlerStep = await isolate.invoke(slice(), '{}', {
    awsRequestId: 'request',
    functionName: 'f',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn',
    memoryLimitInMB: '1769',
    logGroupName: 'g',
    logStreamName: 's',
    deadline,
    traceHeader: 'Root=1',
  })
  while (step.type === 'waiting') {
    at = after(at, step.cpu)
    const [call] = step.calls
    if (call) {
      const header = (name: string) => call.headers.find(([key]) => key === name)?.[1]
      const operation = header('x-amz-target')?.replace('DynamoDB_20120810.', '') ?? ''
      const body = String(call.body)
      exchanges.push({ operation, body, attempt: header('amz-sdk-request') })
      expect(header('amz-sdk-request')).toContain(`attempt=${call.attempt};`)
      const reply = wire(operation, body, exchanges.length)
      if ('code' in reply) throw new Error('this wire always answers')
      const headers = Object.entries(reply.headers ?? {})
      step = await isolate.resume(slice(), call.id, {
        type: 'response',
        status: reply.status,
        headers,
        body: reply.body,
      })
    } else {
      if (step.wakeIn === null) throw new Error('waits for nothing')
      at = after(at, step.wakeIn)
      step = await isolate.wake(slice())
    }
  }
  isolate.dispose()
  expect(step).toMatchObject({ type: 'returned' })
  const payload = step.type === 'returned' ? (JSON.parse(step.payload) as string) : ''
  return { payload, exchanges, endedAt: at }
}

test("a handler in QuickJS sees and sends what it would with AWS's own SDK", async () => {
  const real = await runReal(throttling(createEngineWire()), async ({ config }) => {
    const module = { exports: { handler: async (): Promise<string> => '' } }
    // oxlint-disable-next-line typescript/no-implied-eval -- the same text that the isolate runs
    const evaluate = new Function('exports', 'require', 'testConfig', HANDLER)
    evaluate(module.exports, createRequire(import.meta.url), config)
    return module.exports.handler()
  })
  const { payload, exchanges, endedAt } = await invoke(throttling(createEngineWire()))
  const { value } = real.outcome as { value: string }
  expect(JSON.parse(comparable(payload))).toEqual(JSON.parse(comparable(value)))
  expect(comparable(payload)).toBe(comparable(value))
  expect(exchanges.map((it) => ({ ...it, body: comparable(it.body) }))).toStrictEqual(
    real.exchanges,
  )
  expect(exchanges.length).toBeGreaterThan(15)
  expect(endedAt).toBeGreaterThan(seconds(1))
})
