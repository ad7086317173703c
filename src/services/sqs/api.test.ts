import { describe, expect, test } from 'vitest'
import type { ApiReply } from '#contracts/api.ts'
import { createEndpoint } from './endpoint.ts'
import { createQueueNode, toRequest } from './testing/queueNode.ts'

const ACCOUNT = { accountId: '123456789012', region: 'us-east-1' }
const URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders'

describe('SendMessage refuses', () => {
  const { call } = createQueueNode()
  const attribute = (name: string, value: object) => ({ MessageAttributes: { [name]: value } })

  test.each([
    ['no body', {}, 'MissingParameter', 'The request must contain the parameter MessageBody.'],
    [
      'characters that XML does not have',
      { MessageBody: 'a\u0000' },
      'InvalidMessageContents',
      expect.stringContaining('Invalid characters found'),
    ],
    [
      'more than 1 MiB',
      { MessageBody: 'x'.repeat(1_048_577) },
      'InvalidParameterValue',
      'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
    ],
    [
      'a delay of more than 15 minutes',
      { MessageBody: 'x', DelaySeconds: 901 },
      'InvalidParameterValue',
      'Value 901 for parameter DelaySeconds is invalid. Reason: Must be between 0 and 900, if provided.',
    ],
    [
      'an attribute without a type',
      { MessageBody: 'x', ...attribute('a', { StringValue: 'v' }) },
      'InvalidParameterValue',
      "The message attribute 'a' must contain non-empty message attribute type.",
    ],
    [
      'an attribute of an unknown type',
      { MessageBody: 'x', ...attribute('a', { DataType: 'Date', StringValue: 'v' }) },
      'InvalidParameterValue',
      expect.stringContaining('the set of supported type prefixes is Binary, Number, and String'),
    ],
    [
      'an attribute without a value',
      { MessageBody: 'x', ...attribute('a', { DataType: 'String', StringValue: '' }) },
      'InvalidParameterValue',
      "The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'.",
    ],
    [
      'a number that is none',
      { MessageBody: 'x', ...attribute('a', { DataType: 'Number', StringValue: 'four' }) },
      'InvalidParameterValue',
      "Can't cast the value of message (user) attribute 'a' to a number.",
    ],
    [
      'a deduplication id on a standard queue',
      { MessageBody: 'x', MessageDeduplicationId: 'd' },
      'InvalidParameterValue',
      expect.stringContaining('not valid for this queue type'),
    ],
  ])('%s', (_, input, code, message) => {
    expect(call('SendMessage', { QueueUrl: URL, ...input })).toEqual({
      status: 400,
      error: `${code};Sender`,
      body: { __type: `com.amazonaws.sqs#${code}`, message },
    })
  })

  test('ten attributes and no more', () => {
    const of = (count: number) => ({
      QueueUrl: URL,
      MessageBody: 'x',
      MessageAttributes: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `a${index}`,
          { DataType: 'String', StringValue: 'v' },
        ]),
      ),
    })
    expect(call('SendMessage', of(10)).status).toBe(200)
    expect(call('SendMessage', of(11)).body['message']).toBe(
      'Number of message attributes [11] exceeds the allowed maximum [10].',
    )
  })

  test('what is no JSON of the right types', () => {
    const wrong = [
      '{',
      '[]',
      { QueueUrl: URL, MessageBody: 3 },
      { QueueUrl: URL, MessageBody: 'x', DelaySeconds: '1' },
    ]
    for (const input of wrong) {
      expect(call('SendMessage', input)).toMatchObject({
        status: 400,
        error: 'SerializationException;Sender',
      })
    }
  })
})

describe('a batch', () => {
  const entry = (Id: string, more: object = {}) => ({ Id, MessageBody: `body ${Id}`, ...more })
  const { call, service } = createQueueNode()
  const send = (Entries: readonly object[]) => call('SendMessageBatch', { QueueUrl: URL, Entries })

  test('tells what went well and what failed, with status 200', () => {
    expect(send([entry('a'), entry('b', { DelaySeconds: 1_000 })])).toMatchObject({
      status: 200,
      body: {
        Successful: [
          { Id: 'a', MD5OfMessageBody: expect.any(String), MessageId: expect.any(String) },
        ],
        Failed: [{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }],
      },
    })
    expect(service.inspect().visible).toBe(1)
  })

  test.each([
    [
      'empty',
      [],
      'EmptyBatchRequest',
      'There should be at least one SendMessageBatchRequestEntry in the request.',
    ],
    [
      'of eleven',
      Array.from({ length: 11 }, (_, index) => entry(`e${index}`)),
      'TooManyEntriesInBatchRequest',
      'Maximum number of entries per request are 10. You have sent 11.',
    ],
    ['with one id twice', [entry('a'), entry('a')], 'BatchEntryIdsNotDistinct', 'Id a repeated.'],
    [
      'with an odd id',
      [entry('a b')],
      'InvalidBatchEntryId',
      expect.stringContaining('alphanumeric'),
    ],
    [
      'of more than 1 MiB',
      [
        entry('a', { MessageBody: 'x'.repeat(600_000) }),
        entry('b', { MessageBody: 'x'.repeat(600_000) }),
      ],
      'BatchRequestTooLong',
      'Batch requests cannot be longer than 1048576 bytes. You have sent 1200000 bytes.',
    ],
  ])('%s is refused', (_, entries, code, message) => {
    expect(send(entries)).toEqual({
      status: 400,
      error: `AWS.SimpleQueueService.${code};Sender`,
      body: { __type: `com.amazonaws.sqs#${code}`, message },
    })
  })

  test('deletes and changes visibility entry by entry', () => {
    const node = createQueueNode()
    node.call('SendMessage', { QueueUrl: URL, MessageBody: 'x' })
    const { body } = node.call('ReceiveMessage', { QueueUrl: URL })
    const [message] = body['Messages'] as readonly { readonly ReceiptHandle: string }[]
    const ReceiptHandle = message?.ReceiptHandle
    const Entries = [
      { Id: 'good', ReceiptHandle, VisibilityTimeout: 60 },
      { Id: 'bad', ReceiptHandle: 'AQEB!', VisibilityTimeout: 60 },
    ]
    for (const action of ['ChangeMessageVisibilityBatch', 'DeleteMessageBatch']) {
      expect(node.call(action, { QueueUrl: URL, Entries }).body).toEqual({
        Successful: [{ Id: 'good' }],
        Failed: [
          {
            Id: 'bad',
            SenderFault: true,
            Code: 'ReceiptHandleIsInvalid',
            Message: 'The input receipt handle "AQEB!" is not a valid receipt handle.',
          },
        ],
      })
    }
    expect(node.service.inspect()).toMatchObject({ visible: 0, inFlight: 0 })
  })
})

