import { after, seconds } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { HandSocket, SentRequest } from '#services/client/definition.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'

// One name in front of a REST, an HTTP and a WebSocket API: what each of them tells its function.

const handler = `export const handler = async (event) => ({
  statusCode: 200,
  body: JSON.stringify({
    path: event.path ?? event.rawPath,
    route: event.resource ?? event.routeKey ?? event.requestContext.routeKey,
    domainName: event.requestContext.domainName,
    stage: event.requestContext.stage,
  }),
})`

const fn = { type: 'AWS::Lambda::Function', code: { 'index.mjs': handler } } as const

const scenario: Scenario = {
  coldstart: 1,
  name: 'domain',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Users', type: 'Coldstart::Client', properties: { Load: { Stages: [] } } },
    { id: 'Domain', type: 'AWS::ApiGatewayV2::DomainName' },
    {
      id: 'Rest',
      type: 'AWS::ApiGateway::RestApi',
      properties: { DisableExecuteApiEndpoint: true },
    },
    { id: 'Http', type: 'AWS::ApiGatewayV2::Api' },
    {
      id: 'Chat',
      type: 'AWS::ApiGatewayV2::Api',
      properties: {
        ProtocolType: 'WEBSOCKET',
        Routes: { $default: { RouteResponseSelectionExpression: '$default' } },
      },
    },
    { id: 'RestFn', ...fn },
    { id: 'HttpFn', ...fn },
    { id: 'ChatFn', ...fn },
  ],
  edges: [
    { id: 'e0', source: 'Users', target: 'Domain' },
    {
      id: 'e1',
      source: 'Domain',
      target: 'Rest',
      properties: { ApiMappingKey: 'shop', Stage: 'prod' },
    },
    { id: 'e2', source: 'Domain', target: 'Http' },
    {
      id: 'e3',
      source: 'Domain',
      target: 'Chat',
      properties: { ApiMappingKey: 'chat', Stage: 'production' },
    },
    { id: 'e4', source: 'Rest', target: 'RestFn' },
    { id: 'e5', source: 'Http', target: 'HttpFn' },
    { id: 'e6', source: 'Chat', target: 'ChatFn', properties: { RouteKeys: ['$default'] } },
  ],
}

test('paths lead to stages; events tell of the domain, v1 with the base path and v2 without', () => {
  const simulation = createSimulation({ scenario, handlers: loadQuickJs() })
  const run = (time: number) => void simulation.runUntil(after(simulation.now, seconds(time)))
  const get = (id: string, path: string): unknown => {
    simulation.command('Users', { type: 'send', id, method: 'GET', path, headers: [], body: '' })
    run(5)
    const sent = simulation.query('Users', { type: 'sent', id }) as SentRequest
    if (sent.type !== 'answered') throw new Error(`not answered: ${sent.type}`)
    return JSON.parse(sent.body)
  }
  expect(get('a', '/shop/pets/7')).toEqual({
    path: '/shop/pets/7',
    route: '/{proxy+}',
    domainName: 'api.example.com',
    stage: 'prod',
  })
  expect(get('b', '/pets/7')).toEqual({
    path: '/pets/7',
    route: '$default',
    domainName: 'api.example.com',
    stage: '$default',
  })
  simulation.command('Users', { type: 'socket-open', id: 's', path: '/chat', headers: [] })
  run(3)
  simulation.command('Users', { type: 'socket-send', id: 's', body: 'hello' })
  run(3)
  const socket = simulation.query('Users', { type: 'socket', id: 's' }) as HandSocket
  expect(socket.state).toBe('open')
  expect(
    socket.log.filter(({ way }) => way === 'in').map(({ data }) => JSON.parse(data) as unknown),
  ).toEqual([{ route: '$default', domainName: 'api.example.com', stage: 'production' }])
})
