import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { ms, seconds } from '#kernel/time.ts'
import { createQueueNode } from './testing/queueNode.ts'

const URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders.fifo'
const FIFO = { QueueName: 'orders.fifo', FifoQueue: true, ContentBasedDeduplication: true }

interface Message {
  readonly Body: string
  readonly ReceiptHandle: string
  readonly Attributes?: Readonly<Record<string, string>>
}

const create = (properties: object = {}) => {
  const node = createQueueNode({ ...FIFO, ...properties })
  return {
    ...node,
    send: (body: string, group: string, more: object = {}) =>
      node.call('SendMessage', {
        QueueUrl: URL,
        MessageBody: body,
        MessageGroupId: group,
        ...more,
      }),
    receive: (max = 10): readonly Message[] => {
      const { body } = node.call('ReceiveMessage', {
        QueueUrl: URL,
        MaxNumberOfMessages: max,
        AttributeNames: ['All'],
      })
      return (body['Messages'] ?? []) as readonly Message[]
    },
    remove: ({ ReceiptHandle }: Message) =>
      node.call('DeleteMessage', { QueueUrl: URL, ReceiptHandle }),
  }
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
describe('a FIFO queue', () => {
  test('hands out nothing of a group while one of its messages is in flight', () => {
    const { send, receive, remove } = create()
    for (const body of ['a1', 'a2', 'a3']) send(body, 'a')
    send('b1', 'b')
    const [first] = receive(1)
    expect(first?.Body).toBe('a1')
    expect(receive().map(({ Body }) => Body)).toEqual(['b1'])
    expect(receive()).toEqual([])
    if (first !== undefined) remove(first)
    expect(receive().map(({ Body }) => Body)).toEqual(['a2', 'a3'])
  })

  test('"first attempts to return as many messages with the same group id as possible"', () => {
    const { send, receive } = create()
    for (const body of ['a1', 'b1', 'a2', 'b2']) send(body, body.charAt(0))
    expect(receive(3).map(({ Body }) => Body)).toEqual(['a1', 'a2', 'b1'])
  })

  test('a message that comes back goes before those that followed it', () => {
    const { send, receive, world } = create({ VisibilityTimeout: 10 })
    for (const body of ['a1', 'a2']) send(body, 'a')
    receive(1)
    world.run(seconds(10))
    expect(receive().map(({ Body }) => Body)).toEqual(['a1', 'a2'])
  })

  test('takes a message once in five minutes: a duplicate gets the first one’s answer', () => {
    const { send, receive, remove, world, service } = create()
    const first = send('same', 'a')
    expect(send('same', 'a').body).toEqual(first.body)
    const [message] = receive()
    if (message !== undefined) remove(message)
    // "even after the message is received and deleted"
    send('same', 'a')
    expect(service.inspect().visible).toBe(0)
    world.run(seconds(300))
    const later = send('same', 'a')
    expect(later.body['MessageId']).not.toBe(first.body['MessageId'])
    expect(service.inspect().visible).toBe(1)
  })

  test('deduplicates per group with DeduplicationScope messageGroup', () => {
    const { send, service } = create({ DeduplicationScope: 'messageGroup' })
    send('same', 'a')
    send('same', 'b')
    send('same', 'b')
    expect(service.inspect().visible).toBe(2)
  })

  test('tells group, deduplication id and a sequence number that grows', () => {
    const { send, receive } = create()
    const numbers = ['x', 'y'].map((body) => BigInt(String(send(body, 'a').body['SequenceNumber'])))
    expect(numbers[0]).toBeLessThan(numbers[1] ?? 0n)
    const [message] = receive(1)
    expect(message?.Attributes).toMatchObject({
      MessageGroupId: 'a',
      SequenceNumber: String(numbers[0]),
      // SHA-256 of "x"
      MessageDeduplicationId: '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881',
    })
  })

  test('refuses what lacks a group or a deduplication id, and a delay of its own', () => {
    const { call, send } = create({ ContentBasedDeduplication: false })
    const message = { QueueUrl: URL, MessageBody: 'x' }
    expect(call('SendMessage', message)).toMatchObject({
      status: 400,
      error: 'MissingParameter;Sender',
      body: { message: 'The request must contain the parameter MessageGroupId.' },
    })
    expect(send('x', 'a')).toMatchObject({
      error: 'InvalidParameterValue;Sender',
      body: {
        message:
          'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      },
    })
    expect(send('x', 'a', { MessageDeduplicationId: 'd', DelaySeconds: 3 }).error).toBe(
      'InvalidParameterValue;Sender',
    )
  })

  test('refuses to delete with the handle of a receive that is over', () => {
    const { send, receive, remove, world } = create({ VisibilityTimeout: 1 })
    send('x', 'a')
    const [message] = receive()
    world.run(seconds(1))
    expect(message === undefined ? null : remove(message)).toMatchObject({
      error: 'InvalidParameterValue;Sender',
      body: { message: expect.stringContaining('The receipt handle has expired.') },
    })
  })

  test('takes 300 calls a second of an action, with high throughput many more', () => {
    const calls = (properties: object) => {
      const { begin, world, toAnswer } = create(properties)
      const replies = Array.from({ length: 400 }, (_, index) =>
        begin('SendMessage', { QueueUrl: URL, MessageBody: `m${index}`, MessageGroupId: 'a' }),
      )
      world.run(ms(1))
      return replies.map(([reply]) => toAnswer(reply).error)
    }
    const throttled = 'RequestThrottled;Sender'
    expect(calls({}).filter((error) => error === throttled)).toHaveLength(100)
    const high = { DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' }
    expect(calls(high).filter((error) => error !== undefined)).toEqual([])
  })

  test('keeps the order of every group, whatever is received, deleted or left', () => {
    const step = fc.record({
      group: fc.constantFrom('a', 'b', 'c'),
      do: fc.constantFrom('send', 'send', 'receive', 'delete', 'wait'),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { send, receive, remove, world } = create({ VisibilityTimeout: 5 })
        const held: Message[] = []
        const done = new Map<string, number>()
        let turn = 0
        for (const { group, do: what } of steps) {
          if (what === 'send') send(`${++turn}`, group)
          if (what === 'wait') world.run(seconds(2))
          if (what === 'receive') held.push(...receive(2))
          if (what !== 'delete') continue
          const message = held.shift()
          if (message === undefined || remove(message).status !== 200) continue
          const of = message.Attributes?.['MessageGroupId'] ?? ''
          expect(Number(message.Body)).toBeGreaterThan(done.get(of) ?? 0)
          done.set(of, Number(message.Body))
        }
      }),
      { numRuns: 60 },
    )
  })
})
