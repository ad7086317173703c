import { catalog, type NodeType } from '#services/catalog.ts'
import { describe, expect, test } from 'vitest'
import { findProblems } from './problems.ts'
import type { Scenario, ScenarioEdge, ScenarioNode } from './schema.ts'
import { canWire, findEdgeSchema } from './wire.ts'

const document = (
  nodes: readonly ScenarioNode[],
  edges: readonly ScenarioEdge[] = [],
): Scenario => ({ coldstart: 1, name: '', seed: 1, region: 'us-east-1', nodes, edges })

const linesOf = (scenario: Scenario): readonly string[] =>
  findProblems(scenario).map(({ kind, path, message }) => `${kind} ${path}: ${message}`)

describe('wiring', () => {
  test('a lonely node of each type says what it misses', () => {
    expect(linesOf(document([{ id: 'C', type: 'Coldstart::Client' }]))).toEqual([
      'warning nodes[0] C: is wired to nothing: its requests have nowhere to go',
    ])
    expect(linesOf(document([{ id: 'A', type: 'AWS::ApiGatewayV2::Api' }]))).toEqual([
      'warning nodes[0] A: no client is wired to it: no request will come',
      'warning nodes[0] A: has no integration: every request is answered 404',
    ])
    expect(linesOf(document([{ id: 'F', type: 'AWS::Lambda::Function' }]))).toEqual([
      'warning nodes[0] F: has no trigger: nothing invokes it',
      'warning nodes[0] F: code: has no code yet: every invocation will fail',
    ])
    expect(linesOf(document([{ id: 'Table', type: 'AWS::DynamoDB::Table' }]))).toEqual([
      'warning nodes[0] Table: nothing is wired to it: no one may call it',
    ])
    // A mock integration leads nowhere, and answers.
    const Methods = { 'GET /': { Integration: { Type: 'MOCK' } } }
    expect(
      linesOf(document([{ id: 'R', type: 'AWS::ApiGateway::RestApi', properties: { Methods } }])),
    ).toEqual(['warning nodes[0] R: no client is wired to it: no request will come'])
    // That it tells nobody of its events is no problem.
    expect(linesOf(document([{ id: 'Bucket', type: 'AWS::S3::Bucket' }]))).toEqual([
      'warning nodes[0] Bucket: nothing is wired to it: no one may call it',
    ])
  })

  test('which types may call which', () => {
    const types = Object.keys(catalog) as NodeType[]
    const wires = types.flatMap((source) =>
      types.flatMap((target) => {
        const wire = canWire({ source, target })
        return 'contract' in wire ? [`${source} ${wire.contract} ${target}`] : []
      }),
    )
    expect(wires).toEqual([
      'Coldstart::Client http AWS::CloudFront::Distribution',
      'Coldstart::Client http AWS::ApiGatewayV2::Api',
      'Coldstart::Client http AWS::ApiGateway::RestApi',
      'Coldstart::Client http AWS::ApiGatewayV2::DomainName',
      'Coldstart::Client http AWS::Lambda::Function',
      'Coldstart::Client http Coldstart::HttpService',
      'Coldstart::Client http AWS::S3::Bucket',
      'AWS::CloudFront::Distribution http AWS::CloudFront::Distribution',
      'AWS::CloudFront::Distribution http AWS::ApiGatewayV2::Api',
      'AWS::CloudFront::Distribution http AWS::ApiGateway::RestApi',
      'AWS::CloudFront::Distribution http AWS::ApiGatewayV2::DomainName',
      'AWS::CloudFront::Distribution http AWS::Lambda::Function',
      'AWS::CloudFront::Distribution http Coldstart::HttpService',
      'AWS::CloudFront::Distribution http AWS::S3::Bucket',
      'AWS::ApiGatewayV2::Api http AWS::CloudFront::Distribution',
      'AWS::ApiGatewayV2::Api http AWS::ApiGatewayV2::Api',
      'AWS::ApiGatewayV2::Api http AWS::ApiGateway::RestApi',
      'AWS::ApiGatewayV2::Api http AWS::ApiGatewayV2::DomainName',
      'AWS::ApiGatewayV2::Api invoke AWS::Lambda::Function',
      'AWS::ApiGatewayV2::Api http Coldstart::HttpService',
      'AWS::ApiGatewayV2::Api api AWS::DynamoDB::Table',
      'AWS::ApiGatewayV2::Api api AWS::DAX::Cluster',
      'AWS::ApiGatewayV2::Api http AWS::S3::Bucket',
      'AWS::ApiGatewayV2::Api api AWS::SQS::Queue',
      'AWS::ApiGateway::RestApi http AWS::CloudFront::Distribution',
      'AWS::ApiGateway::RestApi http AWS::ApiGatewayV2::Api',
      'AWS::ApiGateway::RestApi http AWS::ApiGateway::RestApi',
      'AWS::ApiGateway::RestApi http AWS::ApiGatewayV2::DomainName',
      'AWS::ApiGateway::RestApi invoke AWS::Lambda::Function',
      'AWS::ApiGateway::RestApi http Coldstart::HttpService',
      'AWS::ApiGateway::RestApi api AWS::DynamoDB::Table',
      'AWS::ApiGateway::RestApi api AWS::DAX::Cluster',
      'AWS::ApiGateway::RestApi http AWS::S3::Bucket',
      'AWS::ApiGateway::RestApi api AWS::SQS::Queue',
      'AWS::ApiGatewayV2::DomainName http AWS::CloudFront::Distribution',
      'AWS::ApiGatewayV2::DomainName http AWS::ApiGatewayV2::Api',
      'AWS::ApiGatewayV2::DomainName http AWS::ApiGateway::RestApi',
      'AWS::ApiGatewayV2::DomainName http AWS::ApiGatewayV2::DomainName',
      'AWS::ApiGatewayV2::DomainName http AWS::Lambda::Function',
      'AWS::ApiGatewayV2::DomainName http Coldstart::HttpService',
      'AWS::ApiGatewayV2::DomainName http AWS::S3::Bucket',
      'AWS::Lambda::Function http AWS::CloudFront::Distribution',
      'AWS::Lambda::Function http AWS::ApiGatewayV2::Api',
      'AWS::Lambda::Function http AWS::ApiGateway::RestApi',
      'AWS::Lambda::Function http AWS::ApiGatewayV2::DomainName',
      'AWS::Lambda::Function api AWS::Lambda::Function',
      'AWS::Lambda::Function http Coldstart::HttpService',
      'AWS::Lambda::Function api AWS::DynamoDB::Table',
      'AWS::Lambda::Function api AWS::DAX::Cluster',
      'AWS::Lambda::Function api AWS::S3::Bucket',
      'AWS::Lambda::Function api AWS::SQS::Queue',
      'Coldstart::HttpService http AWS::CloudFront::Distribution',
      'Coldstart::HttpService http AWS::ApiGatewayV2::Api',
      'Coldstart::HttpService http AWS::ApiGateway::RestApi',
      'Coldstart::HttpService http AWS::ApiGatewayV2::DomainName',
      'Coldstart::HttpService api AWS::Lambda::Function',
      'Coldstart::HttpService http Coldstart::HttpService',
      'Coldstart::HttpService api AWS::DynamoDB::Table',
      'Coldstart::HttpService api AWS::DAX::Cluster',
      'Coldstart::HttpService api AWS::S3::Bucket',
      'Coldstart::HttpService api AWS::SQS::Queue',
      'AWS::DAX::Cluster api AWS::DynamoDB::Table',
      'AWS::S3::Bucket invoke AWS::Lambda::Function',
      'AWS::S3::Bucket api AWS::SQS::Queue',
      'AWS::SQS::Queue records AWS::Lambda::Function',
    ])
    expect(findEdgeSchema('AWS::DynamoDB::Table', 'http')).toBeUndefined()
  })
})

