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

test('the execution log tells of each by its level: all of it, what failed, or nothing', () => {
  const linesAt = (LoggingLevel: 'OFF' | 'ERROR' | 'INFO', ping?: 'OFF') => {
    const { connect, records } = createWorld({
      properties: {
        DefaultRouteSettings: { LoggingLevel },
        ...(ping !== undefined && { RouteSettings: { ping: { LoggingLevel: ping } } }),
      },
      lambda: ({ body }) => (body === 'boom' ? FAILS : returns({ statusCode: 200 })),
    })
    const client = connect()
    client.send('boom')
    client.send('{"action":"ping"}')
    client.server.closed({ code: 1000, reason: 'bye' })
    client.send('late')
    return records.flatMap((row) =>
      row.type === 'log' && /^API-Gateway-Execution-Logs_\w{10}\/production$/.test(row.stream)
        ? [row.line.replaceAll(/[\w-]{15}=/g, 'ID')]
        : [],
    )
  }
  const all = linesAt('INFO')
  expect(all.slice(0, 6)).toEqual([
    '(ID) Extended Request Id: ID',
    '(ID) Starting execution for request: ID',
    '(ID) WebSocket Request Route: [$connect]',
    expect.stringMatching(
      /^\(ID\) Client \[UserAgent: .*, SourceIp: 203\.0\.113\.1\] is connecting/,
    ),
    expect.stringMatching(/^\(ID\) Received response\. Status: 200, Integration latency: \d+ ms$/),
    expect.stringMatching(
      /^\(ID\) Client \[Connection Id: ID\] connected to API \[\w+\] successfully/,
    ),
  ])
  expect(all.filter((line) => line.includes('Execution failed'))).toHaveLength(1)
  expect(all.at(-1)).toMatch(/status code \[200\]\. Close reason: \[1000: bye\]$/)
  expect(linesAt('ERROR')).toEqual([
    expect.stringMatching(/^\(ID\) Execution failed: The Lambda function/),
  ])
  const without = linesAt('INFO', 'OFF')
  expect(without.length).toBeLessThan(all.length)
  expect(without.some((line) => line.includes('[ping]'))).toBe(false)
  expect(linesAt('OFF')).toEqual([])
})
