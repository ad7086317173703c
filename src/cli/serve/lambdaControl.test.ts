import * as sdk from '@aws-sdk/client-lambda'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { Served } from './server.ts'
import { EMPTY_ACCOUNT, sendRaw, serveForTest } from './testing/served.ts'

// AWS's own client changes the functions of a scenario over real HTTP, and what runs then is what it said.

const answering = (text: string) => ({
  'index.mjs': `export const handler = async () => [${text}, process.env.NAME ?? null]`,
})
const ACCOUNT = 'arn:aws:lambda:us-east-1:123456789012'
const FunctionName = 'items'
const SCENARIO: Scenario = {
  ...EMPTY_ACCOUNT,
  nodes: [
    {
      id: 'Fn',
      type: 'AWS::Lambda::Function',
      code: answering('1'),
      model: { OverheadMs: 0, PlacementMs: 0 },
      properties: { FunctionName },
    },
    { id: 'Queue', type: 'AWS::SQS::Queue' },
  ],
  edges: [{ id: 'e', source: 'Queue', target: 'Fn' }],
}

let served: Served
let client: sdk.LambdaClient
beforeAll(async () => {
  served = await serveForTest({ scenario: SCENARIO, handlers: loadQuickJs() })
  client = new sdk.LambdaClient({
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

const invoke = async (Qualifier?: string): Promise<unknown> => {
  const reply = await client.send(new sdk.InvokeCommand({ FunctionName, Qualifier }))
  return JSON.parse(reply.Payload?.transformToString() ?? '')
}
const zipOf = (text: string): Uint8Array =>
  zipSync({ 'index.mjs': new TextEncoder().encode(answering(text)['index.mjs']) })

test('a deploy as CI makes it: code, wait, version, alias, traffic', async () => {
  expect(await invoke()).toEqual([1, null])
  const first = await client.send(new sdk.PublishVersionCommand({ FunctionName, Description: 'a' }))
  expect(first).toMatchObject({ Version: '1', FunctionArn: `${ACCOUNT}:function:items:1` })
  const again = await client.send(new sdk.PublishVersionCommand({ FunctionName }))
  expect(again.Version, 'nothing has changed since').toBe('1')
  const alias = { FunctionName, Name: 'live', FunctionVersion: '1' }
  expect(await client.send(new sdk.CreateAliasCommand(alias))).toMatchObject({
    AliasArn: `${ACCOUNT}:function:items:live`,
    FunctionVersion: '1',
    $metadata: { httpStatusCode: 201 },
  })

  const ZipFile = zipOf('2')
  await client.send(new sdk.UpdateFunctionCodeCommand({ FunctionName, ZipFile, DryRun: true }))
  expect(await invoke(), 'a dry run changes nothing').toEqual([1, null])
  await client.send(new sdk.UpdateFunctionCodeCommand({ FunctionName, ZipFile }))
  await sdk.waitUntilFunctionUpdatedV2({ client, maxWaitTime: 10 }, { FunctionName })
  expect(await invoke()).toEqual([2, null])
  expect(await invoke('live'), 'a published version never changes').toEqual([1, null])

  const second = await client.send(new sdk.PublishVersionCommand({ FunctionName }))
  expect(second.Version).toBe('2')
  const RoutingConfig = { AdditionalVersionWeights: { 2: 1 } }
  const routed = await client.send(new sdk.UpdateAliasCommand({ ...alias, RoutingConfig }))
  expect(routed.RoutingConfig).toEqual(RoutingConfig)
  expect(await invoke('live'), 'a canary of 100 %').toEqual([2, null])
  const moved = { FunctionName, Name: 'live', FunctionVersion: '2' }
  const back = await client.send(
    new sdk.UpdateAliasCommand({ ...moved, RoutingConfig: { AdditionalVersionWeights: {} } }),
  )
  expect([back.FunctionVersion, back.RoutingConfig]).toEqual(['2', undefined])
})

test('UpdateFunctionConfiguration sets what it names and no more', async () => {
  const said = { MemorySize: 512, Timeout: 7, Environment: { Variables: { NAME: 'x' } } }
  const reply = await client.send(
    new sdk.UpdateFunctionConfigurationCommand({ FunctionName, ...said }),
  )
  expect(reply).toMatchObject({ ...said, Handler: 'index.handler', LastUpdateStatus: 'Successful' })
  expect(await invoke()).toEqual([2, 'x'])
  const refused = (more: object) =>
    client.send(new sdk.UpdateFunctionConfigurationCommand({ FunctionName, ...more }))
  await expect(refused({ MemorySize: 64 })).rejects.toMatchObject({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value '64' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
  })
  await expect(refused({ Environment: { Variables: { AWS_REGION: 'x' } } })).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringContaining('Reserved keys used in this request: AWS_REGION'),
  })
  await expect(refused({ Runtime: 'nodejs4.3' })).rejects.toMatchObject({
    message: expect.stringContaining("Value nodejs4.3 at 'runtime' failed to satisfy constraint"),
  })
  await expect(refused({ Role: 'arn:aws:iam::1:role/x' })).rejects.toMatchObject({
    message: 'Role is not simulated',
  })
  expect(await invoke(), 'what is refused changes nothing').toEqual([2, 'x'])
})

test('aliases and versions are refused as AWS refuses them', async () => {
  const alias = (more: object) =>
    client.send(
      new sdk.CreateAliasCommand({ FunctionName, Name: 'a', FunctionVersion: '1', ...more }),
    )
  await expect(alias({ Name: 'live' })).rejects.toMatchObject({
    name: 'ResourceConflictException',
    message: `Alias already exists: ${ACCOUNT}:function:items:live`,
  })
  await expect(alias({ FunctionVersion: '9' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Function not found: ${ACCOUNT}:function:items:9`,
  })
  await expect(alias({ Name: '12' })).rejects.toMatchObject({ name: 'ValidationException' })
  const RoutingConfig = { AdditionalVersionWeights: { 1: 0.5 } }
  await expect(alias({ RoutingConfig })).rejects.toMatchObject({
    message:
      'Invalid function version 1. Function version 1 is already included in routing configuration.',
  })
  const gone = new sdk.UpdateAliasCommand({ FunctionName, Name: 'none' })
  await expect(client.send(gone)).rejects.toMatchObject({
    message: `Alias not found: ${ACCOUNT}:function:items:none`,
  })
  const inUse = new sdk.DeleteFunctionCommand({ FunctionName, Qualifier: '2' })
  await expect(client.send(inUse)).rejects.toMatchObject({
    name: 'ResourceConflictException',
    message: 'Unable to delete version because the following aliases reference it: [live]',
  })
  await client.send(new sdk.DeleteFunctionCommand({ FunctionName, Qualifier: '1' }))
  const { Versions } = await client.send(new sdk.ListVersionsByFunctionCommand({ FunctionName }))
  expect(Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '2'])
})

test('reserved and provisioned concurrency are put, hold and go', async () => {
  const Qualifier = 'live'
  const put = (ProvisionedConcurrentExecutions: number, name = Qualifier) =>
    client.send(
      new sdk.PutProvisionedConcurrencyConfigCommand({
        FunctionName,
        Qualifier: name,
        ProvisionedConcurrentExecutions,
      }),
    )
  expect(await put(2)).toMatchObject({
    RequestedProvisionedConcurrentExecutions: 2,
    Status: 'IN_PROGRESS',
    $metadata: { httpStatusCode: 202 },
  })
  await expect(put(1, '$LATEST')).rejects.toMatchObject({
    message: 'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
  })
  const reserve = (ReservedConcurrentExecutions: number) =>
    client.send(
      new sdk.PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }),
    )
  await expect(reserve(1)).rejects.toMatchObject({
    message:
      "ReservedConcurrentExecutions 1 should not be lower than function's total provisioned concurrency [2].",
  })
  await client.send(new sdk.DeleteProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier }))
  const asked = new sdk.GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier })
  await expect(client.send(asked)).rejects.toMatchObject({
    name: 'ProvisionedConcurrencyConfigNotFoundException',
  })
  await expect(reserve(950)).rejects.toMatchObject({
    message:
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
  })
  await reserve(0)
  await expect(invoke()).rejects.toMatchObject({
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
  })
  await client.send(new sdk.DeleteFunctionConcurrencyCommand({ FunctionName }))
  expect(await invoke()).toEqual([2, 'x'])
})

test('asynchronous settings: Put forgets what it leaves out, Update keeps it', async () => {
  const update = (more: object) =>
    client.send(new sdk.UpdateFunctionEventInvokeConfigCommand({ FunctionName, ...more }))
  await expect(update({ MaximumRetryAttempts: 1 })).rejects.toMatchObject({
    message: `The function ${ACCOUNT}:function:items:$LATEST doesn't have an EventInvokeConfig`,
  })
  const put = (more: object) =>
    client.send(new sdk.PutFunctionEventInvokeConfigCommand({ FunctionName, ...more }))
  await expect(put({})).rejects.toMatchObject({
    message: 'You must specify at least one of error handling or destination setting.',
  })
  await put({ MaximumRetryAttempts: 0 })
  expect(await update({ MaximumEventAgeInSeconds: 60 })).toMatchObject({
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 60,
  })
  expect(await put({ MaximumRetryAttempts: 1 })).toMatchObject({ MaximumEventAgeInSeconds: 21_600 })
  const list = new sdk.ListFunctionEventInvokeConfigsCommand({ FunctionName })
  expect((await client.send(list)).FunctionEventInvokeConfigs).toHaveLength(1)
  await client.send(new sdk.DeleteFunctionEventInvokeConfigCommand({ FunctionName }))
  expect((await client.send(list)).FunctionEventInvokeConfigs).toEqual([])
})

test('a function URL that the API makes answers by its name', async () => {
  const made = await client.send(
    new sdk.CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE' }),
  )
  const host = new URL(made.FunctionUrl ?? '').host
  const ask = async () => {
    const { status, body } = await sendRaw(served, { method: 'GET', headers: { host } })
    return [status, body.toString()]
  }
  expect(await ask()).toEqual([200, '[2,"x"]'])
  expect(made.$metadata.httpStatusCode).toBe(201)
  const twice = new sdk.CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE' })
  await expect(client.send(twice)).rejects.toMatchObject({ name: 'ResourceConflictException' })
  const changed = await client.send(
    new sdk.UpdateFunctionUrlConfigCommand({ FunctionName, InvokeMode: 'RESPONSE_STREAM' }),
  )
  expect([changed.AuthType, changed.InvokeMode]).toEqual(['NONE', 'RESPONSE_STREAM'])
  const list = new sdk.ListFunctionUrlConfigsCommand({ FunctionName })
  expect((await client.send(list)).FunctionUrlConfigs).toHaveLength(1)
  await client.send(new sdk.DeleteFunctionUrlConfigCommand({ FunctionName }))
  expect((await client.send(list)).FunctionUrlConfigs).toEqual([])
  expect((await ask())[0], 'the name is gone with it').not.toBe(200)
})

test('tags, recursion and a mapping are changed', async () => {
  const Resource = `${ACCOUNT}:function:items`
  await client.send(new sdk.TagResourceCommand({ Resource, Tags: { team: 'a', stage: 'b' } }))
  await client.send(new sdk.UntagResourceCommand({ Resource, TagKeys: ['stage'] }))
  expect((await client.send(new sdk.ListTagsCommand({ Resource }))).Tags).toEqual({ team: 'a' })

  const RecursiveLoop = 'Allow'
  await client.send(new sdk.PutFunctionRecursionConfigCommand({ FunctionName, RecursiveLoop }))
  const recursion = new sdk.GetFunctionRecursionConfigCommand({ FunctionName })
  expect(await client.send(recursion)).toMatchObject({ RecursiveLoop })

  const list = new sdk.ListEventSourceMappingsCommand({ FunctionName })
  const [mapping] = (await client.send(list)).EventSourceMappings ?? []
  const changed = await client.send(
    new sdk.UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, Enabled: false, BatchSize: 3 }),
  )
  expect(changed).toMatchObject({ BatchSize: 3, State: 'Disabled' })
  const gone = new sdk.UpdateEventSourceMappingCommand({ UUID: 'none', BatchSize: 3 })
  await expect(client.send(gone)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})
