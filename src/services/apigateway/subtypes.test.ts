import { describe, expect, test } from 'vitest'
import { httpApiDefinition } from './definition.ts'
import { integrationSchema } from './integrationSchema.ts'
import { queryAnswer, queryError } from './queryXml.ts'

const check = (properties: object, contract: 'api' | 'http' | 'invoke' = 'api') =>
  httpApiDefinition.check?.({
    id: 'Api',
    properties: httpApiDefinition.properties.parse({}),
    model: httpApiDefinition.model.parse({}),
    code: {},
    data: null,
    edges: [
      {
        id: 'e1',
        contract,
        target: 'Other',
        port: null,
        properties: integrationSchema.parse({ RouteKeys: ['POST /'], ...properties }),
      },
    ],
  })

const messages = (...args: Parameters<typeof check>) =>
  check(...args)?.map(({ message }) => message)

const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders'
const SEND = {
  IntegrationSubtype: 'SQS-SendMessage',
  RequestParameters: { QueueUrl, MessageBody: '$request.body' },
}

describe('the integration of a wire to a service', () => {
  test('names its subtype and the parameters that the reference requires', () => {
    expect(check(SEND)).toEqual([])
    expect(messages({})).toEqual([
      'names no IntegrationSubtype, as SQS-SendMessage: its routes answer 500',
    ])
    expect(check({ ...SEND, RequestParameters: { QueueUrl, Body: 'x' } })).toEqual([
      {
        path: 'properties.RequestParameters',
        message: 'SQS-SendMessage needs the parameter MessageBody',
        edge: 'e1',
      },
      {
        path: 'properties.RequestParameters',
        message: 'SQS-SendMessage has no parameter Body',
        edge: 'e1',
      },
    ])
  })

  test('a service that is not simulated, and a subtype that AWS has not, are told', () => {
    expect(messages({ IntegrationSubtype: 'EventBridge-PutEvents' })).toEqual([
      'EventBridge-PutEvents needs EventBridge, which is not simulated: its routes answer 500',
    ])
    expect(messages({ IntegrationSubtype: 'SQS-SendMessageBatch' })).toEqual([
      'SQS-SendMessageBatch is no integration subtype of HTTP APIs',
    ])
    expect(messages(SEND, 'invoke')).toEqual([
      'an IntegrationSubtype belongs to a wire to a service, as to a queue',
    ])
  })
})

test('a private integration names its link, and leads to an HTTP service', () => {
  const linked = { ConnectionType: 'VPC_LINK', ConnectionId: 'abc123' }
  expect(messages(linked, 'http')).toEqual([])
  expect(messages({ ConnectionType: 'VPC_LINK' }, 'http')).toEqual([
    'VPC_LINK needs a ConnectionId',
  ])
  expect(messages({ ConnectionId: 'abc123' }, 'http')).toEqual([
    'a ConnectionId belongs to the ConnectionType VPC_LINK',
  ])
  expect(messages(linked, 'invoke')).toEqual(['a VPC link leads to an HTTP service only'])
})

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-responses.html
describe('SQS’s query protocol', () => {
  test('lists are repeated elements, attributes pairs; texts are escaped', () => {
    const Messages = [
      {
        MessageId: 'm',
        Body: '<a> & "b"',
        Attributes: { SentTimestamp: '1' },
        MessageAttributes: { who: { DataType: 'String', StringValue: 'x' } },
      },
    ]
    expect(queryAnswer('ReceiveMessage', { Messages }, 'r')).toBe(
      '<?xml version="1.0"?><ReceiveMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><ReceiveMessageResult>' +
        '<Message><MessageId>m</MessageId><Body>&lt;a&gt; &amp; &quot;b&quot;</Body>' +
        '<Attribute><Name>SentTimestamp</Name><Value>1</Value></Attribute>' +
        '<MessageAttribute><Name>who</Name><Value><DataType>String</DataType><StringValue>x</StringValue></Value></MessageAttribute>' +
        '</Message></ReceiveMessageResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ReceiveMessageResponse>',
    )
    expect(queryAnswer('PurgeQueue', {}, 'r')).toBe(
      '<?xml version="1.0"?><PurgeQueueResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PurgeQueueResponse>',
    )
  })

  test('an error says whose it is', () => {
    expect(queryError({ type: 'Sender', code: 'X', message: 'no' }, 'r')).toBe(
      '<?xml version="1.0"?><ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error><Type>Sender</Type><Code>X</Code><Message>no</Message><Detail/></Error><RequestId>r</RequestId></ErrorResponse>',
    )
  })
})
