import {
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionEventInvokeConfigCommand,
  GetFunctionUrlConfigCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ListProvisionedConcurrencyConfigsCommand,
  ResourceNotFoundException,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFakeRuntime } from '#sandbox/fake.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { Served } from './server.ts'
import { EMPTY_ACCOUNT, sendRaw, serveForTest } from './testing/served.ts'

// AWS's own client calls the functions of a scenario over real HTTP.

const code = { 'index.mjs': 'export const handler = async () => 1' }
const ACCOUNT = 'arn:aws:lambda:us-east-1:123456789012'
const SCENARIO: Scenario = {
  ...EMPTY_ACCOUNT,
  nodes: [
    {
      id: 'Fn',
      type: 'AWS::Lambda::Function',
      code,
      model: { OverheadMs: 0, PlacementMs: 0 },
      properties: {
        FunctionName: 'items',
        FunctionUrlConfig: { AuthType: 'AWS_IAM' },
        EventInvokeConfig: { MaximumRetryAttempts: 1 },
        Versions: [{ Version: '1', Code: code }],
        Aliases: [
          {
            Name: 'live',
            FunctionVersion: '1',
            ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 3 },
          },
        ],
      },
    },
    {
      id: 'Off',
      type: 'AWS::Lambda::Function',
      code,
      properties: { ReservedConcurrentExecutions: 0 },
    },
    { id: 'Queue', type: 'AWS::SQS::Queue' },
  ],
  edges: [{ id: 'e', source: 'Queue', target: 'Fn', properties: { BatchSize: 5 } }],
}

let served: Served
let client: LambdaClient
beforeAll(async () => {
  served = await serveForTest({
    scenario: SCENARIO,
    handlers: createFakeRuntime((cue) =>
      cue.kind === 'init'
        ? null
        : { type: 'returned', payload: JSON.stringify({ got: cue.event }), calls: [] },
    ),
  })
  client = new LambdaClient({
    endpoint: `http://127.0.0.1:${served.port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  })
})
afterAll(async () => {
  client.destroy()
  await served.close()
})

const FunctionName = 'items'

test('Invoke runs the function: its payload, version and log; Event is taken, DryRun permitted', async () => {
  const reply = await client.send(
    new InvokeCommand({ FunctionName, Payload: '{"a":"é"}', Qualifier: 'live', LogType: 'Tail' }),
  )
  expect([reply.StatusCode, reply.ExecutedVersion, reply.FunctionError]).toEqual([
    200,
    '1',
    undefined,
  ])
  expect(reply.Payload?.transformToString()).toBe('{"got":"{\\"a\\":\\"é\\"}"}')
  expect(Buffer.from(reply.LogResult ?? '', 'base64').toString()).toMatch(/^START RequestId: /)
  const status = async (InvocationType: 'Event' | 'DryRun') =>
    (await client.send(new InvokeCommand({ FunctionName, InvocationType }))).StatusCode
  expect([await status('Event'), await status('DryRun')]).toEqual([202, 204])
})

test('InvokeWithResponseStream answers in an event stream', async () => {
  const reply = await client.send(
    new InvokeWithResponseStreamCommand({ FunctionName, Payload: '1' }),
  )
  let text = ''
  for await (const { PayloadChunk } of reply.EventStream ?? []) {
    text += Buffer.from(PayloadChunk?.Payload ?? []).toString()
  }
  expect(text).toBe('{"got":"1"}')
})

test('a throttle and a function that there is not are exceptions of the client', async () => {
  const throttled = await client.send(new InvokeCommand({ FunctionName: 'Off' })).catch((e) => e)
  expect(throttled).toBeInstanceOf(TooManyRequestsException)
  expect(throttled).toMatchObject({
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    retryAfterSeconds: '1',
  })
  const missing = await client.send(new InvokeCommand({ FunctionName: 'none' })).catch((e) => e)
  expect(missing).toBeInstanceOf(ResourceNotFoundException)
  expect(missing).toMatchObject({
    message: `Function not found: ${ACCOUNT}:function:none`,
    $metadata: { httpStatusCode: 404 },
  })
})

test('what can be looked up is told by AWS’s names', async () => {
  const { Functions } = await client.send(new ListFunctionsCommand({}))
  expect(Functions?.map((each) => each.FunctionName)).toEqual(['Off', 'items'])
  expect(await client.send(new GetFunctionCommand({ FunctionName }))).toMatchObject({
    Configuration: { FunctionArn: `${ACCOUNT}:function:items`, Runtime: 'nodejs22.x' },
  })
  expect(
    await client.send(new GetFunctionConcurrencyCommand({ FunctionName: 'Off' })),
  ).toMatchObject({ ReservedConcurrentExecutions: 0 })
  expect(await client.send(new GetFunctionUrlConfigCommand({ FunctionName }))).toMatchObject({
    AuthType: 'AWS_IAM',
    InvokeMode: 'BUFFERED',
    FunctionUrl: expect.stringMatching(
      /^https:\/\/[a-z0-9]{32}\.lambda-url\.us-east-1\.on\.aws\/$/,
    ),
  })
  expect(
    await client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName })),
  ).toMatchObject({ FunctionArn: `${ACCOUNT}:function:items:$LATEST`, MaximumRetryAttempts: 1 })
  expect(await client.send(new GetAccountSettingsCommand({}))).toMatchObject({
    AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 1_000 },
    AccountUsage: { FunctionCount: 2 },
  })
})

test('provisioned concurrency tells what is requested, allocated and available, and its status', async () => {
  const wanted = {
    RequestedProvisionedConcurrentExecutions: 3,
    AllocatedProvisionedConcurrentExecutions: 3,
    AvailableProvisionedConcurrentExecutions: 3,
    Status: 'READY',
  }
  const asked = { FunctionName, Qualifier: 'live' }
  expect(await client.send(new GetProvisionedConcurrencyConfigCommand(asked))).toMatchObject(wanted)
  const list = await client.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName }))
  expect(list.ProvisionedConcurrencyConfigs).toMatchObject([
    { FunctionArn: `${ACCOUNT}:function:items:live`, ...wanted },
  ])
  const none = client.send(new GetProvisionedConcurrencyConfigCommand({ ...asked, Qualifier: '1' }))
  await expect(none).rejects.toMatchObject({
    name: 'ProvisionedConcurrencyConfigNotFoundException',
    message: 'No Provisioned Concurrency Config found for this function',
  })
})

test('event source mappings are listed by function, with what their wire says', async () => {
  const list = async (name: string) =>
    (await client.send(new ListEventSourceMappingsCommand({ FunctionName: name })))
      .EventSourceMappings
  expect(await list('items')).toMatchObject([
    {
      BatchSize: 5,
      EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:Queue',
      FunctionArn: `${ACCOUNT}:function:items`,
      State: 'Enabled',
    },
  ])
  expect(await list('Off')).toEqual([])
})

test('what is no operation here, no name, or longer than any payload is said', async () => {
  const asked = async (path: string, body = '') => {
    const { status, headers } = await sendRaw(served, { path, body })
    return [status, headers['x-amzn-errortype']]
  }
  expect(await asked('/2015-03-31/functions/items/nothing')).toEqual([
    404,
    'UnknownOperationException',
  ])
  expect(await asked('/2015-03-31/functions/a%20b/invocations')).toEqual([
    400,
    'ValidationException',
  ])
  const long = `"${'x'.repeat(6_291_455)}"`
  expect(await asked('/2015-03-31/functions/items/invocations', long)).toEqual([
    413,
    'RequestTooLargeException',
  ])
})
