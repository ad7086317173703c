import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import { readColumns } from '#kernel/recorder.ts'
import { after, seconds } from '#kernel/time.ts'
import type { Scenario, ScenarioNode } from '#scenario/schema.ts'
import { parseScenario } from '#scenario/parse.ts'
import type { SentRequest } from '#services/client/definition.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'
import type { Simulation } from './simulation.ts'

// What stands before a function, with real handlers in the sandbox: URLs, streams, versions behind an alias.

/** A client without load of its own that is wired to function `Fn`, which may call `others`. */
function scenarioOf(
  fn: Omit<ScenarioNode, 'id' | 'type'>,
  others: readonly ScenarioNode[] = [],
): Scenario {
  const parsed = parseScenario({
    coldstart: 1,
    name: 'front',
    seed: 1,
    region: 'us-east-1',
    nodes: [
      {
        id: 'Users',
        type: 'Coldstart::Client',
        properties: { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } },
      },
      { id: 'Fn', type: 'AWS::Lambda::Function', ...fn },
      ...others,
    ],
    edges: [
      { id: 'e1', source: 'Users', target: 'Fn' },
      ...others.map(({ id }) => ({ id: `to-${id}`, source: 'Fn', target: id })),
    ],
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.scenario
}

let sent = 0

/** Sends `GET path` by hand and runs until it is answered. */
function get(simulation: Simulation, path: string): Extract<SentRequest, { type: 'answered' }> {
  const id = `front-${sent++}`
  const request = { method: 'GET', path, headers: [], body: '' }
  simulation.command('Users', { type: 'send', id, ...request })
  for (;;) {
    const answer = simulation.query('Users', { type: 'sent', id }) as SentRequest
    if (answer.type === 'answered') return answer
    if (answer.type === 'failed') throw new Error(JSON.stringify(answer))
    expect(simulation.step()).toBe('ran')
  }
}

// https://docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html
test('a streaming handler behind a function URL: status and headers of its prelude, then the body', () => {
  const code = `
export const handler = awslambda.streamifyResponse(async (event, stream, context) => {
  const metadata = { statusCode: 201, headers: { 'content-type': 'text/plain', 'x-path': event.rawPath } }
  const body = awslambda.HttpResponseStream.from(stream, metadata)
  body.write('first ')
  await new Promise((resolve) => setTimeout(resolve, 500))
  body.write('second')
  body.end()
  await body.finished?.()
})`
  const simulation = createSimulation({
    scenario: scenarioOf({
      properties: { FunctionUrlConfig: { InvokeMode: 'RESPONSE_STREAM' } },
      code: { 'index.mjs': code },
    }),
    handlers: loadQuickJs(),
  })
  const answer = get(simulation, '/stream')
  expect([answer.status, answer.body]).toEqual([201, 'first second'])
  expect(answer.headers).toContainEqual(['x-path', '/stream'])
  expect(answer.headers).toContainEqual(['transfer-encoding', 'chunked'])
  expect(answer.latencyMs - (answer.timeToFirstByteMs ?? 0)).toBeGreaterThanOrEqual(500)
  expect(answer.timeToFirstByteMs).toBeGreaterThan(100)
  simulation.dispose()
})

test('an alias behind a function URL: both versions answer, each with its own code, and the node tells how often', () => {
  const version = (name: string): string =>
    `export const handler = async (event, context) => ({ body: '${name}', statusCode: 200, headers: { arn: context.invokedFunctionArn } })`
  const simulation = createSimulation({
    scenario: scenarioOf({
      properties: {
        FunctionUrlConfig: { Qualifier: 'live' },
        Versions: [
          { Version: '1', Code: { 'index.mjs': version('one') } },
          { Version: '2', Code: { 'index.mjs': version('two') } },
        ],
        Aliases: [
          {
            Name: 'live',
            FunctionVersion: '1',
            RoutingConfig: {
              AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: 0.5 }],
            },
          },
        ],
      },
      code: { 'index.mjs': version('latest') },
    }),
    handlers: loadQuickJs(),
  })
  const bodies = Array.from({ length: 12 }, () => {
    const answer = get(simulation, '/')
    expect(answer.headers).toContainEqual([
      'arn',
      'arn:aws:lambda:us-east-1:123456789012:function:Fn:live',
    ])
    return answer.body
  })
  expect([...new Set(bodies)].sort()).toEqual(['one', 'two'])
  const state = simulation.inspect('Fn') as {
    readonly qualifiers: readonly { readonly version: string; readonly invocations: number }[]
  }
  const invocations = (wanted: string): number | undefined =>
    state.qualifiers.find(({ version: each }) => each === wanted)?.invocations
  expect(invocations('1')).toBe(bodies.filter((body) => body === 'one').length)
  expect(invocations('2')).toBe(bodies.filter((body) => body === 'two').length)
  simulation.runUntil(after(simulation.now, seconds(1)))
  expect(simulation.openTraces).toBe(0)
  simulation.dispose()
})

