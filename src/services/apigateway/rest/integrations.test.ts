import { findHeader } from '#contracts/body.ts'
import { describe, expect, test } from 'vitest'
import { createWorld, fails, json, method, returns, wire } from './testing/world.ts'

describe('mapped integrations', () => {
  test('AWS: the template makes the event, patterns pick the answer by the error’s message', () => {
    const GET = method({
      Type: 'AWS',
      RequestTemplates: { 'application/json': '{"id":"$input.params(\'id\')"}' },
      IntegrationResponses: [
        {
          StatusCode: '200',
          ResponseTemplates: { 'application/json': '{"name":$input.json(\'$.n\')}' },
        },
        {
          StatusCode: '404',
          SelectionPattern: '.*not found.*',
          ResponseParameters: {
            'method.response.header.X-Why': 'integration.response.body.errorMessage',
          },
          ResponseTemplates: { 'application/json': '{"error":"$input.path(\'$.errorMessage\')"}' },
        },
      ],
    })
    const { ask, invokes } = createWorld({
      properties: { Methods: { 'GET /items/{id}': GET } },
      edges: [wire('invoke', ['GET /items/{id}'])],
      lambda: (event: { id: string }) =>
        event.id === '7' ? returns({ n: 'Rex' }) : fails(`item ${event.id} not found`),
    })
    const found = ask({ path: '/prod/items/7' })
    expect([found.status, found.body]).toEqual([200, '{"name":"Rex"}'])
    const missing = ask({ path: '/prod/items/8' })
    expect([missing.status, missing.body]).toEqual([404, '{"error":"item 8 not found"}'])
    expect(findHeader(missing.headers, 'x-why')).toBe('item 8 not found')
    expect(invokes[0]?.payload).toBe('{"id":"7"}')
  })

  test('AWS with X-Amz-Invocation-Type: Event leaves the function to itself', () => {
    const POST = method({
      Type: 'AWS',
      RequestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
    })
    const { ask, invokes } = createWorld({
      properties: { Methods: { 'POST /items': POST } },
      edges: [wire('invoke', ['POST /items'])],
      lambda: () => ({ type: 'accepted', statusCode: 202 }),
    })
    const { status, body } = ask({ method: 'POST', ...json({ a: 1 }) })
    expect([status, body, invokes[0]?.invocationType]).toEqual([200, '', 'Event'])
  })

  test('AWS with a payload that is no JSON gets Lambda’s complaint by the default response', () => {
    const { ask, invokes } = createWorld({
      properties: { Methods: { 'POST /items': method({ Type: 'AWS' }) } },
      edges: [wire('invoke', ['POST /items'])],
    })
    const { status, body } = ask({ method: 'POST', body: 'a=b' })
    expect([status, invokes.length]).toEqual([200, 0])
    expect(body).toContain('Could not parse request body into json')
  })

  test('HTTP_PROXY passes the request and the answer; HTTP maps both', () => {
    const GET = method({
      Type: 'HTTP',
      Uri: 'http://${stageVariables.host}/v1/pets/{id}',
      IntegrationHttpMethod: 'POST',
      RequestParameters: {
        'integration.request.path.id': 'method.request.path.id',
        'integration.request.querystring.q': 'method.request.querystring.search',
        'integration.request.header.X-Stage': 'context.stage',
      },
      IntegrationResponses: [
        { StatusCode: '200' },
        {
          StatusCode: '404',
          SelectionPattern: '4\\d{2}',
          ResponseTemplates: { 'application/json': '{"gone":true}' },
        },
      ],
    })
    const { ask, requests } = createWorld({
      properties: {
        Methods: { 'GET /pets/{id}': GET },
        Stages: [{ StageName: 'prod', Variables: { host: 'pets.internal' } }],
      },
      edges: [wire('http', ['GET /pets/{id}', 'ANY /raw/{proxy+}'])],
      backend: ({ path }) =>
        path.endsWith('/8')
          ? { status: 410, headers: [], body: 'gone' }
          : {
              status: 203,
              headers: [
                ['X-Own', 'yes'],
                ['Date', 'old'],
              ],
              body: '{"a":1}',
            },
    })
    const mapped = ask({ path: '/prod/pets/7', query: 'search=a%20b&more=1' })
    expect([mapped.status, mapped.body]).toEqual([200, '{"a":1}'])
    expect(requests[0]).toMatchObject({ method: 'POST', path: '/v1/pets/7', query: 'q=a%20b' })
    expect(findHeader(requests[0]?.headers ?? [], 'x-stage')).toBe('prod')
    const gone = ask({ path: '/prod/pets/8' })
    expect([gone.status, gone.body]).toEqual([404, '{"gone":true}'])
    const raw = ask({ method: 'PUT', path: '/prod/raw/x', query: 'a=1', body: 'hi' })
    expect([raw.status, raw.body, findHeader(raw.headers, 'x-own')]).toEqual([
      203,
      '{"a":1}',
      'yes',
    ])
    expect(requests[2]).toMatchObject({ method: 'PUT', path: '/raw/x', query: 'a=1', body: 'hi' })
  })

  test('MOCK answers CORS preflights without a wire', () => {
    const OPTIONS = method({
      Type: 'MOCK',
      RequestTemplates: { 'application/json': '{"statusCode": 200}' },
      IntegrationResponses: [
        {
          StatusCode: '200',
          ResponseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" },
        },
      ],
    })
    const { ask, invokes } = createWorld({
      properties: { Methods: { 'OPTIONS /items': OPTIONS } },
      edges: [],
    })
    const { status, headers } = ask({ method: 'OPTIONS' })
    expect([status, findHeader(headers, 'access-control-allow-origin')]).toEqual([200, '*'])
    expect(invokes).toEqual([])
  })

  test('a template may set the answer’s status and headers', () => {
    const GET = method({
      Type: 'MOCK',
      RequestTemplates: { 'application/json': '{"statusCode": 200}' },
      IntegrationResponses: [
        {
          StatusCode: '200',
          ResponseTemplates: {
            'application/json':
              '#set($context.responseOverride.status = 418)#set($context.responseOverride.header.X-Tea = "pot")short',
          },
        },
      ],
    })
    const { ask } = createWorld({ properties: { Methods: { 'GET /items': GET } }, edges: [] })
    const { status, headers, body } = ask()
    expect([status, findHeader(headers, 'x-tea'), body]).toEqual([418, 'pot', 'short'])
  })

  const pass = (PassthroughBehavior: string, RequestTemplates: object) => {
    const POST = method({ Type: 'AWS', PassthroughBehavior, RequestTemplates })
    const { ask, told } = createWorld({
      properties: { Methods: { 'POST /items': POST } },
      edges: [wire('invoke', ['POST /items'])],
    })
    return told(ask({ method: 'POST', headers: [['Content-Type', 'text/plain']], body: '{}' }))
  }

  test.each([
    ['WHEN_NO_MATCH', { 'application/json': '{}' }, 200],
    ['WHEN_NO_MATCH', {}, 200],
    ['WHEN_NO_TEMPLATES', { 'application/json': '{}' }, 415],
    ['WHEN_NO_TEMPLATES', {}, 200],
    ['NEVER', { 'application/json': '{}' }, 415],
    ['NEVER', {}, 415],
    ['NEVER', { 'text/plain': '{}' }, 200],
  ])('%s with templates %j: %i', (behavior, templates, status) => {
    const answer = pass(behavior, templates)
    expect(answer.status).toBe(status)
    if (status === 415) expect(answer.body).toBe('{"message":"Unsupported Media Type"}')
  })

  test('without a matching response, or with one that the method does not have, it is a 500', () => {
    const none = method({ Type: 'AWS', IntegrationResponses: [] })
    const wrong = method({ Type: 'AWS', IntegrationResponses: [{ StatusCode: '299' }] })
    for (const own of [none, wrong]) {
      const { ask, told } = createWorld({
        properties: { Methods: { 'GET /items': own } },
        edges: [wire('invoke', ['GET /items'])],
      })
      expect(told(ask())).toMatchObject({
        status: 500,
        body: '{"message": "Internal server error"}',
      })
    }
  })
})

