import { describe, expect, test } from 'vitest'
import { readColumns } from '#kernel/recorder.ts'
import { after, seconds } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { LambdaState } from '#services/lambda/definition.ts'
import type { SqsState } from '#services/sqs/definition.ts'
import { createSimulation } from './createSimulation.ts'

// Messages through the whole spine: the queue → Lambda's pollers → the handler in the sandbox, and back or to dead letters.

/** Tells how long a message took; fails for what cannot be dealt with. */
const WORKER = `export const handler = async (event) => {
  const batchItemFailures = []
  for (const { messageId, body, attributes } of event.Records) {
    console.log('took', Date.now() - Number(attributes.SentTimestamp))
    if (body === 'poison') batchItemFailures.push({ itemIdentifier: messageId })
  }
  return { batchItemFailures }
}
`

const scenario: Scenario = {
  coldstart: 1,
  name: 'queue',
  seed: 7,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Orders',
      type: 'AWS::SQS::Queue',
      properties: { VisibilityTimeout: 5, RedrivePolicy: { maxReceiveCount: 2 } },
    },
    { id: 'Dead', type: 'AWS::SQS::Queue' },
    {
      id: 'Worker',
      type: 'AWS::Lambda::Function',
      properties: { MemorySize: 1_769 },
      code: { 'index.mjs': WORKER },
    },
  ],
  edges: [
    {
      id: 'mapping',
      source: 'Orders',
      target: 'Worker',
      properties: { FunctionResponseTypes: ['ReportBatchItemFailures'] },
    },
    { id: 'dead', source: 'Orders', target: 'Dead', port: 'deadLetter' },
  ],
}

const create = (document: Scenario = scenario) => {
  const simulation = createSimulation({ scenario: document, handlers: loadQuickJs() })
  return {
    simulation,
    send: (MessageBody: string) =>
      simulation.command('Orders', { type: 'send-message', MessageBody }),
    run: (time: number) => simulation.runUntil(after(simulation.now, seconds(time))),
    queue: (id = 'Orders') => simulation.inspect(id) as SqsState,
    worker: () => simulation.inspect('Worker') as LambdaState,
  }
}

describe('a queue and its worker', () => {
  test('a message is invoked with, deleted, and seen on the wire', () => {
    const { simulation, send, run, queue, worker } = create()
    run(1)
    simulation.takeTrace()
    send('hello')
    run(3)
    expect(queue()).toMatchObject({ visible: 0, inFlight: 0, sent: 1, received: 1, deleted: 1 })
    expect(worker()).toMatchObject({ invocations: 1, errors: 0 })
    expect(worker().eventSources).toMatchObject([
      { edge: 'mapping', source: 'Orders', kind: 'queue', polled: 1, invoked: 1, deleted: 1 },
    ])
    const hops = readColumns(simulation.takeTrace()).flatMap((event) =>
      event.type === 'hop' ? [`${event.edge} ${event.phase} ${event.outcome}`] : [],
    )
    expect(hops).toEqual(['mapping request ok', 'mapping reply ok'])
    expect(simulation.openTraces).toBe(0)
    simulation.dispose()
  })

  test('what fails comes back after the visibility timeout, and ends as a dead letter', () => {
    const { simulation, send, run, queue } = create()
    send('poison')
    run(4)
    expect(queue()).toMatchObject({ inFlight: 1 })
    run(20)
    expect(queue()).toMatchObject({ visible: 0, inFlight: 0, received: 2, deadLettered: 1 })
    expect(queue('Dead')).toMatchObject({ visible: 1 })
    const hops = readColumns(simulation.takeTrace()).flatMap((event) =>
      event.type === 'hop' ? [`${event.edge} ${event.phase} ${event.outcome}`] : [],
    )
    expect(hops).toEqual([
      'mapping request ok',
      'mapping reply error',
      'mapping request ok',
      'mapping reply error',
      'dead request error',
    ])
    simulation.dispose()
  })

  test('takes as long from send to handler as was measured on AWS: p50 16 ms, p90 34 ms, p99 105 ms', () => {
    const { simulation, send, run } = create()
    run(1)
    // A warm function, as in the measurement.
    for (let turn = 0; turn < 500; turn++) {
      send(`message ${turn}`)
      run(0.3)
    }
    const took = readColumns(simulation.takeTrace())
      .flatMap((event) => (event.type === 'log' ? [event.line] : []))
      .flatMap((line) => [...line.matchAll(/took (\d+)/g)].map((found) => Number(found[1])))
      .slice(20)
      .toSorted((a, b) => a - b)
    expect(took.length).toBeGreaterThan(400)
    const percentile = (share: number): number => took[Math.floor(took.length * share)] ?? 0
    // Half of the SendMessage call and its way there come before SentTimestamp: 3.4 ms.
    const whole = (share: number): number => percentile(share) + 3.4
    expect(whole(0.1)).toBeGreaterThan(13.7 * 0.8)
    expect(whole(0.1)).toBeLessThan(13.7 * 1.2)
    expect(whole(0.5)).toBeGreaterThan(16.2 * 0.85)
    expect(whole(0.5)).toBeLessThan(16.2 * 1.15)
    expect(whole(0.9)).toBeGreaterThan(33.8 * 0.8)
    expect(whole(0.9)).toBeLessThan(33.8 * 1.2)
    expect(whole(0.99)).toBeGreaterThan(105 * 0.6)
    expect(whole(0.99)).toBeLessThan(105 * 1.4)
    simulation.dispose()
  })

  test('a function that feeds its own queue is stopped after 16 invocations of one chain', () => {
    const LOOP = `import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'
const sqs = new SQSClient({})
const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/Orders'
export const handler = async () => {
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'once more' }))
}
`
    const { simulation, send, run, queue, worker } = create({
      ...scenario,
      nodes: scenario.nodes.map((node) =>
        node.id === 'Worker' ? { ...node, code: { 'index.mjs': LOOP } } : node,
      ),
      edges: [...scenario.edges, { id: 'loop', source: 'Worker', target: 'Orders' }],
    })
    send('first')
    run(30)
    expect(worker().invocations).toBe(16)
    expect(queue('Dead')).toMatchObject({ visible: 1 })
    simulation.dispose()
  })

  test('the same seed gives the same trace, another one another', () => {
    const hashOf = (seed: number): string => {
      const { simulation, send, run } = create({ ...scenario, seed })
      for (let turn = 0; turn < 30; turn++) {
        send(turn % 7 === 0 ? 'poison' : `message ${turn}`)
        run(0.5)
      }
      const { traceHash } = simulation
      simulation.dispose()
      return traceHash
    }
    expect(hashOf(1)).toBe(hashOf(1))
    expect(hashOf(1)).not.toBe(hashOf(2))
  })

  test('taking the wire away stops the polling, a new one begins it', () => {
    const { simulation, send, run, queue } = create()
    run(1)
    simulation.apply({ type: 'remove-edge', edge: 'mapping' })
    run(30)
    send('waits')
    run(30)
    expect(queue()).toMatchObject({ visible: 1 })
    const [edge] = scenario.edges
    if (edge !== undefined) simulation.apply({ type: 'add-edge', edge })
    run(3)
    expect(queue()).toMatchObject({ visible: 0, deleted: 1 })
    simulation.dispose()
  })
})
