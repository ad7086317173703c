import { findHeader } from '#contracts/body.ts'
import type { HttpResponse } from '#contracts/http.ts'
import { minutes, seconds } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { createWorld, fails, json, OK, returns, wire } from './testing/world.ts'

describe('stages and methods', () => {
  test('the stage is the first part of the path; without it the default stage answers', () => {
    const { ask, invokes } = createWorld()
    expect([ask().status, ask({ path: '/items' }).status]).toEqual([200, 200])
    const events = invokes.map(({ payload }) => JSON.parse(payload) as { path: string })
    expect(events.map(({ path }) => path)).toEqual(['/items', '/items'])
  })

  test('a path of no stage is 403 Forbidden where no default stage is', () => {
    const { ask, told } = createWorld({ properties: { DefaultStage: '' } })
    expect(told(ask({ path: '/items' }))).toEqual({
      status: 403,
      body: '{"message":"Forbidden"}',
      type: 'ForbiddenException',
    })
  })

  test('an unknown path or method is 403 Missing Authentication Token, not 404', () => {
    const { ask, told } = createWorld({ edges: [wire('invoke', ['GET /items'])] })
    const missing = {
      status: 403,
      body: '{"message":"Missing Authentication Token"}',
      type: 'MissingAuthenticationTokenException',
    }
    expect(told(ask({ path: '/prod/nothing' }))).toEqual(missing)
    expect(told(ask({ method: 'POST' }))).toEqual(missing)
    expect(told(ask({ method: 'OPTIONS' }))).toEqual(missing)
  })

  test('X-HTTP-Method-Override makes a request one of another method', () => {
    const { ask, invokes } = createWorld({ edges: [wire('invoke', ['PATCH /items'])] })
    const headers = [['X-HTTP-Method-Override', 'PATCH']] as const
    expect(ask({ method: 'POST', headers }).status).toBe(200)
    expect(invokes[0]?.payload).toContain('"httpMethod":"PATCH"')
  })

  test('a canary takes its share, with its own variables and deployment', () => {
    const Deployments = [{ DeploymentId: 'abc123', Methods: {}, Wires: { e1: ['ANY /{proxy+}'] } }]
    const Stages = [
      {
        StageName: 'prod',
        Variables: { color: 'blue' },
        CanarySetting: {
          PercentTraffic: 25,
          DeploymentId: 'abc123',
          StageVariableOverrides: { color: 'green' },
        },
      },
    ]
    const { world, send, invokes } = createWorld({ properties: { Stages, Deployments } })
    for (let index = 0; index < 400; index++) send()
    world.run(seconds(1))
    const events = invokes.map(
      ({ payload }) =>
        JSON.parse(payload) as {
          stageVariables: { color: string }
          requestContext: { deploymentId: string; isCanaryRequest?: boolean }
        },
    )
    const green = events.filter(({ stageVariables }) => stageVariables.color === 'green')
    expect(green.length).toBeGreaterThan(70)
    expect(green.length).toBeLessThan(130)
    expect(green.every((each) => each.requestContext.deploymentId === 'abc123')).toBe(true)
    expect(green.every((each) => each.requestContext.isCanaryRequest)).toBe(true)
  })
})

describe('a deployment is a snapshot', () => {
  const teapot = { DEFAULT_4XX: { StatusCode: '418' } }
  const model = { Order: { Schema: { type: 'object', required: ['id'] } } }
  const of = (Api?: object) => ({
    Stages: [{ StageName: 'prod', DeploymentId: 'abc123' }],
    Deployments: [
      {
        DeploymentId: 'abc123',
        Wires: { e1: ['POST /items'] },
        Methods: {
          'POST /items': {
            RequestModels: { 'application/json': 'Order' },
            RequestValidatorId: 'body',
          },
        },
        ...(Api !== undefined && { Api }),
      },
    ],
    // As the document is now, which nobody has deployed.
    GatewayResponses: { DEFAULT_4XX: { StatusCode: '402' } },
    RequestValidators: {},
    Policy: { Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }] },
  })
  const post = { method: 'POST', ...json({}) }

  test('gateway responses, models, validators and the policy are those that were deployed', () => {
    const { ask } = createWorld({
      properties: of({
        GatewayResponses: teapot,
        Models: model,
        RequestValidators: { body: { ValidateRequestBody: true } },
      }),
    })
    const answer = ask(post)
    expect([answer.status, answer.body]).toEqual([418, '{"message": "Invalid request body"}'])
    expect(ask({ method: 'POST', ...json({ id: 1 }) }).status).toBe(200)
  })

  test('a snapshot without them serves what the document says', () => {
    expect(createWorld({ properties: of() }).ask(post).status).toBe(402)
  })
})

