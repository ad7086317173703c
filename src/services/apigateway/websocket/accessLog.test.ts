import { expect, test } from 'vitest'
import { createWorld, FAILS, returns } from '../testing/socketWorld.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
test('a line for each handshake, message and goodbye, also where it was turned away', () => {
  const Format =
    '$context.eventType $context.routeKey $context.status $context.integrationLatency $context.identity.sourceIp $context.error.message $context.requestId'
  const { connect, records } = createWorld({
    properties: {
      AccessLogSettings: { Format },
      Models: { Any: { Schema: { type: 'object' } } },
      Routes: { ping: { ModelSelectionExpression: 'none', RequestModels: { x: 'Any' } } },
    },
    lambda: ({ body }) => (body === 'boom' ? FAILS : returns({ statusCode: 200 })),
  })
  const client = connect()
  client.send('hello')
  client.send('boom')
  client.send('{"action":"ping"}')
  client.server.closed({ code: 1000, reason: '' })
  client.send('late')
  const lines = records.flatMap((row) =>
    row.type === 'log' && row.stream === 'access' ? [row.line] : [],
  )
  expect(lines.map((line) => line.replace(/ [\w-]{15}=$/, ''))).toEqual([
    'CONNECT $connect 200 10 203.0.113.1 -',
    'MESSAGE $default 200 10 203.0.113.1 -',
    expect.stringMatching(/^MESSAGE \$default 502 10 203\.0\.113\.1 The Lambda function/),
    'MESSAGE ping 400 - 203.0.113.1 Invalid request body',
    'DISCONNECT $disconnect 200 10 203.0.113.1 -',
  ])
})
