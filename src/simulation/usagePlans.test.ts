import { after, seconds, START } from '#kernel/time.ts'
import { createFakeRuntime } from '#sandbox/fake.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { SentRequest } from '#services/client/definition.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'

const KEY = 'acme-key-0123456789abcdef'

/** A mock that wants an API key. */
const Methods = {
  'GET /': {
    ApiKeyRequired: true,
    MethodResponses: [{ StatusCode: '200' }],
    Integration: {
      Type: 'MOCK',
      RequestTemplates: { 'application/json': '{"statusCode": 200}' },
      IntegrationResponses: [{ StatusCode: '200' }],
    },
  },
}
const Stages = [{ StageName: 'prod' }]

type Raw = NonNullable<Scenario['nodes'][number]['properties']>

const scenario = (more: { readonly plan?: Raw; readonly model?: Raw } = {}): Scenario => ({
  coldstart: 1,
  name: 'one plan of two APIs',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    ...['One', 'Two', 'Three'].map((name) => ({
      id: `Users${name}`,
      type: 'Coldstart::Client' as const,
      properties: { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } },
    })),
    {
      id: 'First',
      type: 'AWS::ApiGateway::RestApi',
      properties: {
        Stages,
        Methods,
        ApiKeys: [{ Name: 'acme', Value: KEY }],
        UsagePlans: [
          {
            UsagePlanName: 'gold',
            Keys: ['acme'],
            ApiStages: [{ Stage: 'prod' }, { ApiId: 'Second', Stage: 'prod' }],
            ...more.plan,
          },
        ],
      },
    },
    { id: 'Second', type: 'AWS::ApiGateway::RestApi', properties: { Stages, Methods } },
    {
      id: 'Http',
      type: 'AWS::ApiGatewayV2::Api',
      properties: { ProtocolType: 'HTTP' },
      ...(more.model !== undefined && { model: more.model }),
    },
  ],
  edges: [
    { id: 'e1', source: 'UsersOne', target: 'First' },
    { id: 'e2', source: 'UsersTwo', target: 'Second' },
    { id: 'e3', source: 'UsersThree', target: 'Http' },
  ],
})

/** Sends requests one after another, a second apart, and tells their statuses. */
function statusesOf(document: Scenario, sent: readonly (readonly [string, string])[]) {
  const simulation = createSimulation({
    scenario: document,
    handlers: createFakeRuntime(() => null),
  })
  const statuses = sent.map(([users, path], index) => {
    const id = String(index)
    const headers = [['x-api-key', KEY]]
    simulation.command(users, { type: 'send', id, method: 'GET', path, headers, body: '' })
    simulation.runUntil(after(START, seconds(index + 1)))
    const answer = simulation.query(users, { type: 'sent', id }) as SentRequest
    return answer.type === 'answered' ? answer.status : answer.type
  })
  simulation.dispose()
  return statuses
}

// "A usage plan specifies who can access one or more deployed API stages and methods."
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
test('one key opens the stages of several APIs, and its quota is one over all of them', () => {
  const plan = { Quota: { Limit: 3, Period: 'DAY' } }
  const both = [
    ['UsersOne', '/prod/'],
    ['UsersTwo', '/prod/'],
    ['UsersTwo', '/prod/'],
    ['UsersOne', '/prod/'],
    ['UsersTwo', '/prod/'],
  ] as const
  expect(statusesOf(scenario({ plan }), both)).toEqual([200, 200, 200, 429, 429])
})

test('an API that no plan names stays shut', () => {
  const plan = { ApiStages: [{ Stage: 'prod' }] }
  const both = [
    ['UsersOne', '/prod/'],
    ['UsersTwo', '/prod/'],
  ] as const
  expect(statusesOf(scenario({ plan }), both)).toEqual([200, 403])
})

// "By default, API Gateway limits the steady-state requests per second (RPS) across all APIs within an AWS account."
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
test('HTTP and REST APIs draw from one bucket of the account', () => {
  const model = { AccountRatePerSecond: 0.001, AccountBurst: 2 }
  const mixed = [
    ['UsersThree', '/'],
    ['UsersOne', '/prod/'],
    ['UsersOne', '/prod/'],
    ['UsersThree', '/'],
  ] as const
  expect(statusesOf(scenario({ model }), mixed)).toEqual([404, 200, 429, 429])
})
