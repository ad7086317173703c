import { describe, expect, test } from 'vitest'
import { ms, seconds } from '#kernel/time.ts'
import { createQueueNode } from './testing/queueNode.ts'

const URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders'

/** Bodies of the messages that a reply brings. */
const bodiesOf = (body: Readonly<Record<string, unknown>>): readonly string[] =>
  messagesOf(body).map(({ Body }) => String(Body))

const messagesOf = (body: Readonly<Record<string, unknown>>): readonly Record<string, unknown>[] =>
  (body['Messages'] ?? []) as readonly Record<string, unknown>[]

const handleOf = (body: Readonly<Record<string, unknown>>, at = 0): string =>
  String(messagesOf(body)[at]?.['ReceiptHandle'])

describe('a standard queue', () => {
  test('sends, receives and deletes, with AWS’s MD5s', () => {
    const { call, service, world } = createQueueNode()
    const sent = call('SendMessage', {
      QueueUrl: URL,
      MessageBody: 'Test message.',
      MessageAttributes: { testAttr: { DataType: 'Number', StringValue: '100' } },
    })
    expect(sent).toMatchObject({
      status: 200,
      body: {
        MessageId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
        MD5OfMessageBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
      },
    })
    const received = call('ReceiveMessage', {
      QueueUrl: URL,
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })
    expect(messagesOf(received.body)).toEqual([
      {
        MessageId: sent.body['MessageId'],
        ReceiptHandle: expect.stringMatching(/^AQEB/),
        Body: 'Test message.',
        MD5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
        MD5OfMessageAttributes: sent.body['MD5OfMessageAttributes'],
        MessageAttributes: { testAttr: { DataType: 'Number', StringValue: '100' } },
        Attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: '1767225600000',
          SenderId: expect.stringMatching(/^AROA[0-9A-F]{17}:Fn$/),
          ApproximateFirstReceiveTimestamp: '1767225600001',
        },
      },
    ])
    expect(service.inspect()).toMatchObject({ visible: 0, inFlight: 1 })
    call('DeleteMessage', { QueueUrl: URL, ReceiptHandle: handleOf(received.body) })
    expect(service.inspect()).toMatchObject({ visible: 0, inFlight: 0, deleted: 1 })
    expect(world.counted('NumberOfMessagesSent')).toBe(1)
    expect(world.counted('NumberOfMessagesReceived')).toBe(1)
    expect(world.counted('NumberOfMessagesDeleted')).toBe(1)
    expect(world.samples('SentMessageSize')).toEqual([13 + 'testAttr'.length + 'Number'.length + 3])
  })

  test('a received message stays hidden for the visibility timeout and is then received again', () => {
    const { call, world } = createQueueNode({ VisibilityTimeout: 30 })
    call('SendMessage', { QueueUrl: URL, MessageBody: 'a' })
    expect(bodiesOf(call('ReceiveMessage', { QueueUrl: URL }).body)).toEqual(['a'])
    world.run(seconds(29))
    expect(bodiesOf(call('ReceiveMessage', { QueueUrl: URL }).body)).toEqual([])
    world.run(seconds(1))
    const again = call('ReceiveMessage', { QueueUrl: URL, AttributeNames: ['All'] })
    expect(messagesOf(again.body)[0]?.['Attributes']).toMatchObject({
      ApproximateReceiveCount: '2',
    })
  })

  test('a visibility timeout of 0 makes a message visible at once; one of a message not in flight is refused', () => {
    const { call } = createQueueNode()
    call('SendMessage', { QueueUrl: URL, MessageBody: 'a' })
    const ReceiptHandle = handleOf(call('ReceiveMessage', { QueueUrl: URL }).body)
    const change = { QueueUrl: URL, ReceiptHandle, VisibilityTimeout: 0 }
    expect(call('ChangeMessageVisibility', change).status).toBe(200)
    expect(call('ChangeMessageVisibility', change)).toMatchObject({
      status: 400,
      error: 'AWS.SimpleQueueService.MessageNotInflight;Sender',
      body: { __type: 'com.amazonaws.sqs#MessageNotInflight' },
    })
    expect(bodiesOf(call('ReceiveMessage', { QueueUrl: URL }).body)).toEqual(['a'])
  })

  test('a visibility timeout ends 12 hours after the first receive at the latest', () => {
    const { call, world } = createQueueNode()
    call('SendMessage', { QueueUrl: URL, MessageBody: 'a' })
    const received = call('ReceiveMessage', { QueueUrl: URL, VisibilityTimeout: 43_200 })
    world.run(seconds(10))
    const change = { QueueUrl: URL, ReceiptHandle: handleOf(received.body) }
    expect(call('ChangeMessageVisibility', { ...change, VisibilityTimeout: 43_200 })).toMatchObject(
      {
        error: 'InvalidParameterValue;Sender',
        body: {
          message:
            'Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
        },
      },
    )
    expect(call('ChangeMessageVisibility', { ...change, VisibilityTimeout: 43_000 }).status).toBe(
      200,
    )
  })

  test('a delay keeps a message back, the message’s own before the queue’s', () => {
    const { call, world, service } = createQueueNode({ DelaySeconds: 10 })
    call('SendMessage', { QueueUrl: URL, MessageBody: 'later' })
    call('SendMessage', { QueueUrl: URL, MessageBody: 'now', DelaySeconds: 0 })
    expect(service.inspect()).toMatchObject({ visible: 1, delayed: 1 })
    const receive = { QueueUrl: URL, MaxNumberOfMessages: 10 }
    expect(bodiesOf(call('ReceiveMessage', receive).body)).toEqual(['now'])
    world.run(seconds(10))
    expect(bodiesOf(call('ReceiveMessage', receive).body)).toEqual(['later'])
  })

  test('messages expire after their retention, whether they were received or not', () => {
    const { call, world, service } = createQueueNode({ MessageRetentionPeriod: 60 })
    call('SendMessage', { QueueUrl: URL, MessageBody: 'a' })
    call('SendMessage', { QueueUrl: URL, MessageBody: 'b' })
    call('ReceiveMessage', { QueueUrl: URL })
    world.run(seconds(60))
    expect(bodiesOf(call('ReceiveMessage', { QueueUrl: URL }).body)).toEqual([])
    expect(service.inspect()).toMatchObject({ visible: 0, inFlight: 0, expired: 2 })
  })

  test('a long poll answers as soon as a message is there, and empty after its time', () => {
    const { begin, call, toAnswer, world } = createQueueNode()
    const replies = begin('ReceiveMessage', { QueueUrl: URL, WaitTimeSeconds: 20 })
    world.run(seconds(5))
    expect(replies).toEqual([])
    call('SendMessage', { QueueUrl: URL, MessageBody: 'at last' })
    expect(bodiesOf(toAnswer(replies[0]).body)).toEqual(['at last'])
    const empty = begin('ReceiveMessage', { QueueUrl: URL, WaitTimeSeconds: 20 })
    world.run(seconds(19))
    expect(empty).toEqual([])
    world.run(seconds(1))
    expect(toAnswer(empty[0])).toMatchObject({ status: 200, body: {} })
    expect(world.counted('NumberOfEmptyReceives')).toBe(1)
  })

  test('of several long polls one gets a message, and messages that come back wake one too', () => {
    const { begin, call, toAnswer, world } = createQueueNode({ VisibilityTimeout: 5 })
    const wait = { QueueUrl: URL, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 }
    const one = begin('ReceiveMessage', wait)
    const two = begin('ReceiveMessage', wait)
    world.run(seconds(1))
    call('SendMessage', { QueueUrl: URL, MessageBody: 'a' })
    expect(bodiesOf(toAnswer(one[0]).body)).toEqual(['a'])
    expect(two).toEqual([])
    world.run(seconds(5))
    expect(bodiesOf(toAnswer(two[0]).body)).toEqual(['a'])
  })

  test('a short poll asks a subset of the servers and may miss messages, a long poll asks all', () => {
    const { call, world } = createQueueNode({}, { model: { ShortPollShare: 0.5 } })
    for (let index = 0; index < 200; index++) {
      call('SendMessage', { QueueUrl: URL, MessageBody: `m${index}` })
    }
    const receive = { QueueUrl: URL, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }
    const counts = Array.from({ length: 20 }, () => call('ReceiveMessage', receive))
    expect(counts.every(({ body }) => bodiesOf(body).length === 10)).toBe(true)
    call('PurgeQueue', { QueueUrl: URL })
    call('SendMessage', { QueueUrl: URL, MessageBody: 'alone' })
    const short = Array.from(
      { length: 40 },
      () => bodiesOf(call('ReceiveMessage', receive).body).length,
    )
    expect(short).toContain(0)
    expect(short).toContain(1)
    const long = call('ReceiveMessage', { ...receive, WaitTimeSeconds: 1 }, ms(2_000))
    expect(bodiesOf(long.body)).toEqual(['alone'])
    expect(world.counted('NumberOfEmptyReceives')).toBe(short.filter((n) => n === 0).length)
  })

  test('a rare copy survives its delete and is received again', () => {
    const { call, world } = createQueueNode(
      { VisibilityTimeout: 5 },
      { model: { DuplicatesPerMillion: 1_000_000 } },
    )
    call('SendMessage', { QueueUrl: URL, MessageBody: 'a' })
    const received = call('ReceiveMessage', { QueueUrl: URL })
    call('DeleteMessage', { QueueUrl: URL, ReceiptHandle: handleOf(received.body) })
    world.run(seconds(5))
    expect(bodiesOf(call('ReceiveMessage', { QueueUrl: URL }).body)).toEqual(['a'])
  })

  test('the age of the oldest message leaves out what was received more than three times', () => {
    const { call, service, world } = createQueueNode({ VisibilityTimeout: 0 })
    call('SendMessage', { QueueUrl: URL, MessageBody: 'poison' })
    world.run(seconds(10))
    call('SendMessage', { QueueUrl: URL, MessageBody: 'fresh', DelaySeconds: 900 })
    expect(Math.round(service.inspect().oldestSeconds)).toBe(10)
    for (let receives = 0; receives < 4; receives++) call('ReceiveMessage', { QueueUrl: URL })
    expect(Math.round(service.inspect().oldestSeconds)).toBe(0)
  })

  test('a fair queue lets quiet groups go before one that has most of what is in flight', () => {
    const { call } = createQueueNode()
    const send = (body: string, MessageGroupId: string) =>
      call('SendMessage', { QueueUrl: URL, MessageBody: body, MessageGroupId })
    for (let index = 0; index < 40; index++) send(`noisy ${index}`, 'noisy')
    const receive = () =>
      bodiesOf(call('ReceiveMessage', { QueueUrl: URL, MaxNumberOfMessages: 10 }).body)
    receive()
    receive()
    send('quiet 1', 'a')
    send('quiet 2', 'b')
    expect(receive().slice(0, 2)).toEqual(['quiet 1', 'quiet 2'])
    // Nothing else waits: the noisy group's messages are handed out all the same.
    expect(receive()).toHaveLength(10)
    expect(receive()).toHaveLength(2)
    expect(receive()).toEqual([])
  })

  test('a purge empties the queue, once in 60 seconds', () => {
    const { call, service, world } = createQueueNode()
    call('SendMessage', { QueueUrl: URL, MessageBody: 'a' })
    call('SendMessage', { QueueUrl: URL, MessageBody: 'b' })
    call('ReceiveMessage', { QueueUrl: URL })
    expect(call('PurgeQueue', { QueueUrl: URL }).status).toBe(200)
    expect(service.inspect()).toMatchObject({ visible: 0, inFlight: 0, delayed: 0 })
    expect(call('PurgeQueue', { QueueUrl: URL })).toMatchObject({
      status: 403,
      error: 'AWS.SimpleQueueService.PurgeQueueInProgress;Sender',
      body: { message: 'Only one PurgeQueue operation on orders is allowed every 60 seconds.' },
    })
    world.run(seconds(60))
    expect(call('PurgeQueue', { QueueUrl: URL }).status).toBe(200)
  })
})
