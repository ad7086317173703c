import { expect, test } from 'vitest'
import { httpApiDefinition } from './definition.ts'
import { integrationSchema } from './integrationSchema.ts'

const check = (properties: object, ...routeKeys: string[][]) =>
  httpApiDefinition.check?.({
    id: 'Api',
    properties: httpApiDefinition.properties.parse(properties),
    model: httpApiDefinition.model.parse({}),
    code: {},
    data: null,
    edges: routeKeys.map((RouteKeys, index) => ({
      id: `e${index + 1}`,
      contract: 'invoke',
      target: `Fn${index + 1}`,
      port: null,
      properties: integrationSchema.parse({ RouteKeys }),
    })),
  })

test('an API in order has no findings', () => {
  const RouteSettings = { 'GET /items': { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 } }
  expect(check({ RouteSettings }, ['GET /items'], ['$default'])).toEqual([])
})

test('a route key that AWS would refuse, and one that another wire has, are named at their wire', () => {
  expect(check({}, ['GET /items', 'GET items'], ['GET /items'])).toEqual([
    {
      path: 'properties.RouteKeys[1]',
      message: "'GET items': the path must begin with /",
      edge: 'e1',
    },
    {
      path: 'properties.RouteKeys[0]',
      message: 'GET /items is a route of e1 already: this one is never taken',
      edge: 'e2',
    },
  ])
})

test('settings for a route that there is not, and * with credentials, are named at the API', () => {
  const CorsConfiguration = { AllowOrigins: ['*'], AllowCredentials: true }
  expect(check({ CorsConfiguration, RouteSettings: { 'PUT /x': {} } }, ['GET /x'])).toEqual([
    {
      path: 'properties.CorsConfiguration.AllowOrigins',
      message: 'AllowOrigins cannot hold * when AllowCredentials is true',
    },
    { path: 'properties.RouteSettings.PUT /x', message: 'there is no route PUT /x' },
  ])
})

test('empty properties are valid, for the node and for its wires', () => {
  expect(check({})).toEqual([])
  expect(integrationSchema.parse({})).toEqual({
    RouteKeys: ['$default'],
    PayloadFormatVersion: '2.0',
    ConnectionType: 'INTERNET',
    TimeoutInMillis: 30_000,
  })
})

test('an execution log is refused of an HTTP API, as AWS refuses it, and taken of a WebSocket API', () => {
  const DefaultRouteSettings = { LoggingLevel: 'INFO' }
  expect(check({ DefaultRouteSettings }, ['GET /x'])).toEqual([
    {
      path: 'properties.DefaultRouteSettings.LoggingLevel',
      message: 'execution logs are not supported on ProtocolType HTTP',
    },
  ])
  const ProtocolType = 'WEBSOCKET'
  expect(check({ ProtocolType, DefaultRouteSettings }, ['$connect'])).toEqual([])
})
