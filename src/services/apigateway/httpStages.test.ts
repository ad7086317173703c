import { ms, seconds } from '#kernel/time.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { InvokeReply } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import { describe, expect, test } from 'vitest'
import { createFakeWorld } from '../fakeContext.ts'
import type { Edge } from '../service.ts'
import { createAccountThrottle } from './accountThrottle.ts'
import { httpApiDefinition } from './definition.ts'
import { createHttpApi } from './service.ts'

const wire = (id: string, RouteKeys: readonly string[]): Edge => ({
  id,
  contract: 'invoke',
  source: 'Node',
  target: id,
  port: null,
  properties: { RouteKeys },
})

interface Event {
  readonly rawPath: string
  readonly routeKey: string
  readonly stageVariables?: object
  readonly requestContext: { readonly stage: string }
}

/** An API whose two functions say who they are. */
function createWorld(
  properties: object,
  edges: readonly Edge[] = [wire('a', ['GET /x', 'GET /y'])],
) {
  const events: Event[] = []
  const world = createFakeWorld(httpApiDefinition, {
    properties,
    model: { OverheadMs: 0 },
    edges,
    *answer(edge, request, kernel): Process<InvokeReply> {
      if (!('payload' in request)) throw new Error('not an invoke')
      events.push(JSON.parse(request.payload) as Event)
      yield kernel.sleep(ms(5))
      const rest = { functionError: null, executedVersion: '$LATEST' } as const
      const payload = JSON.stringify({ statusCode: 200, body: edge.target })
      return { type: 'completed', statusCode: 200, payload, ...rest }
    },
  })
  const api = createHttpApi(world.ctx, createAccountThrottle())
  const get = (path: string): readonly [number, unknown] => {
    const answers: HttpResponse[] = []
    const request: HttpRequest = {
      context: { trace: 1, span: 0 },
      method: 'GET',
      path,
      query: '',
      headers: [],
      body: '',
      sourceIp: '203.0.113.1',
      attempt: 1,
    }
    const along = { ...wire('in', []), contract: 'http' } as Edge<'http'>
    world.kernel.start(
      (function* () {
        answers.push(yield* api.serve.http(request, along))
      })(),
    )
    world.run(seconds(1))
    return [answers[0]?.status ?? 0, answers[0]?.body]
  }
  return { world, api, get, events }
}

const NOT_FOUND = [404, '{"message":"Not Found"}']

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
describe('the stages of an HTTP API', () => {
  test("the first segment names one, else it is $default's path; each has its variables", () => {
    const { get, events } = createWorld({
      Stages: [
        { StageName: '$default', AutoDeploy: true },
        { StageName: 'test', AutoDeploy: true, StageVariables: { table: 't' } },
      ],
    })
    expect([get('/x'), get('/test/x'), get('/prod/x')]).toEqual([[200, 'a'], [200, 'a'], NOT_FOUND])
    expect(
      events.map(({ rawPath, stageVariables, requestContext: { stage } }) => ({
        rawPath,
        stageVariables,
        stage,
      })),
    ).toEqual([
      { rawPath: '/x', stageVariables: undefined, stage: '$default' },
      { rawPath: '/test/x', stageVariables: { table: 't' }, stage: 'test' },
    ])
  })

  test('without AutoDeploy a stage serves its deployment, whatever the wires say since; without one, nothing', () => {
    const properties = {
      Stages: [
        { StageName: 'prod', DeploymentId: 'dep001' },
        { StageName: 'next', AutoDeploy: true },
        { StageName: 'empty' },
      ],
      Deployments: [{ DeploymentId: 'dep001', Wires: { a: ['GET /x'] } }],
    }
    const edges = [wire('a', ['GET /y']), wire('b', ['GET /x'])]
    const { get } = createWorld(properties, edges)
    expect(get('/prod/x')).toEqual([200, 'a'])
    expect(get('/prod/y')).toEqual(NOT_FOUND)
    expect(get('/next/x')).toEqual([200, 'b'])
    expect(get('/empty/x')).toEqual(NOT_FOUND)
  })

  test('each has throttles of its own, and detailed metrics by route where it keeps them', () => {
    const { get, world, api } = createWorld({
      Stages: [
        {
          StageName: 'slow',
          AutoDeploy: true,
          DefaultRouteSettings: {
            ThrottlingRateLimit: 0.1,
            ThrottlingBurstLimit: 1,
            DetailedMetricsEnabled: true,
          },
        },
        { StageName: 'free', AutoDeploy: true },
      ],
    })
    expect([get('/slow/x')[0], get('/slow/x')[0], get('/slow/y')[0]]).toEqual([200, 429, 200])
    expect([get('/free/x')[0], get('/free/x')[0]]).toEqual([200, 200])
    expect(world.counted('Count')).toBe(5)
    expect([world.counted('Count GET /x'), world.counted('4xx GET /x')]).toEqual([2, 1])
    expect(world.samples('Latency GET /y')).toEqual([5])
    expect(api.inspect()).toMatchObject({
      stages: [
        { name: 'slow', count: 3 },
        { name: 'free', count: 2 },
      ],
      wires: [
        { wire: 'a', route: 'GET /x', target: 'a', kind: 'lambda', format: '2.0' },
        { wire: 'a', route: 'GET /y', target: 'a', timeoutMs: 30_000 },
      ],
    })
  })
})

test('named before a run: stages that clash, that name no deployment, that serve nothing', () => {
  const properties = httpApiDefinition.properties.parse({
    Stages: [
      { StageName: 'a', AutoDeploy: true },
      { StageName: 'a', AutoDeploy: true },
      { StageName: 'b', DeploymentId: 'dep9' },
      { StageName: 'c' },
    ],
  })
  const node = { id: 'Api', properties, code: {}, data: null, edges: [] }
  const found = httpApiDefinition.check?.({ ...node, model: httpApiDefinition.model.parse({}) })
  expect(found?.map(({ message }) => message)).toEqual([
    'there is a stage a already',
    'there is no deployment dep9',
    'c serves nothing: it has no deployment and does not deploy by itself',
  ])
})