describe('attributes of the queue', () => {
  test('are told by name or all, with the numbers of messages', () => {
    const { call } = createQueueNode({ VisibilityTimeout: 45 })
    call('SendMessage', { QueueUrl: URL, MessageBody: 'x' })
    const ask = (...AttributeNames: string[]) =>
      call('GetQueueAttributes', { QueueUrl: URL, AttributeNames })
    expect(ask('ApproximateNumberOfMessages', 'VisibilityTimeout', 'QueueArn').body).toEqual({
      Attributes: {
        ApproximateNumberOfMessages: '1',
        QueueArn: 'arn:aws:sqs:us-east-1:123456789012:orders',
        VisibilityTimeout: '45',
      },
    })
    expect(Object.keys(ask('All').body['Attributes'] as object)).toHaveLength(12)
    expect(ask('Colour')).toMatchObject({
      error: 'InvalidAttributeName;Sender',
      body: { message: 'Unknown Attribute Colour.' },
    })
  })

  test('can be set, within their bounds', () => {
    const { call } = createQueueNode()
    const set = (Attributes: object) => call('SetQueueAttributes', { QueueUrl: URL, Attributes })
    expect(
      set({
        VisibilityTimeout: '5',
        RedrivePolicy:
          '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dead","maxReceiveCount":"3"}',
      }).status,
    ).toBe(200)
    const { body } = call('GetQueueAttributes', { QueueUrl: URL, AttributeNames: ['All'] })
    expect(body['Attributes']).toMatchObject({
      VisibilityTimeout: '5',
      RedrivePolicy:
        '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dead","maxReceiveCount":3}',
    })
    for (const wrong of [
      { VisibilityTimeout: '50000' },
      { DelaySeconds: '-1' },
      { RedrivePolicy: '{}' },
    ]) {
      expect(set(wrong).error).toBe('InvalidAttributeValue;Sender')
    }
    expect(set({ FifoQueue: 'true' }).error).toBe('InvalidAttributeName;Sender')
  })
})

describe('the endpoint', () => {
  const { region } = createQueueNode()
  const endpoint = createEndpoint(region, ACCOUNT)
  const route = (action: string, input: object, allowed = true) => {
    const routed = endpoint.route(toRequest(action, input), {
      node: 'Fn',
      principalArn: 'arn:aws:sts::123456789012:assumed-role/fn-role/fn',
      mayCall: () => allowed,
    })
    if ('nodes' in routed) return routed.nodes
    const reply: ApiReply = routed.reply
    return reply.type === 'response'
      ? { status: reply.status, body: JSON.parse(String(reply.body)) }
      : null
  }

  test('finds a queue by its URL, and by its name', () => {
    expect(route('SendMessage', { QueueUrl: URL, MessageBody: 'x' })).toEqual(['Node'])
    expect(route('GetQueueUrl', { QueueName: 'orders' })).toEqual(['Node'])
    expect(route('ListQueues', {})).toEqual({ status: 200, body: { QueueUrls: [URL] } })
    expect(route('ListQueues', { QueueNamePrefix: 'x' })).toMatchObject({ status: 200 })
  })

  test('tells that a queue is not there', () => {
    expect(route('SendMessage', { QueueUrl: `${URL}-gone`, MessageBody: 'x' })).toEqual({
      status: 400,
      body: {
        __type: 'com.amazonaws.sqs#QueueDoesNotExist',
        message: 'The specified queue does not exist.',
      },
    })
  })

  test('denies without an edge, in IAM’s words, with SQS’s actions in lower case', () => {
    expect(route('SendMessageBatch', { QueueUrl: URL }, false)).toEqual({
      status: 403,
      body: {
        __type: 'com.amazonaws.sqs#AccessDeniedException',
        message:
          'User: arn:aws:sts::123456789012:assumed-role/fn-role/fn is not authorized to perform: sqs:sendmessage ' +
          'on resource: arn:aws:sqs:us-east-1:123456789012:orders because no identity-based policy allows the sqs:sendmessage action',
      },
    })
  })

  test('knows no other actions', () => {
    expect(route('SendLetter', { QueueUrl: URL })).toMatchObject({ status: 400 })
    expect(route('SendMessage', {})).toMatchObject({
      body: { message: 'The request must contain the parameter QueueUrl.' },
    })
  })
})