const wired = (client: ScenarioNode['properties'], edge: ScenarioEdge['properties']): Scenario =>
  document(
    [
      {
        id: 'C',
        type: 'Coldstart::Client',
        ...(client === undefined ? {} : { properties: client }),
      },
      { id: 'A', type: 'AWS::ApiGatewayV2::Api' },
      { id: 'F', type: 'AWS::Lambda::Function', code: { 'index.mjs': '' } },
      { id: 'G', type: 'AWS::Lambda::Function', code: { 'index.mjs': '' } },
    ],
    [
      { id: 'ca', source: 'C', target: 'A' },
      { id: 'af', source: 'A', target: 'F', ...(edge === undefined ? {} : { properties: edge }) },
      { id: 'ag', source: 'A', target: 'G', properties: { RouteKeys: ['GET /g'] } },
    ],
  )

describe('what rooms and places find', () => {
  test('a wired document is without problems', () => {
    expect(linesOf(wired(undefined, undefined))).toEqual([])
  })

  test('a route that another wire has already, and one that is none', () => {
    expect(findProblems(wired(undefined, { RouteKeys: ['FETCH /'] }))).toMatchObject([
      { kind: 'warning', path: 'edges[1] af: properties.RouteKeys[0]', node: 'A', edge: 'af' },
    ])
    expect(linesOf(wired(undefined, { RouteKeys: ['GET /g'] }))).toEqual([
      'warning edges[2] ag: properties.RouteKeys[0]: GET /g is a route of af already: this one is never taken',
    ])
  })

  test('a template with a placeholder that nobody fills in', () => {
    expect(findProblems(wired({ Requests: [{ Path: '/{{oops}}' }] }, undefined))).toMatchObject([
      { kind: 'warning', path: 'nodes[0] C: properties.Requests[0].Path', node: 'C' },
    ])
  })

  test('two functions of one name: AWS knows only one in an account and Region', () => {
    const { nodes, edges } = wired(undefined, undefined)
    const twins = nodes.map((node) =>
      node.id === 'G' ? { ...node, properties: { FunctionName: 'F' } } : node,
    )
    expect(linesOf(document(twins, edges))).toEqual([
      'warning nodes[2] F: properties.FunctionName: "F" is the name of G too',
      'warning nodes[3] G: properties.FunctionName: "F" is the name of F too',
    ])
  })

  test('a place that is none', () => {
    expect(linesOf(wired({ Location: 'Atlantis' }, undefined))).toEqual([
      'warning nodes[0] C: properties.Location: "Atlantis" is neither a Region nor a city or a part of the world that the simulator knows: taken as next to the API',
    ])
    expect(linesOf(wired({ Location: 'dublin' }, undefined))).toEqual([])
    expect(linesOf({ ...wired(undefined, undefined), region: 'xx-west-1' })).toEqual([
      'warning region: "xx-west-1" is no Region that Coldstart knows: distances are unknown',
    ])
  })
})

test('what CloudFormation knows and we do not simulate is kept and said, wherever it stands', () => {
  const properties = {
    Tags: { a: 'b' },
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH', Comment: '' }],
  }
  const table: ScenarioNode = { id: 'T', type: 'AWS::DynamoDB::Table', properties }
  const ignored = linesOf(document([table])).filter((line) => line.startsWith('ignored'))
  expect(ignored).toEqual([
    'ignored nodes[0] T: properties.Tags: kept, but not simulated',
    'ignored nodes[0] T: properties.KeySchema[0].Comment: kept, but not simulated',
  ])
})