describe('validation', () => {
  const world = () =>
    createWorld({
      properties: {
        Models: {
          Item: {
            Schema: {
              type: 'object',
              required: ['price'],
              properties: { price: { type: 'number' } },
            },
          },
        },
        RequestValidators: { all: { ValidateRequestBody: true, ValidateRequestParameters: true } },
        Methods: {
          'POST /items': {
            RequestValidatorId: 'all',
            RequestModels: { 'application/json': 'Item' },
            RequestParameters: {
              'method.request.querystring.page': true,
              'method.request.header.X-Own': false,
            },
          },
        },
        GatewayResponses: {
          BAD_REQUEST_BODY: {
            ResponseTemplates: {
              'application/json':
                '{"message":$context.error.messageString,"why":"$context.error.validationErrorString"}',
            },
          },
        },
      },
      edges: [wire('invoke', ['POST /items'])],
    })

  test('a required parameter that is missing is told by its name', () => {
    const { ask, told } = world()
    expect(told(ask({ method: 'POST', ...json({ price: 1 }) }))).toEqual({
      status: 400,
      body: '{"message": "Missing required request parameters: [page]"}',
      type: 'BadRequestException',
    })
  })

  test('a body that is not the model’s is refused, with the reason for who asks', () => {
    const { ask } = world()
    const { status, body } = ask({ method: 'POST', query: 'page=1', ...json({}) })
    expect([status, body]).toEqual([
      400,
      '{"message":"Invalid request body","why":"[object has missing required properties (["price"])]"}',
    ])
  })

  test('a type without a model is not looked at', () => {
    const { ask } = world()
    const headers = [['Content-Type', 'text/plain']] as const
    expect(ask({ method: 'POST', query: 'page=1', headers, body: 'x' }).status).toBe(200)
  })

  test('the default body says no more than that', () => {
    const { ask, told } = createWorld({
      properties: {
        Models: { Item: { Schema: { type: 'object' } } },
        RequestValidators: { body: { ValidateRequestBody: true } },
        Methods: {
          'POST /items': {
            RequestValidatorId: 'body',
            RequestModels: { 'application/json': 'Item' },
          },
        },
      },
      edges: [wire('invoke', ['POST /items'])],
    })
    expect(told(ask({ method: 'POST', body: 'no json' }))).toEqual({
      status: 400,
      body: '{"message": "Invalid request body"}',
      type: 'BadRequestException',
    })
  })
})
