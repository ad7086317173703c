import { after, seconds } from '#kernel/time.ts'
import { createFakeRuntime } from '#sandbox/fake.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { HandSocket } from '#services/client/definition.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'

// A WebSocket API that writes to a table and reads it itself: templates make the calls, no function stands between.

const action = (name: string): string => `arn:aws:apigateway:us-east-1:dynamodb:action/${name}`

const route = (uri: string, request: string, response: string) => ({
  RouteResponseSelectionExpression: '$default',
  Integration: {
    IntegrationType: 'AWS',
    IntegrationUri: uri,
    RequestTemplates: { $default: request },
    IntegrationResponses: [
      { IntegrationResponseKey: '/200/', ResponseTemplates: { $default: response } },
      { ResponseTemplates: { $default: '{"failed":true}' } },
    ],
  },
})

const scenario: Scenario = {
  coldstart: 1,
  name: 'socket service',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'People', type: 'Coldstart::Client', properties: { Load: { Stages: [] } } },
    {
      id: 'Notes',
      type: 'AWS::ApiGatewayV2::Api',
      properties: {
        ProtocolType: 'WEBSOCKET',
        Routes: {
          put: route(
            action('PutItem'),
            '{"TableName":"notes","Item":{"id":{"S":"$input.path(\'$.id\')"},"by":{"S":"$context.connectionId"}}}',
            '{"saved":true}',
          ),
          get: route(
            action('GetItem'),
            '{"TableName":"notes","ConsistentRead":true,"Key":{"id":{"S":"$input.path(\'$.id\')"}}}',
            '{"id":"$input.path(\'$.Item.id.S\')"}',
          ),
          other: route(action('GetItem'), '{"TableName":"other","Key":{}}', '{}'),
        },
      },
    },
    { id: 'Table', type: 'AWS::DynamoDB::Table', properties: { TableName: 'notes' } },
  ],
  edges: [
    { id: 'e1', source: 'People', target: 'Notes' },
    {
      id: 'e2',
      source: 'Notes',
      target: 'Table',
      properties: { RouteKeys: ['put', 'get', 'other'] },
    },
  ],
}

test('messages become calls of DynamoDB, and answers messages', () => {
  const simulation = createSimulation({ scenario, handlers: createFakeRuntime(() => null) })
  const run = (time: number) => void simulation.runUntil(after(simulation.now, seconds(time)))
  const socket = (): HandSocket =>
    simulation.query('People', { type: 'socket', id: 's' }) as HandSocket
  simulation.command('People', { type: 'socket-open', id: 's', path: '/production', headers: [] })
  run(2)
  for (const message of [
    { action: 'put', id: '7' },
    { action: 'get', id: '7' },
    { action: 'other' },
  ]) {
    const body = JSON.stringify(message)
    simulation.command('People', { type: 'socket-send', id: 's', body })
    run(2)
  }
  const heard = socket().log.filter(({ way }) => way === 'in')
  expect(heard.map(({ data }) => JSON.parse(data) as unknown)).toEqual([
    { saved: true },
    { id: '7' },
    { failed: true },
  ])
})
