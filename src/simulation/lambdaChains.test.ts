import { after, minutes, seconds } from '#kernel/time.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import type { ApiReply } from '#contracts/api.ts'
import { createFakeRuntime, type ScriptCue, type ScriptedStep } from '#sandbox/fake.ts'
import { parseScenario } from '#scenario/parse.ts'
import type { ScenarioEdge, ScenarioNode } from '#scenario/schema.ts'
import { describe, expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'
import type { Simulation } from './simulation.ts'

// Functions that call functions, and the queues behind them, over real wires. Handlers are scripted: they call by the wire
// format that any SDK speaks.

const name = ({ bundle }: ScriptCue): string => bundle.environment['AWS_LAMBDA_FUNCTION_NAME'] ?? ''

const returns = (value: unknown): ScriptedStep => ({
  type: 'returned',
  payload: JSON.stringify(value),
  calls: [],
})

const fails: ScriptedStep = {
  type: 'failed',
  origin: 'handler',
  errorType: 'Error',
  errorMessage: 'no',
  stack: [],
  payload: '{"errorType":"Error","errorMessage":"no","trace":[]}',
}

/** A step that invokes `functionName` and waits for the answer. */
const invokes = (functionName: string, cue: ScriptCue, type = 'RequestResponse'): ScriptedStep => ({
  type: 'waiting',
  wakeIn: null,
  calls: [
    {
      id: 1,
      service: 'lambda',
      method: 'POST',
      path: `/2015-03-31/functions/${functionName}/invocations`,
      query: '',
      headers: [
        ['X-Amz-Invocation-Type', type],
        ['X-Amzn-Trace-Id', cue.context?.traceHeader ?? ''],
      ],
      body: '{"n":1}',
      attempt: 1,
    },
  ],
})

const fn = (id: string, properties: ScenarioNode['properties'] = {}): ScenarioNode => ({
  id,
  type: 'AWS::Lambda::Function',
  properties,
  code: { 'index.mjs': 'export const handler = () => 1' },
})

const queue = (id: string): ScenarioNode => ({ id, type: 'AWS::SQS::Queue' })

/** Users send one request to A's URL; `script` plays every handler. */
function run(
  nodes: readonly ScenarioNode[],
  edges: readonly ScenarioEdge[],
  script: (cue: ScriptCue) => ScriptedStep,
): Simulation {
  const parsed = parseScenario({
    coldstart: 1,
    name: 'chains',
    seed: 1,
    region: 'us-east-1',
    nodes: [
      {
        id: 'Users',
        type: 'Coldstart::Client',
        properties: { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } },
      },
      ...nodes,
    ],
    edges: [{ id: 'e0', source: 'Users', target: 'A' }, ...edges],
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const simulation = createSimulation({
    scenario: parsed.scenario,
    handlers: createFakeRuntime((cue) => (cue.kind === 'init' ? null : script(cue))),
  })
  const request = { method: 'GET', path: '/', headers: [], body: '' }
  simulation.command('Users', { type: 'send', id: 'one', ...request })
  simulation.runUntil(after(simulation.now, seconds(10)))
  return simulation
}

const sum = (simulation: Simulation, node: string, metric: string): number => {
  const total = simulation.totals(node).find((each) => each.name === metric)
  return total?.kind === 'counter' ? total.sum : 0
}

const answerOf = (simulation: Simulation): unknown => {
  const answer = simulation.query('Users', { type: 'sent', id: 'one' })
  return answer
}

const textOf = ({ event }: ScriptCue): { readonly status: number; readonly body: string } => {
  const reply = JSON.parse(event) as ApiReply
  if (reply.type !== 'response') return { status: 0, body: reply.message }
  const { body } = reply
  return { status: reply.status, body: typeof body === 'string' ? body : (utf8Decode(body) ?? '') }
}

const URL = { FunctionUrlConfig: {} }

describe('a function that invokes a function', () => {
  const script =
    (answer: ScriptedStep, type?: string) =>
    (cue: ScriptCue): ScriptedStep => {
      if (name(cue) === 'B') return answer
      if (cue.kind === 'invoke') return invokes('B', cue, type)
      return returns(textOf(cue))
    }

  test('hears its answer along the wire, and is denied without one', () => {
    const wire: ScenarioEdge = { id: 'e1', source: 'A', target: 'B' }
    const wired = run([fn('A', URL), fn('B')], [wire], script(returns({ from: 'B' })))
    expect(answerOf(wired)).toMatchObject({
      body: JSON.stringify({ status: 200, body: '{"from":"B"}' }),
    })
    const denied = run([fn('A', URL), fn('B')], [], script(returns(1)))
    const { body } = answerOf(denied) as { body: string }
    expect(JSON.parse(body)).toMatchObject({
      status: 403,
      body: expect.stringContaining(
        'is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:123456789012:function:B',
      ),
    })
    expect(sum(denied, 'B', 'Invocations')).toBe(0)
  })

  test('asynchronously: 202 at once; the records of what B made of it reach the queues that are wired', () => {
    const nodes = [fn('A', URL), fn('B'), queue('Good'), queue('Bad'), queue('Dead')]
    const edges: readonly ScenarioEdge[] = [
      { id: 'e1', source: 'A', target: 'B' },
      { id: 'e2', source: 'B', target: 'Good', port: 'onSuccess' },
      { id: 'e3', source: 'B', target: 'Bad', port: 'onFailure' },
      { id: 'e4', source: 'B', target: 'Dead', port: 'deadLetter' },
    ]
    const sentTo = (simulation: Simulation): readonly number[] =>
      ['Good', 'Bad', 'Dead'].map((id) => sum(simulation, id, 'NumberOfMessagesSent'))

    const good = run(nodes, edges, script(returns(1), 'Event'))
    expect(answerOf(good)).toMatchObject({ body: JSON.stringify({ status: 202, body: '' }) })
    expect(sentTo(good)).toEqual([1, 0, 0])

    const bad = run(nodes, edges, script(fails, 'Event'))
    bad.runUntil(after(bad.now, minutes(5)))
    expect(sum(bad, 'B', 'Invocations')).toBe(3)
    expect(sentTo(bad)).toEqual([0, 1, 1])
    expect([
      sum(bad, 'B', 'DeadLetterErrors'),
      sum(bad, 'B', 'DestinationDeliveryFailures'),
    ]).toEqual([0, 0])
    expect(bad.openTraces).toBe(0)
  })

  test('a function as destination gets the record as its event', () => {
    const seen: unknown[] = []
    const edges: readonly ScenarioEdge[] = [
      { id: 'e1', source: 'A', target: 'B' },
      { id: 'e2', source: 'B', target: 'C', port: 'onSuccess' },
    ]
    run([fn('A', URL), fn('B'), fn('C')], edges, (cue) => {
      if (name(cue) !== 'C') return script(returns({ from: 'B' }), 'Event')(cue)
      seen.push(JSON.parse(cue.event))
      return returns(null)
    })
    expect(seen).toMatchObject([
      {
        version: '1.0',
        requestContext: {
          condition: 'Success',
          functionArn: expect.stringMatching(/:B:\$LATEST$/),
        },
        requestPayload: { n: 1 },
        responsePayload: { from: 'B' },
      },
    ])
  })
})

// "Lambda also detects loops composed only of Lambda functions, which may invoke each other synchronously or asynchronously."
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
describe('functions that invoke each other', () => {
  const edges: readonly ScenarioEdge[] = [
    { id: 'e1', source: 'A', target: 'B' },
    { id: 'e2', source: 'B', target: 'A' },
    { id: 'e3', source: 'A', target: 'Dead', port: 'deadLetter' },
  ]
  const pingPong = (cue: ScriptCue): ScriptedStep =>
    cue.kind === 'invoke'
      ? invokes(name(cue) === 'A' ? 'B' : 'A', cue, 'Event')
      : returns(textOf(cue))

  test('are stopped after 16 rounds, and the event goes to the dead-letter queue', () => {
    const simulation = run([fn('A', URL), fn('B'), queue('Dead')], edges, pingPong)
    simulation.runUntil(after(simulation.now, minutes(5)))
    expect(['A', 'B'].map((id) => sum(simulation, id, 'Invocations'))).toEqual([16, 16])
    expect(sum(simulation, 'A', 'RecursiveInvocationsDropped')).toBe(1)
    expect(sum(simulation, 'Dead', 'NumberOfMessagesSent')).toBe(1)
  })

  test('go on for ever where RecursiveLoop is Allow', () => {
    const allow = { RecursiveLoop: 'Allow' }
    const nodes = [fn('A', { ...URL, ...allow }), fn('B', allow), queue('Dead')]
    const simulation = run(nodes, edges, pingPong)
    expect(sum(simulation, 'A', 'Invocations')).toBeGreaterThan(50)
    expect(sum(simulation, 'A', 'RecursiveInvocationsDropped')).toBe(0)
  })

  // "Lambda currently detects recursive loops between your functions, Amazon SQS, Amazon S3, and Amazon SNS."
  test('a function that feeds its own queue is stopped too', () => {
    const sends = (cue: ScriptCue): ScriptedStep => ({
      type: 'waiting',
      wakeIn: null,
      calls: [
        {
          id: 1,
          service: 'sqs',
          method: 'POST',
          path: '/',
          query: '',
          headers: [
            ['content-type', 'application/x-amz-json-1.0'],
            ['x-amz-target', 'AmazonSQS.SendMessage'],
            ['X-Amzn-Trace-Id', cue.context?.traceHeader ?? ''],
          ],
          body: JSON.stringify({
            QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/Work',
            MessageBody: 'again',
          }),
          attempt: 1,
        },
      ],
    })
    const simulation = run(
      [fn('A', URL), { ...queue('Work'), properties: { VisibilityTimeout: 30 } }],
      [
        { id: 'e1', source: 'A', target: 'Work' },
        { id: 'e2', source: 'Work', target: 'A' },
      ],
      (cue) => (cue.kind === 'invoke' ? sends(cue) : returns(textOf(cue))),
    )
    simulation.runUntil(after(simulation.now, minutes(1)))
    expect(sum(simulation, 'A', 'Invocations')).toBe(16)
    expect(sum(simulation, 'A', 'RecursiveInvocationsDropped')).toBeGreaterThan(0)
  })
})