// https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/lambda/
test("a handler invokes a function through the SDK's client: synchronously, as a stream, by its alias, and hears its errors", () => {
  const caller = `
import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda'
const client = new LambdaClient({})
const decode = (bytes) => new TextDecoder().decode(bytes)
const invoke = async (input) => {
  const answer = await client.send(new InvokeCommand({ FunctionName: 'Other', ...input }))
  return [answer.StatusCode, answer.ExecutedVersion ?? null, answer.FunctionError ?? null, answer.Payload ? decode(answer.Payload) : '']
}
export const handler = async () => {
  const streamed = await client.send(new InvokeWithResponseStreamCommand({ FunctionName: 'Other', Payload: '"stream"' }))
  const chunks = []
  for await (const event of streamed.EventStream) {
    if (event.PayloadChunk) chunks.push(decode(event.PayloadChunk.Payload))
    if (event.InvokeComplete) chunks.push('done')
  }
  const tail = await client.send(new InvokeCommand({ FunctionName: 'Other:live', LogType: 'Tail', Payload: '1' }))
  const missing = await client.send(new InvokeCommand({ FunctionName: 'Other', Qualifier: 'nope' })).catch((error) => error.name + ': ' + error.message)
  return {
    sync: await invoke({ Payload: '{"a":1}' }),
    error: await invoke({ Payload: '"throw"' }),
    event: await invoke({ InvocationType: 'Event', Payload: '1' }),
    chunks,
    tail: [tail.ExecutedVersion, atob(tail.LogResult).includes('START RequestId')],
    missing,
  }
}`
  const other = `
export const handler = async (event) => {
  if (event === 'throw') throw new Error('no')
  return { got: event }
}`
  const simulation = createSimulation({
    scenario: scenarioOf(
      { properties: { FunctionUrlConfig: {}, Timeout: 30 }, code: { 'index.mjs': caller } },
      [
        {
          id: 'Other',
          type: 'AWS::Lambda::Function',
          properties: {
            Versions: [{ Version: '1' }],
            Aliases: [{ Name: 'live', FunctionVersion: '1' }],
          },
          code: { 'index.mjs': other },
        },
      ],
    ),
    handlers: loadQuickJs(),
  })

  const answer = JSON.parse(get(simulation, '/').body) as Record<string, unknown>
  expect(answer).toMatchObject({
    sync: [200, '$LATEST', null, '{"got":{"a":1}}'],
    error: [200, '$LATEST', 'Unhandled', expect.stringContaining('"errorMessage":"no"')],
    event: [202, null, null, ''],
    chunks: ['{"got":"stream"}', 'done'],
    tail: ['1', true],
    missing:
      'ResourceNotFoundException: Function not found: arn:aws:lambda:us-east-1:123456789012:function:Other:nope',
  })
  simulation.dispose()
})

// https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html
test('a handler deploys another function by the SDK: its alias moves to what it published', () => {
  const code = `
import * as sdk from '@aws-sdk/client-lambda'
const client = new sdk.LambdaClient({})
const send = (name, more) => client.send(new sdk[name + 'Command']({ FunctionName: 'Target', ...more }))
const ask = async () => JSON.parse((await send('Invoke', { Qualifier: 'live' })).Payload.transformToString())
export const handler = async () => {
  const { Version } = await send('PublishVersion')
  await send('CreateAlias', { Name: 'live', FunctionVersion: Version })
  const before = await ask()
  await send('UpdateFunctionConfiguration', { Environment: { Variables: { STAGE: 'new' } } })
  const second = await send('PublishVersion')
  const still = await ask()
  await send('UpdateAlias', { Name: 'live', FunctionVersion: second.Version })
  const refused = await send('CreateAlias', { Name: 'live', FunctionVersion: '1' }).catch((e) => e)
  return [before, still, await ask(), refused instanceof sdk.ResourceConflictException]
}`
  const simulation = createSimulation({
    scenario: scenarioOf(
      {
        properties: { FunctionUrlConfig: {}, Timeout: 30 },
        code: { 'index.mjs': code },
      },
      [
        {
          id: 'Target',
          type: 'AWS::Lambda::Function',
          code: { 'index.mjs': "export const handler = async () => process.env.STAGE ?? 'old'" },
        },
      ],
    ),
    handlers: loadQuickJs(),
  })
  expect(JSON.parse(get(simulation, '/').body)).toEqual(['old', 'old', 'new', true])
  simulation.dispose()
})

test('what the API has changed is told beside the document, until an edit says it', () => {
  const code = `
import { LambdaClient, UpdateFunctionConfigurationCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda'
const client = new LambdaClient({})
export const handler = async () => {
  await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'Target', MemorySize: 512, Timeout: 9 }))
}`
  const target = {
    id: 'Target',
    type: 'AWS::Lambda::Function' as const,
    properties: { MemorySize: 256 },
    code: { 'index.mjs': 'export const handler = async () => 1' },
  }
  const simulation = createSimulation({
    scenario: scenarioOf(
      { properties: { FunctionUrlConfig: {}, Timeout: 30 }, code: { 'index.mjs': code } },
      [target],
    ),
    handlers: loadQuickJs(),
  })
  expect(simulation.amended('Target')).toBeNull()
  get(simulation, '/')
  const amended = { properties: { MemorySize: 512, Timeout: 9 }, code: false }
  expect(simulation.amended('Target')).toEqual(amended)
  expect(simulation.amended('Target')).toBe(simulation.amended('Target'))
  expect(simulation.amended('Fn')).toBeNull()
  const marks = readColumns(simulation.takeTrace()).filter(({ type }) => type === 'mark')
  expect(marks).toContainEqual(
    expect.objectContaining({
      node: 'Target',
      mark: 'edit',
      detail: "changed by Lambda's API: MemorySize, Timeout",
    }),
  )
  const write = (properties: ScenarioNode['properties']) =>
    simulation.apply({ type: 'set-properties', node: 'Target', properties: { ...properties } })
  expect(write({ MemorySize: 512 })).toEqual([])
  expect(simulation.amended('Target')).toEqual({ properties: { Timeout: 9 }, code: false })
  write({ MemorySize: 512, Timeout: 9 })
  expect(simulation.amended('Target')).toBeNull()
  simulation.dispose()
})
