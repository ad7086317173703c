import { describe, expect, test } from 'vitest'
import type { PolledRecord, RecordBatch } from '#contracts/records.ts'
import type { Edge } from '#services/service.ts'
import { seconds } from '#kernel/time.ts'
import { createQueueNode } from './testing/queueNode.ts'

const URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders'
const ARN = 'arn:aws:sqs:us-east-1:123456789012:orders'

const WIRE: Edge<'api'> = {
  id: 'dead',
  contract: 'api',
  source: 'Node',
  target: 'Node',
  port: 'deadLetter',
  properties: {},
}

/** A queue and its dead-letter queue. */
function createPair(properties: object = {}, dead: object = {}) {
  const target = createQueueNode({ QueueName: 'dead', ...dead })
  const policy = {
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:dead',
    maxReceiveCount: 2,
  }
  const source = createQueueNode(
    { VisibilityTimeout: 5, RedrivePolicy: policy, ...properties },
    { region: target.region },
  )
  const receive = () => {
    const { body } = source.call('ReceiveMessage', { QueueUrl: URL })
    source.world.run(seconds(5))
    target.world.run(seconds(5))
    return ((body['Messages'] ?? []) as readonly { readonly Body: string }[]).map(
      ({ Body }) => Body,
    )
  }
  return { source, target, receive }
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
describe('a redrive policy', () => {
  test('moves a message to the dead-letter queue instead of receiving it more than maxReceiveCount times', () => {
    const { source, target, receive } = createPair()
    source.call('SendMessage', { QueueUrl: URL, MessageBody: 'poison' })
    expect([receive(), receive(), receive()]).toEqual([['poison'], ['poison'], []])
    expect(source.service.inspect()).toMatchObject({ visible: 0, inFlight: 0, deadLettered: 1 })
    expect(target.service.inspect()).toMatchObject({ visible: 1 })
    const { body } = target.call('ReceiveMessage', {
      QueueUrl: URL,
      MessageSystemAttributeNames: ['All'],
    })
    const [message] = body['Messages'] as readonly { readonly Attributes: object }[]
    expect(message?.Attributes).toMatchObject({
      DeadLetterQueueSourceArn: ARN,
      ApproximateReceiveCount: '1',
      SentTimestamp: '1767225600000',
    })
    expect(target.world.counted('NumberOfMessagesSent')).toBe(0)
  })

  test('keeps a standard message’s age: it expires as if it had stayed', () => {
    const { source, target, receive } = createPair({}, { MessageRetentionPeriod: 60 })
    source.call('SendMessage', { QueueUrl: URL, MessageBody: 'old' })
    receive()
    receive()
    receive()
    expect(target.service.inspect().visible).toBe(1)
    target.world.run(seconds(46))
    expect(target.call('ReceiveMessage', { QueueUrl: URL }).body).toEqual({})
    expect(target.service.inspect().expired).toBe(1)
  })

  test('holds without effect while the dead-letter queue is not there or of the other kind', () => {
    const fifo = createPair({}, { QueueName: 'dead.fifo', FifoQueue: true })
    fifo.source.call('SendMessage', { QueueUrl: URL, MessageBody: 'x' })
    expect([fifo.receive(), fifo.receive(), fifo.receive()]).toEqual([['x'], ['x'], ['x']])
  })

  test('may come by a wire from the port, along which the letter is seen', () => {
    const target = createQueueNode({ QueueName: 'dead' })
    const source = createQueueNode(
      { VisibilityTimeout: 1, RedrivePolicy: { maxReceiveCount: 1 } },
      { region: target.region, edges: [WIRE] },
    )
    source.call('SendMessage', { QueueUrl: URL, MessageBody: 'x' })
    for (let turn = 0; turn < 2; turn++) {
      source.call('ReceiveMessage', { QueueUrl: URL })
      source.world.run(seconds(1))
    }
    expect(target.service.inspect().visible).toBe(1)
    expect(source.world.records).toContainEqual(
      expect.objectContaining({ type: 'hop', edge: 'dead', outcome: 'error', trace: 1 }),
    )
    expect(source.world.records).toContainEqual(
      expect.objectContaining({ type: 'mark', mark: 'dead-letter', trace: 1 }),
    )
  })

  test('can be undone: the console moves dead letters back', () => {
    const { source, target, receive } = createPair()
    source.call('SendMessage', { QueueUrl: URL, MessageBody: 'again' })
    receive()
    receive()
    receive()
    target.service.command?.({ type: 'redrive' })
    target.world.run(seconds(1))
    expect(target.service.inspect().visible).toBe(0)
    expect(source.service.inspect().visible).toBe(1)
    expect(receive()).toEqual(['again'])
  })
})

const toQueueRecord = (answer: RecordBatch | undefined): readonly PolledRecord[] =>
  answer?.type === 'records' ? answer.records : []

describe('a message move task', () => {
  const DEAD = 'arn:aws:sqs:us-east-1:123456789012:dead'

  test('moves dead letters back at its rate, is listed, and can be cancelled', () => {
    const { source, target, receive } = createPair()
    for (let index = 0; index < 3; index++) {
      source.call('SendMessage', { QueueUrl: URL, MessageBody: `m${index}` })
    }
    for (let turn = 0; turn < 9; turn++) receive()
    expect(target.service.inspect().visible).toBe(3)
    const start = { SourceArn: DEAD, MaxNumberOfMessagesPerSecond: 1 }
    const { body } = target.call('StartMessageMoveTask', start)
    expect(target.call('StartMessageMoveTask', start)).toMatchObject({
      error: 'AWS.SimpleQueueService.UnsupportedOperation;Sender',
    })
    target.world.run(seconds(2))
    expect(target.call('ListMessageMoveTasks', { SourceArn: DEAD }).body).toMatchObject({
      Results: [
        {
          Status: 'RUNNING',
          TaskHandle: body['TaskHandle'],
          ApproximateNumberOfMessagesMoved: 2,
          ApproximateNumberOfMessagesToMove: 3,
        },
      ],
    })
    expect(target.call('CancelMessageMoveTask', { TaskHandle: body['TaskHandle'] }).body).toEqual({
      ApproximateNumberOfMessagesMoved: 2,
    })
    target.world.run(seconds(5))
    expect(target.service.inspect().visible).toBe(1)
    expect(source.service.inspect().visible).toBe(2)
  })

  test('needs a queue that is somebody’s dead-letter queue', () => {
    const { call } = createQueueNode()
    expect(call('StartMessageMoveTask', { SourceArn: ARN })).toMatchObject({
      status: 404,
      body: { message: 'Source queue must be configured as a Dead Letter Queue.' },
    })
  })
})

describe('a message on its way to Lambda', () => {
  test('is the record of AWS’s sample event', () => {
    const { call, records, world } = createQueueNode()
    call('SendMessage', {
      QueueUrl: URL,
      MessageBody: 'Test message.',
      MessageAttributes: {
        testAttr: { DataType: 'Number', StringValue: '100' },
        raw: { DataType: 'Binary', BinaryValue: 'AAEC' },
      },
      MessageSystemAttributes: {
        AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-5e-1' },
      },
    })
    const answers = records({
      type: 'poll',
      shardId: null,
      position: null,
      startingPosition: 'TRIM_HORIZON',
      max: 10,
      waitMs: 1_000,
    })
    world.run(seconds(1))
    const [record] = toQueueRecord(answers[0])
    expect(record).toMatchObject({
      traceHeader: 'Root=1-5e-1',
      causedBy: { trace: 1, span: 1 },
      orderKey: null,
    })
    expect(JSON.parse(record?.json ?? '')).toEqual({
      messageId: record?.itemIdentifier,
      receiptHandle: record?.receipt,
      body: 'Test message.',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1767225600000',
        SenderId: expect.stringMatching(/^AROA/),
        ApproximateFirstReceiveTimestamp: '1767225600001',
        AWSTraceHeader: 'Root=1-5e-1',
      },
      messageAttributes: {
        raw: {
          binaryValue: 'AAEC',
          stringListValues: [],
          binaryListValues: [],
          dataType: 'Binary',
        },
        testAttr: {
          stringValue: '100',
          stringListValues: [],
          binaryListValues: [],
          dataType: 'Number',
        },
      },
      md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: ARN,
      awsRegion: 'us-east-1',
    })
  })

  test('is hidden when it was polled, and gone when its receipt is given back', () => {
    const { call, records, service, world } = createQueueNode()
    call('SendMessage', { QueueUrl: URL, MessageBody: 'x' })
    const answers = records({
      type: 'poll',
      shardId: null,
      position: null,
      startingPosition: 'TRIM_HORIZON',
      max: 10,
      waitMs: 1_000,
    })
    world.run(seconds(1))
    expect(service.inspect()).toMatchObject({ visible: 0, inFlight: 1 })
    const receipts = toQueueRecord(answers[0]).map(({ receipt }) => receipt)
    records({ type: 'delete', receipts })
    world.run(seconds(1))
    expect(service.inspect()).toMatchObject({ visible: 0, inFlight: 0, deleted: 1 })
  })

  test('the queue tells what it is', () => {
    const { records, world } = createQueueNode({ VisibilityTimeout: 90 })
    const answers = records({ type: 'describe' })
    world.run(seconds(1))
    expect(answers).toEqual([
      {
        type: 'source',
        kind: 'queue',
        eventSourceArn: ARN,
        shards: [],
        visibilityTimeout: seconds(90),
      },
    ])
  })
})
