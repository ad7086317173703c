import type { ApiReply } from '#contracts/api.ts'
import type { HttpResponse } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import { type Instant, seconds } from '#kernel/time.ts'
import type { Scenario } from '#scenario/schema.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'
import type { AnyModule } from './room.ts'
import { noHandlers } from './toyRooms.ts'

// A program that calls hosts by name, an API that answers to one, and an AWS service that wants signatures.

const NAME = 'Orders.internal'

const program = (host: string, headers: readonly (readonly [string, string])[]): AnyModule => ({
  definition: { type: 'AWS::Lambda::Function' },
  create(ctx) {
    const heard: ApiReply[] = []
    function* ask(): Process<void> {
      const context = ctx.beginSpan(null, 'fetch')
      const request = { context, method: 'GET', path: '/', query: '', headers, body: '' }
      const call = { host: { name: host, port: 443 }, request }
      heard.push(
        yield* ctx.callHost(
          { ...call, request: { ...request, sourceIp: '192.0.2.1', attempt: 1 } },
          'arn:aws:sts::123456789012:assumed-role/role/f',
        ),
      )
    }
    return { serve: {}, start: () => void ctx.start(ask()), inspect: () => heard }
  },
})

const api: AnyModule = {
  definition: { type: 'AWS::ApiGatewayV2::Api' },
  create: () => ({
    serve: {
      // oxlint-disable-next-line require-yield -- it answers at once
      *http(): Process<HttpResponse> {
        return { status: 200, headers: [['server', 'toy']], body: 'hello' }
      },
    },
    hostnames: () => [NAME],
    inspect: () => null,
  }),
}

const response = (body: string): ApiReply => ({ type: 'response', status: 200, headers: [], body })

const table: AnyModule = {
  definition: { type: 'AWS::DynamoDB::Table' },
  endpoints: () => [
    {
      service: 'dynamodb',
      hosts: ['123456789012.ddb.us-east-1.amazonaws.com'],
      unsigned: () => response('unsigned'),
      route: (_request, { mayCall }) =>
        mayCall('Table') ? { nodes: ['Table'] } : { reply: response('denied') },
    },
  ],
  create: () => ({
    serve: {
      // oxlint-disable-next-line require-yield -- it answers at once
      *api(): Process<ApiReply> {
        return response('item')
      },
    },
    inspect: () => null,
  }),
}

const scenario: Scenario = {
  coldstart: 1,
  name: 'hosts',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Program', type: 'AWS::Lambda::Function' },
    { id: 'Table', type: 'AWS::DynamoDB::Table' },
    { id: 'Other', type: 'AWS::ApiGatewayV2::Api' },
  ],
  edges: [{ id: 'e1', source: 'Program', target: 'Table' }],
}

function ask(host: string, options: { signed?: boolean; from?: Scenario } = {}): ApiReply {
  const headers = options.signed === true ? [['authorization', 'AWS4-HMAC-SHA256 …'] as const] : []
  const simulation = createSimulation({
    scenario: options.from ?? scenario,
    handlers: noHandlers,
    modules: {
      'AWS::Lambda::Function': program(host, headers),
      'AWS::ApiGatewayV2::Api': api,
      'AWS::DynamoDB::Table': table,
    },
  })
  simulation.runUntil(seconds(60) as number as Instant)
  const [heard] = simulation.inspect('Program') as readonly ApiReply[]
  simulation.dispose()
  return heard ?? { type: 'unreachable', code: 'NONE', message: 'nothing was heard' }
}

test.each([
  'dynamodb.us-east-1.amazonaws.com',
  'DynamoDB.us-east-1.amazonaws.com',
  'dynamodb.us-east-1.api.aws',
  '123456789012.ddb.us-east-1.amazonaws.com',
])(
  '%s is the service’s public endpoint: it wants a signature, and the edge is the permission',
  (host) => {
    expect(ask(host, { signed: true })).toEqual(response('item'))
    expect(ask(host)).toEqual(response('unsigned'))
    expect(ask(host, { signed: true, from: { ...scenario, edges: [] } })).toEqual(
      response('denied'),
    )
  },
)

test('a node that answers to a name refuses the connection where no edge leads to it', () => {
  expect(ask('orders.internal')).toMatchObject({
    type: 'unreachable',
    code: 'ECONNREFUSED',
    message: expect.stringMatching(/^connect ECONNREFUSED 10\.0\.\d+\.\d+:443$/),
  })
})

test.each([
  ['db.example.com', 'ENOTFOUND', 'getaddrinfo ENOTFOUND db.example.com'],
  [
    'dynamodb.eu-west-1.amazonaws.com',
    'ENOTFOUND',
    'getaddrinfo ENOTFOUND dynamodb.eu-west-1.amazonaws.com',
  ],
  ['localhost', 'ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:443'],
  ['127.0.0.1', 'ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:443'],
  ['93.184.215.14', 'ENETUNREACH', 'connect ENETUNREACH 93.184.215.14:443'],
])('%s: %s, in Node’s words', (host, code, message) => {
  expect(ask(host)).toEqual({ type: 'unreachable', code, message })
})
