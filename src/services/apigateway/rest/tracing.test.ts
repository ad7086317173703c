import { findHeader, type HeaderField } from '#contracts/body.ts'
import { minutes, ms } from '#kernel/time.ts'
import { describe, expect, test } from 'vitest'
import { createWorld, wire } from './testing/world.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-understanding-xray-traces.html
const TRACED = { Stages: [{ StageName: 'prod', TracingEnabled: true }] }
const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793'
const PARENT = '53995c3f42cd8ad8'

const trace = (value: string): readonly HeaderField[] => [['X-Amzn-Trace-Id', value]]

const segmentsOf = ({ world }: ReturnType<typeof createWorld>) =>
  world.records.flatMap((body) =>
    body.type === 'note' && body.key === 'xray'
      ? [JSON.parse(body.value) as Record<string, unknown>]
      : [],
  )

describe('X-Ray over a REST API', () => {
  test('a segment of the stage with the subsegment of its integration, key by key as AWS has it', () => {
    const api = createWorld({ properties: { Name: 'testxray', ...TRACED } })
    const headers = [['User-Agent', 'curl/8']] as const
    const answer = api.ask({ query: 'username=demo', headers })
    const [segment] = segmentsOf(api)
    const id: unknown = expect.stringMatching(/^[0-9a-f]{16}$/)
    expect(segment).toEqual({
      id,
      name: 'testxray/prod',
      start_time: 1_767_225_600,
      trace_id: '1-6955b900-000000000000000000000001',
      end_time: 1_767_225_600.01,
      http: {
        request: {
          url: expect.stringMatching(
            /^https:\/\/\w{10}\.execute-api\.us-east-1\.amazonaws\.com\/prod\/items\?username=demo$/,
          ) as string,
          method: 'GET',
          user_agent: 'curl/8',
          client_ip: '203.0.113.1',
          x_forwarded_for: true,
        },
        response: { status: 200, content_length: 0 },
      },
      aws: {
        xray: { sampling_rule_name: 'Default' },
        api_gateway: {
          account_id: '123456789012',
          rest_api_id: expect.stringMatching(/^\w{10}$/) as string,
          stage: 'prod',
          request_id: findHeader(answer.headers, 'x-amzn-requestid'),
        },
      },
      annotations: { 'aws:api_id': expect.any(String) as string, 'aws:api_stage': 'prod' },
      metadata: {
        default: {
          extended_request_id: findHeader(answer.headers, 'x-amz-apigw-id'),
          request_id: findHeader(answer.headers, 'x-amzn-requestid'),
        },
      },
      origin: 'AWS::ApiGateway::Stage',
      resource_arn: expect.stringMatching(
        /^arn:aws:apigateway:us-east-1::\/restapis\/\w{10}\/stages\/prod$/,
      ) as string,
      subsegments: [
        {
          id,
          name: 'Lambda',
          start_time: 1_767_225_600,
          end_time: 1_767_225_600.01,
          http: {
            request: {
              url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:backend/invocations',
              method: 'POST',
            },
            response: { status: 200, content_length: 30 },
          },
          aws: {
            function_name: 'backend',
            region: 'us-east-1',
            operation: 'Invoke',
            resource_names: ['backend'],
          },
          namespace: 'aws',
        },
      ],
    })
    expect(findHeader(answer.headers, 'x-amzn-trace-id')).toBe(
      'Root=1-6955b900-000000000000000000000001;Sampled=1',
    )
  })

  test('the function goes on under the subsegment; one that is not sampled is told so', () => {
    const api = createWorld({ properties: TRACED })
    api.send()
    api.send()
    api.world.run(minutes(1))
    const [segment] = segmentsOf(api) as unknown as [{ subsegments: [{ id: string }] }]
    const root = 'Root=1-6955b900-000000000000000000000001'
    expect(api.invokes.map(({ traceHeader }) => traceHeader)).toEqual([
      `${root};Parent=${segment.subsegments[0].id};Sampled=1`,
      `${root};Sampled=0`,
    ])
    expect(api.api.usage?.()).toMatchObject({ traces: 1 })
  })

  test('the first request of a second, and five percent of the others', () => {
    const api = createWorld({ properties: TRACED })
    for (let request = 0; request < 2_000; request++) {
      api.send()
      api.world.run(ms(10))
    }
    const count = segmentsOf(api).length
    // 20 seconds, and 5 % of 1,980: 99 ± 3 standard deviations of 9.7.
    expect(count).toBeGreaterThan(20 + 70)
    expect(count).toBeLessThan(20 + 128)
  })

  test('a caller’s decision stands; a stage without tracing passes it on, and tells of what is sampled', () => {
    const passive = createWorld()
    passive.ask({ headers: trace(`${ROOT};Parent=${PARENT};Sampled=1`) })
    passive.ask({ headers: trace(`${ROOT};Parent=${PARENT};Sampled=0`) })
    passive.ask({ headers: trace(ROOT) })
    expect(segmentsOf(passive)).toMatchObject([
      { parent_id: PARENT, trace_id: ROOT.slice('Root='.length) },
    ])
    expect(passive.invokes.slice(1).map(({ traceHeader }) => traceHeader)).toEqual([
      `${ROOT};Parent=${PARENT};Sampled=0`,
      ROOT,
    ])
    const active = createWorld({ properties: TRACED })
    active.ask({ headers: trace(`${ROOT};Sampled=0`) })
    expect(segmentsOf(active)).toEqual([])
    expect(active.api.usage?.()).not.toHaveProperty('traces')
  })

  test('errors, throttles and faults are flagged; a time-out is a fault without a response', () => {
    const flags = (segment: Record<string, unknown> | undefined) => {
      const { error, throttle, fault } = segment ?? {}
      return { error, throttle, fault }
    }
    const failing = createWorld({
      properties: TRACED,
      lambda: () => ({
        type: 'refused',
        statusCode: 429,
        errorType: 'TooManyRequestsException',
        payload: '{}',
      }),
    })
    failing.ask()
    const [segment] = segmentsOf(failing)
    expect(flags(segment)).toEqual({ fault: true })
    const [sub] = (segment?.['subsegments'] ?? []) as Record<string, unknown>[]
    expect(flags(sub)).toEqual({ error: true, throttle: true })

    const missing = createWorld({ properties: TRACED, edges: [wire('invoke', ['GET /'])] })
    missing.ask()
    expect(flags(segmentsOf(missing)[0])).toEqual({ error: true })

    const slow = createWorld({ properties: TRACED, delayMs: 30_000 })
    slow.ask()
    expect(segmentsOf(slow)[0]).toMatchObject({ fault: true, subsegments: [{ fault: true }] })
  })

  test('a server is a remote subsegment of its host’s name, and gets the header', () => {
    const Methods = {
      'GET /items': { Integration: { Type: 'HTTP', Uri: 'https://shop.example/v1' } },
    }
    const api = createWorld({
      properties: { ...TRACED, Methods },
      edges: [wire('http', ['GET /items'])],
    })
    api.ask()
    const [segment] = segmentsOf(api) as unknown as [{ subsegments: [{ id: string }] }]
    expect(segment.subsegments).toMatchObject([
      { name: 'shop.example', namespace: 'remote', http: { response: { status: 200 } } },
    ])
    expect(findHeader(api.requests[0]?.headers ?? [], 'x-amzn-trace-id')).toMatch(
      new RegExp(`;Parent=${segment.subsegments[0].id};Sampled=1$`),
    )
  })

  test('$context.xrayTraceId and the execution log tell of traced requests only', () => {
    const Format = '$context.requestId $context.xrayTraceId'
    const stage = { StageName: 'prod', AccessLogSetting: { Format } }
    const MethodSettings = [{ LoggingLevel: 'INFO' }]
    const linesOf = (TracingEnabled: boolean): readonly string[] => {
      const api = createWorld({
        properties: { Stages: [{ ...stage, MethodSettings, TracingEnabled }] },
      })
      api.ask()
      return api.world.records.flatMap((body) => (body.type === 'log' ? [body.line] : []))
    }
    const traced = linesOf(true).join('\n')
    expect(traced).toContain('X-ray Tracing ID : Root=1-6955b900-000000000000000000000001')
    expect(traced).toMatch(/^[0-9a-f-]{36} 1-6955b900-000000000000000000000001$/m)
    const plain = linesOf(false).join('\n')
    expect(plain).not.toContain('X-ray')
    expect(plain).toMatch(/^[0-9a-f-]{36} -$/m)
  })
})
