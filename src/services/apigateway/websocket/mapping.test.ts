import { describe, expect, test } from 'vitest'
import { createWorld, returns, wire } from '../testing/socketWorld.ts'

const ANSWERED = { RouteResponseSelectionExpression: '$default' }

// https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-data-transformations.html
describe('a WebSocket route that maps', () => {
  test('a mock needs no wire: its template says the status, a response what is told', () => {
    const Integration = {
      IntegrationType: 'MOCK',
      RequestTemplates: { $default: '{"statusCode":#if($input.path(\'$.ok\'))200#{else}404#end}' },
      IntegrationResponses: [
        {
          IntegrationResponseKey: '/2\\d{2}/',
          ResponseTemplates: {
            $default: '{"pong":"$context.connectionId","table":"$stageVariables.table"}',
          },
        },
        { ResponseTemplates: { $default: '{"pong":null}' } },
      ],
    }
    const world = createWorld({
      properties: {
        StageVariables: { table: 't' },
        Routes: { ping: { ...ANSWERED, Integration } },
      },
      edges: [],
    })
    const { send, messages } = world.connect()
    send('{"action":"ping","ok":true}')
    send('{"action":"ping","ok":false}')
    expect(messages.map((text) => JSON.parse(String(text)) as unknown)).toEqual([
      { pong: expect.stringMatching(/=$/), table: 't' },
      { pong: null },
    ])
  })

  test('a function is given what the template makes of the message, and its result is mapped', () => {
    const Integration = {
      IntegrationType: 'AWS',
      TemplateSelectionExpression: '$request.body.kind',
      RequestTemplates: {
        big: '{"size":"big","n":$input.json(\'$.n\')}',
        $default: '{"n":$input.json(\'$.n\'),"route":"$context.routeKey"}',
      },
      IntegrationResponses: [
        { ResponseTemplates: { $default: "twice is $input.path('$.twice')" } },
      ],
    }
    const world = createWorld({
      properties: { Routes: { double: { ...ANSWERED, Integration } } },
      edges: [wire('e1', { RouteKeys: ['double'] })],
      lambda: (event: unknown) => returns({ twice: 2 * (event as { n: number }).n }),
    })
    const { send, messages } = world.connect()
    send('{"action":"double","n":4}')
    send('{"action":"double","n":5,"kind":"big"}')
    expect(messages).toEqual(['twice is 8', 'twice is 10'])
    expect(world.events).toEqual([
      { n: 4, route: 'double' },
      { size: 'big', n: 5 },
    ])
  })

  test('what cannot be mapped is an internal server error', () => {
    const mock = (RequestTemplates: object, more: object = {}) => ({
      ...ANSWERED,
      Integration: { IntegrationType: 'MOCK', RequestTemplates, ...more },
    })
    const world = createWorld({
      properties: {
        Routes: {
          plain: mock({ $default: 'no JSON' }),
          none: mock({ other: '{}' }, { PassthroughBehavior: 'NEVER' }),
          broken: mock({ $default: '#if(' }),
        },
      },
      edges: [],
    })
    const { send, messages } = world.connect()
    for (const action of ['plain', 'none', 'broken']) send(JSON.stringify({ action }))
    expect(
      messages.map((text) => (JSON.parse(String(text)) as { message: string }).message),
    ).toEqual(Array(3).fill('Internal server error'))
  })
})
