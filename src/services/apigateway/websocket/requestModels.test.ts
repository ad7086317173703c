import { expect, test } from 'vitest'
import { httpApiDefinition } from '../definition.ts'
import { createWorld, texts } from '../testing/socketWorld.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-request-validation.html

const text = { type: 'object', required: ['text'], properties: { text: { type: 'string' } } }

const properties = {
  Models: { Said: { Schema: text }, Any: { Schema: { type: 'object' } } },
  Routes: {
    ping: {
      ModelSelectionExpression: '$request.body.kind',
      RequestModels: { said: 'Said', $default: 'Any' },
    },
    $default: { ModelSelectionExpression: '$request.body.kind', RequestModels: { said: 'Said' } },
  },
}

const say = (message: string) => {
  const world = createWorld({ properties })
  const client = world.connect()
  client.send(message)
  const routes = world.events.map(({ requestContext }) => requestContext['routeKey'])
  return { messages: client.messages, reached: routes.slice(1), ...world }
}

test('a message that does not fit its model reaches nobody, and its sender is told', () => {
  const { messages, reached, records } = say('{"action":"ping","kind":"said","text":7}')
  expect(reached).toEqual([])
  expect(messages).toEqual([
    expect.stringMatching(
      /^\{"message": "Invalid request body", "connectionId":"[\w-]{15}=", "requestId":"[\w-]{15}="\}$/,
    ),
  ])
  expect(
    records.filter((row) => row.type === 'counter' && row.name === 'ClientError'),
  ).toHaveLength(1)
})

test('one that fits passes; what no entry has is held against $default', () => {
  expect(say('{"action":"ping","kind":"said","text":"hi"}').reached).toEqual(['ping'])
  expect(say('{"action":"ping","kind":"other"}').reached).toEqual(['ping'])
  expect(say('{"action":"ping"}').reached).toEqual(['ping'])
})

test('"if there is no matching model and $default isn’t defined, the validation fails"; so it does for what is no JSON', () => {
  const told = ['Invalid request body']
  for (const message of ['{"kind":"other"}', '{}', 'no JSON']) {
    const { messages, reached } = say(message)
    expect([texts(messages), reached]).toEqual([told, []])
  }
})

test('a model that there is not, and models that nothing selects, are told before a run', () => {
  const found = httpApiDefinition.check?.({
    id: 'Api',
    properties: httpApiDefinition.properties.parse({
      ProtocolType: 'WEBSOCKET',
      Routes: {
        a: { ModelSelectionExpression: '$request.body.kind', RequestModels: { x: 'Gone' } },
        b: { RequestModels: { x: 'Gone' } },
      },
    }),
    model: httpApiDefinition.model.parse({}),
    code: {},
    data: null,
    edges: [],
  })
  expect(found?.map(({ path, message }) => [path, message])).toEqual([
    ['properties.Routes.a.RequestModels.x', 'Invalid model identifier specified: Gone'],
    ['properties.Routes.b.RequestModels.x', 'Invalid model identifier specified: Gone'],
    [
      'properties.Routes.b.RequestModels',
      'no ModelSelectionExpression selects them: no message is validated',
    ],
  ])
})
