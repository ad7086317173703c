import {
  APIGatewayProxyEventSchema,
  APIGatewayProxyEventV2Schema,
} from '@aws-lambda-powertools/parser/schemas'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { InvokeReply } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import { ms, seconds } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { createFakeWorld } from '../fakeContext.ts'
import type { Edge } from '../service.ts'
import { createAccountThrottle } from './accountThrottle.ts'
import { httpApiDefinition } from './definition.ts'
import { createHttpApi } from './service.ts'

const INCOMING: Edge<'http'> = {
  id: 'in',
  contract: 'http',
  source: 'Users',
  target: 'Node',
  port: null,
  properties: {},
}

/** As much of an event as these tests look at. */
interface Event {
  readonly rawPath?: string
  readonly headers: Readonly<Record<string, string>>
  readonly pathParameters?: Readonly<Record<string, string>>
  readonly requestContext: Readonly<Record<string, unknown>>
}

/** Sends one request to an API with one function, which answers `result`. */
function serve(
  given: { readonly properties?: object; readonly integration?: object; readonly result?: object },
  request: Partial<HttpRequest> = {},
) {
  const events: Event[] = []
  const world = createFakeWorld(httpApiDefinition, {
    properties: given.properties ?? {},
    model: { OverheadMs: 0 },
    edges: [
      {
        ...INCOMING,
        id: 'e1',
        contract: 'invoke',
        source: 'Node',
        target: 'Fn',
        properties: given.integration ?? {},
      },
    ],
    *answer(_edge, sent, kernel): Process<InvokeReply> {
      if (!('payload' in sent)) throw new Error('not an invoke')
      events.push(JSON.parse(sent.payload) as Event)
      yield kernel.sleep(ms(12))
      const payload = JSON.stringify(given.result ?? { statusCode: 200, body: 'hello' })
      const rest = { functionError: null, executedVersion: '$LATEST' } as const
      return { type: 'completed', statusCode: 200, payload, ...rest }
    },
  })
  const api = createHttpApi(world.ctx, createAccountThrottle())
  const answers: HttpResponse[] = []
  const whole: HttpRequest = {
    context: { trace: 1, span: 0 },
    method: 'GET',
    path: '/',
    query: '',
    headers: [],
    body: '',
    sourceIp: '203.0.113.1',
    attempt: 1,
    ...request,
  }
  world.kernel.start(
    (function* () {
      answers.push(yield* api.serve.http(whole, INCOMING))
    })(),
  )
  world.run(seconds(1))
  const lines = world.records.flatMap((row) => (row.type === 'log' ? [row.line] : []))
  return { event: events[0], answer: answers[0], lines }
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
describe('a named stage', () => {
  const properties = { StageName: 'prod' }
  const integration = { RouteKeys: ['GET /items/{id}', 'GET /'] }

  test('is the first segment of the path: routes do not see it, events do', () => {
    const { event, answer } = serve({ properties, integration }, { path: '/prod/items/7' })
    expect(answer?.status).toBe(200)
    expect(event).toMatchObject({
      rawPath: '/prod/items/7',
      pathParameters: { id: '7' },
      requestContext: { stage: 'prod', http: { path: '/prod/items/7' } },
    })
    expect(serve({ properties, integration }, { path: '/prod' }).answer?.status).toBe(200)
  })

  test('any other path is not found', () => {
    for (const path of ['/items/7', '/production/items/7', '/'])
      expect(serve({ properties, integration }, { path }).answer?.status).toBe(404)
  })
})

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
test('parameter mapping changes what the integration gets, and what the client gets', () => {
  const { event, answer } = serve(
    {
      properties: { StageVariables: { color: 'blue' } },
      integration: {
        RequestParameters: {
          'overwrite:header.x-color': '$stageVariables.color',
          'append:header.x-id': '$context.requestId',
        },
        ResponseParameters: {
          200: { 'overwrite:statuscode': '203', 'append:header.x-stage': '$context.stage' },
        },
      },
    },
    { headers: [['x-color', 'red']] },
  )
  expect(event?.headers['x-color']).toBe('blue')
  expect(event?.headers['x-id']).toMatch(/=$/)
  expect(answer?.status).toBe(203)
  expect(answer?.headers).toContainEqual(['x-stage', '$default'])
})

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
test('the access log has a line for each request, by the stage’s format', () => {
  const Format =
    '$context.identity.sourceIp $context.httpMethod $context.routeKey $context.stage $context.status $context.responseLength $context.responseLatency $context.integrationLatency $context.integrationStatus $context.error.message'
  const { lines } = serve({ properties: { AccessLogSettings: { Format } } })
  expect(lines).toEqual(['203.0.113.1 GET $default $default 200 5 12 12 200 -'])
  expect(serve({}).lines).toEqual([])
})

// What Powertools, which thousands of functions read events with, takes for an event.
describe('events are what Powertools knows', () => {
  const request = {
    path: '/items/7',
    query: 'a=1&a=2',
    headers: [
      ['Cookie', 'c=1'],
      ['Content-Type', 'application/json'],
      ['User-Agent', 'tests'],
    ],
    body: '{"n":1}',
    method: 'POST',
  } as const
  const RouteKeys = ['POST /items/{id}']

  test('format 2.0', () => {
    const { event } = serve({ integration: { RouteKeys } }, request)
    expect(APIGatewayProxyEventV2Schema.safeParse(event).error).toBeUndefined()
  })

  test('format 1.0', () => {
    const { event } = serve({ integration: { RouteKeys, PayloadFormatVersion: '1.0' } }, request)
    // Of an authorizer that there is not, HTTP APIs say `{"claims":null,"scopes":null}`, REST APIs (whose schema it is) nothing.
    expect(event?.requestContext['authorizer']).toEqual({ claims: null, scopes: null })
    const requestContext = { ...event?.requestContext, authorizer: undefined }
    const parsed = APIGatewayProxyEventSchema.safeParse({ ...event, requestContext })
    expect(parsed.error).toBeUndefined()
  })
})