describe('gateway responses', () => {
  test('of a type, else of its hundred; status, headers and body are the API’s', () => {
    const { ask } = createWorld({
      properties: {
        GatewayResponses: {
          MISSING_AUTHENTICATION_TOKEN: {
            StatusCode: '404',
            ResponseTemplates: { 'application/json': '{"no":"$context.path"}' },
          },
          DEFAULT_5XX: {
            ResponseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" },
          },
        },
      },
      edges: [wire('invoke', ['GET /items'])],
      lambda: () => fails('boom'),
    })
    const missing = ask({ path: '/prod/nothing' })
    expect([missing.status, missing.body]).toEqual([404, '{"no":"/prod/nothing"}'])
    const failed = ask()
    expect([failed.status, findHeader(failed.headers, 'access-control-allow-origin')]).toEqual([
      502,
      '*',
    ])
  })

  test('413 above 10 MB cannot be changed', () => {
    const { ask, told } = createWorld({
      properties: { GatewayResponses: { DEFAULT_4XX: { StatusCode: '400' } } },
    })
    const body = 'x'.repeat(10 * 1_024 * 1_024 + 1)
    expect(told(ask({ method: 'POST', body }))).toMatchObject({
      status: 413,
      body: '{"message":"Request Too Long"}',
    })
  })
})

describe('throttling', () => {
  const throttled = {
    status: 429,
    body: '{"message":"Too Many Requests"}',
    type: 'TooManyRequestsException',
  }

  test('a method’s own setting goes over the stage’s, field by field', () => {
    const Stages = [
      {
        StageName: 'prod',
        MethodSettings: [
          { ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 5 },
          { ResourcePath: '/items', HttpMethod: 'GET', ThrottlingBurstLimit: 2 },
        ],
      },
    ]
    const { world, send, told, api } = createWorld({
      properties: { Stages },
      edges: [wire('invoke', ['GET /items', 'POST /items'])],
    })
    const gets = Array.from({ length: 4 }, () => send())
    const posts = Array.from({ length: 6 }, () => send({ method: 'POST' }))
    world.run(seconds(1))
    const statuses = (answers: readonly HttpResponse[][]) => answers.map(([one]) => one?.status)
    expect(statuses(gets)).toEqual([200, 200, 429, 429])
    expect(statuses(posts)).toEqual([200, 200, 200, 200, 200, 429])
    expect(gets[2]?.map(told)).toEqual([throttled])
    expect(api.inspect().methodBuckets.map(({ method, burst }) => [method, burst])).toEqual([
      ['prod GET /items', 2],
      ['prod POST /items', 5],
    ])
  })

  test('the account’s bucket is everybody’s', () => {
    const { world, send, told } = createWorld({
      model: { AccountBurst: 1, AccountRatePerSecond: 1 },
    })
    const answers = [send(), send()]
    world.run(seconds(1))
    expect(answers[1]?.map(told)).toEqual([throttled])
  })
})

