import { expect, test } from 'vitest'
import { restApiDefinition } from './definition.ts'
import { functionWireSchema } from './properties.ts'

const check = (properties: object, ...methods: string[][]) => checkWith([], properties, ...methods)

const checkWith = (
  siblings: Record<string, unknown>[],
  properties: object,
  ...methods: string[][]
) =>
  restApiDefinition.check?.({
    id: 'Api',
    properties: restApiDefinition.properties.parse(properties),
    model: restApiDefinition.model.parse({}),
    code: {},
    data: null,
    siblings,
    edges: methods.map((Methods, index) => ({
      id: `e${index + 1}`,
      contract: 'invoke',
      target: `Fn${index + 1}`,
      port: null,
      properties: functionWireSchema.parse({ Methods }),
    })),
  })

test('an API in order has no findings', () => {
  const OPTIONS = { Integration: { Type: 'MOCK' } }
  expect(check({ Methods: { 'OPTIONS /items': OPTIONS } }, ['GET /items'], ['ANY /'])).toEqual([])
})

test('a key that AWS would refuse, one that two wires claim, a method without a wire', () => {
  expect(check({ Methods: { 'PUT /a': {} } }, ['GET /a', 'GET a'], ['GET /a'])).toEqual([
    {
      path: 'properties.Methods[1]',
      message:
        "'GET a': a method is one of ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, a blank and a path",
      edge: 'e1',
    },
    {
      path: 'properties.Methods[0]',
      message: 'GET /a leads along e1 already: this one is never taken',
      edge: 'e2',
    },
    {
      path: 'properties.Methods.PUT /a',
      message: 'no wire has the method PUT /a: it has no integration',
    },
  ])
})

test('siblings have one variable only', () => {
  expect(check({}, ['GET /a/{x}', 'GET /a/{y}/b', 'GET /a/{rest+}'])).toEqual([
    {
      path: 'properties.Methods',
      message:
        'A sibling ({x}) of this resource already has a variable path part -- only one unique variable path part is allowed: {y}',
    },
  ])
})

test('what stages, validators and models name must be there; what would guard a door is told to be missing', () => {
  const found = check(
    {
      DefaultStage: 'live',
      Stages: [
        {
          StageName: 'prod',
          DeploymentId: 'abc',
          Variables: { a: 'b c' },
          AccessLogSetting: { Format: '$context.status' },
        },
      ],
      Methods: {
        'GET /a': {
          AuthorizationType: 'CUSTOM',
          AuthorizerId: 'users',
          ApiKeyRequired: true,
          RequestValidatorId: 'all',
          RequestModels: { 'application/json': 'Item' },
        },
      },
    },
    ['GET /a'],
  )
  expect(found?.map(({ message }) => message)).toEqual([
    'there is no stage live',
    'there is no deployment abc',
    'Stage variable value does not match [A-Za-z0-9-._~:/?#&=,]+: a',
    'Access log format must include at least one of $context.requestId or $context.extendedRequestId',
    'there is no request validator all',
    'Invalid model identifier specified: Item',
    'there is no authorizer users',
    'no usage plan has a key: nobody can call',
  ])
})

test('a key that two plans of a stage have, and a plan that stands in another API', () => {
  const plans = {
    ApiKeys: [{ Name: 'acme', Value: 'acme-key-0123456789abcdef' }],
    UsagePlans: [
      { UsagePlanName: 'gold', Keys: ['acme'], ApiStages: [{ ApiId: 'Other', Stage: 'live' }] },
      { UsagePlanName: 'silver', Keys: ['acme'], ApiStages: [{ Stage: 'prod' }] },
      { UsagePlanName: 'bronze', Keys: ['acme'] },
    ],
    Stages: [{ StageName: 'prod' }],
  }
  expect(check(plans, ['GET /a'])).toEqual([
    {
      path: 'properties.UsagePlans[2].Keys',
      message: 'acme has another usage plan with the stage prod already: this one is never asked',
    },
  ])
  const asks = { Methods: { 'GET /a': { ApiKeyRequired: true } } }
  const other = { UsagePlans: [{ ApiStages: [{ ApiId: 'Api', Stage: 'prod' }] }] }
  expect(check(asks, ['GET /a'])).toHaveLength(1)
  expect(checkWith([other], asks, ['GET /a'])).toEqual([])
})