describe('monitoring', () => {
  test('counts by CloudWatch’s names', () => {
    const { world, ask } = createWorld({ edges: [wire('invoke', ['GET /items'])] })
    ask()
    ask({ path: '/prod/nothing' })
    expect(['Count', '4XXError', '5XXError'].map((name) => world.counted(name))).toEqual([2, 1, 0])
    expect(world.samples('Latency')).toEqual([10, 0])
    expect(world.samples('IntegrationLatency')).toEqual([10])
  })

  const linesOf = ({ records }: ReturnType<typeof createWorld>['world'], stream: string) =>
    records.flatMap((each) =>
      each.type === 'log' && each.stream.startsWith(stream) ? [each.line] : [],
    )

  test('writes the access log by its format; what is not there is a dash', () => {
    const Format =
      '{"id":"$context.requestId","path":"$context.resourcePath","status":"$context.status","length":$context.responseLength,"latency":$context.integrationLatency,"key":"$context.identity.apiKey","why":"$context.error.responseType"}'
    const { world, ask } = createWorld({
      properties: { Stages: [{ StageName: 'prod', AccessLogSetting: { Format } }] },
      edges: [wire('invoke', ['GET /items'])],
    })
    ask()
    ask({ path: '/prod/nothing' })
    const [one, two] = linesOf(world, 'API-Gateway-Access-Logs_')
    expect(JSON.parse(one ?? '')).toMatchObject({
      path: '/items',
      status: '200',
      length: 2,
      latency: 10,
      key: '-',
      why: '-',
    })
    expect(two).toContain('"status":"403"')
    expect(two).toContain('"why":"MISSING_AUTHENTICATION_TOKEN"')
  })

  test('writes the execution log as AWS does', () => {
    const Stages = [{ StageName: 'prod', MethodSettings: [{ LoggingLevel: 'INFO' }] }]
    const { world, ask } = createWorld({ properties: { Stages } })
    const { headers } = ask()
    const id = findHeader(headers, 'x-amz-apigw-id') ?? ''
    const lines = linesOf(world, 'API-Gateway-Execution-Logs_').map((line) =>
      line.replace(`(${id}) `, ''),
    )
    expect(lines).toContain(`Extended Request Id: ${id}`)
    expect(lines).toContain('HTTP Method: GET, Resource Path: /{proxy+}')
    expect(lines).toContain('Received response. Status: 200, Integration latency: 10 ms')
    expect(lines.at(-1)).toBe('Method completed with status: 200')
  })

  test('ERROR writes of what failed only', () => {
    const Stages = [{ StageName: 'prod', MethodSettings: [{ LoggingLevel: 'ERROR' }] }]
    let reply = OK
    const { world, ask } = createWorld({ properties: { Stages }, lambda: () => reply })
    ask()
    expect(linesOf(world, 'API-Gateway-Execution-Logs_')).toEqual([])
    reply = returns({ nothing: true })
    ask()
    expect(linesOf(world, 'API-Gateway-Execution-Logs_')).toHaveLength(2)
    expect(linesOf(world, 'API-Gateway-Execution-Logs_')[0]).toContain(
      'Execution failed due to configuration error: Malformed Lambda proxy response',
    )
  })

  test('charges for what it served, not for what it refused, and for a cache by the hour', () => {
    const { world, api, ask } = createWorld({
      properties: {
        Stages: [{ StageName: 'prod', CacheClusterEnabled: true, CacheClusterSize: '6.1' }],
      },
      edges: [wire('invoke', ['GET /items'])],
    })
    ask()
    ask({ path: '/prod/nothing' })
    world.run(minutes(58))
    expect(api.usage?.()).toMatchObject({ requests: 1, cacheHours61: 1 })
  })
})

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html
describe('who reaches an API at all', () => {
  const MAPPED = {
    mapped: { domainName: 'api.example.com', basePath: 'shop', stage: 'prod', path: '/shop/items' },
  }
  const FORBIDDEN = { status: 403, body: '{"message":"Forbidden"}', type: 'ForbiddenException' }

  test('a private API takes what comes through a VPC endpoint, and nothing else', () => {
    const { ask, told } = createWorld({
      properties: { EndpointConfiguration: { Types: ['PRIVATE'] } },
    })
    expect(told(ask())).toEqual(FORBIDDEN)
    expect(ask({ caller: { vpceId: 'vpce-1' } }).status).toBe(200)
  })

  test('with its own host switched off, only a custom domain leads to it', () => {
    const { ask, told } = createWorld({ properties: { DisableExecuteApiEndpoint: true } })
    expect(told(ask())).toEqual(FORBIDDEN)
    expect(ask(MAPPED).status).toBe(200)
  })

  test('a mapping to a stage that is not there reaches no other', () => {
    const { ask, told } = createWorld()
    const nowhere = { mapped: { ...MAPPED.mapped, stage: 'test' }, path: '/test/items' }
    expect(told(ask(nowhere))).toEqual(FORBIDDEN)
  })

  test('a domain’s name and base path reach the function', () => {
    const { ask, invokes } = createWorld()
    ask(MAPPED)
    expect(JSON.parse(invokes[0]?.payload ?? '{}')).toMatchObject({
      path: '/shop/items',
      requestContext: {
        path: '/shop/items',
        domainName: 'api.example.com',
        domainPrefix: 'api',
        stage: 'prod',
      },
    })
  })

  test('metrics by stage and method, where they are asked for', () => {
    const Stages = [{ StageName: 'prod', MethodSettings: [{ MetricsEnabled: true }] }]
    const { ask, world } = createWorld({ properties: { Stages } })
    ask()
    expect(world.counted('Count prod ANY /{proxy+}')).toBe(1)
    expect(world.samples('Latency prod ANY /{proxy+}')).toHaveLength(1)
  })
})
