import { catalog } from '#services/catalog.ts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findJsonBreak } from './jsonBreak.ts'
import { migrate } from './migrations.ts'
import { parseScenario, parseScenarioText } from './parse.ts'
import type { Scenario } from './schema.ts'

const scenario: Scenario = {
  coldstart: 1,
  name: 'Items',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    { id: 'Users', type: 'Coldstart::Client' },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api' },
    { id: 'Fn', type: 'AWS::Lambda::Function', code: { 'index.mjs': '' } },
    { id: 'Table', type: 'AWS::DynamoDB::Table', data: [{ id: { S: '1' } }] },
  ],
  edges: [
    { id: 'e1', source: 'Users', target: 'Api' },
    { id: 'e2', source: 'Api', target: 'Fn', properties: { RouteKeys: ['GET /items'] } },
    { id: 'e3', source: 'Fn', target: 'Table' },
  ],
}

/** `path: message` for each problem. */
const problemsOf = (value: unknown): readonly string[] => {
  const parsed = parseScenario(value)
  if (parsed.ok) return []
  return parsed.problems.map(({ path, message }) => `${path}: ${message}`)
}

const withNode = (index: number, part: object): unknown => ({
  ...scenario,
  nodes: scenario.nodes.map((node, at) => (at === index ? { ...node, ...part } : node)),
})

const withEdge = (edge: object): unknown => ({ ...scenario, edges: [...scenario.edges, edge] })

describe('a good document', () => {
  test('is answered as it is, sparse as it was', () => {
    expect(parseScenario(scenario)).toEqual({ ok: true, scenario })
    expect(parseScenarioText(JSON.stringify(scenario))).toEqual({ ok: true, scenario })
  })

  test('keeps what CloudFormation knows and we do not simulate', () => {
    const properties = { KmsKeyArn: 'arn:aws:kms:…', DeadLetterConfig: { TargetArn: 'arn' } }
    const more = withNode(2, { properties })
    expect(parseScenario(more)).toEqual({ ok: true, scenario: more })
  })
})

describe('each mistake has one sentence and its place', () => {
  test.each<[string, unknown, string]>([
    [
      'below',
      withNode(2, { properties: { MemorySize: 100 } }),
      'nodes[2] Fn: properties.MemorySize: 100 is below 128',
    ],
    [
      'above',
      withNode(2, { properties: { Timeout: 901 } }),
      'nodes[2] Fn: properties.Timeout: 901 is above 900',
    ],
    [
      'not above',
      withNode(2, { model: { CpuNanosPerTick: 0 } }),
      'nodes[2] Fn: model.CpuNanosPerTick: 0 is not above 0',
    ],
    [
      'type',
      withNode(2, { properties: { Handler: 7 } }),
      'nodes[2] Fn: properties.Handler: 7 is not a text',
    ],
    [
      'whole',
      withNode(2, { properties: { Timeout: 1.5 } }),
      'nodes[2] Fn: properties.Timeout: 1.5 is not a whole number',
    ],
    [
      'enum',
      withNode(2, { properties: { PackageType: 'Tar' } }),
      'nodes[2] Fn: properties.PackageType: "Tar" is none of "Zip", "Image"',
    ],
    [
      'list',
      withNode(0, { properties: { Requests: 3 } }),
      'nodes[0] Users: properties.Requests: 3 is not a list',
    ],
    [
      'inside a list',
      withNode(0, { properties: { Requests: [{ Weight: 0 }] } }),
      'nodes[0] Users: properties.Requests[0].Weight: 0 is not above 0',
    ],
    [
      'missing',
      withNode(3, { properties: { KeySchema: [{ AttributeName: 'id' }] } }),
      'nodes[3] Table: properties.KeySchema[0].KeyType: is missing',
    ],
    ['object', withNode(3, { properties: [] }), 'nodes[3] Table: properties: [] is not an object'],
    ['unknown key', withNode(1, { colour: 'red' }), 'nodes[1] Api: colour: is not known here'],
    [
      'code where there is none',
      withNode(1, { code: {} }),
      'nodes[1] Api: code: is not known here',
    ],
    [
      'unknown type',
      withNode(1, { type: 'AWS::Foo::Bar' }),
      `nodes[1] Api: type: "AWS::Foo::Bar" is none of ${Object.keys(catalog)
        .map((type) => `"${type}"`)
        .join(', ')}`,
    ],
    [
      'file name',
      withNode(2, { code: { '../x.js': '' } }),
      'nodes[2] Fn: code.../x.js: is not a file name under /var/task',
    ],
    [
      'id',
      withNode(0, { id: 'a b' }),
      'nodes[0] a b: id: is not an id: up to 64 letters, digits, - and _, and a letter or a digit to begin with',
    ],
    ['same id', withNode(3, { id: 'Fn' }), 'nodes[3] Fn: id: is the id of nodes[2] too'],
    ['name', { ...scenario, name: 'x'.repeat(201) }, 'name: has more than 200 characters'],
    ['top level', { ...scenario, author: 'me' }, 'author: is not known here'],
    ['seed', { ...scenario, seed: -1 }, 'seed: -1 is below 0'],
    ['region', { ...scenario, region: 'moon' }, 'region: is not an AWS Region, such as us-east-1'],
    [
      'version',
      { ...scenario, coldstart: 9 },
      'coldstart: 9 is a newer version than this Coldstart knows, which is 1',
    ],
    ['no version', { name: 'x' }, 'coldstart: is missing: this is not a Coldstart scenario'],
    ['odd version', { ...scenario, coldstart: '1' }, 'coldstart: "1" is not a version number'],
    [
      'dangling',
      withEdge({ id: 'e4', source: 'Fn', target: 'Gone' }),
      'edges[3] e4: target: there is no node Gone',
    ],
    [
      'impossible',
      withEdge({ id: 'e4', source: 'Table', target: 'Fn' }),
      'edges[3] e4: DynamoDB table calls nothing',
    ],
    [
      'wrong contract',
      withEdge({ id: 'e4', source: 'Users', target: 'Table' }),
      'edges[3] e4: Clients send HTTP requests; DynamoDB table takes calls of its API. A Lambda function could stand between them',
    ],
    [
      'twin',
      withEdge({ id: 'e4', source: 'Fn', target: 'Table' }),
      'edges[3] e4: joins the same nodes as e3',
    ],
    [
      'port',
      withEdge({ id: 'e4', source: 'Fn', target: 'Table', port: 'stream' }),
      'edges[3] e4: Lambda function has no port stream',
    ],
    [
      'edge property',
      {
        ...scenario,
        edges: [{ id: 'e2', source: 'Api', target: 'Fn', properties: { TimeoutInMillis: 5 } }],
      },
      'edges[0] e2: properties.TimeoutInMillis: 5 is below 50',
    ],
    [
      'too many',
      {
        ...scenario,
        edges: [],
        nodes: Array.from({ length: 501 }, (_, n) => ({ id: `n${n}`, type: 'Coldstart::Client' })),
      },
      'nodes: has more than 500 entries',
    ],
    ['no object', [], ': [] is not a scenario: an object is wanted'],
    ['not JSON', { ...scenario, name: () => 1 }, ': a value of type function is not JSON'],
    ['poison', JSON.parse('{"coldstart":1,"__proto__":{}}'), ': a key named __proto__ is refused'],
  ])('%s', (_, value, expected) => {
    expect(problemsOf(value)).toEqual([expected])
  })

  test('several mistakes are told together', () => {
    const properties = { MemorySize: 1, Timeout: 0 }
    expect(problemsOf(withNode(2, { properties }))).toEqual([
      'nodes[2] Fn: properties.MemorySize: 1 is below 128',
      'nodes[2] Fn: properties.Timeout: 0 is below 1',
    ])
  })

  test('each names the node or edge to mark', () => {
    expect(parseScenario(withNode(2, { properties: { Timeout: 0 } }))).toMatchObject({
      problems: [{ kind: 'error', node: 'Fn' }],
    })
    expect(parseScenario(withEdge({ id: 'e4', source: 'x', target: 'Api' }))).toMatchObject({
      problems: [{ kind: 'error', edge: 'e4' }],
    })
  })
})

describe('text', () => {
  test.each([
    ['{\n  "coldstart": 1,\n  oops\n}', 'line 3, column 3: is not JSON'],
    ['{"a":', 'line 1, column 6: ends before its JSON does'],
    ['{"a": "b', 'line 1, column 9: ends before its JSON does'],
    ['', ': there is nothing in it'],
    [' \n', ': there is nothing in it'],
    ['{"a":1}}', 'line 1, column 8: is not JSON'],
    ['["\u0001"]', 'line 1, column 3: is not JSON'],
    ['[1,]', 'line 1, column 4: is not JSON'],
    ['[01]', 'line 1, column 3: is not JSON'],
    ['["a\\x"]', 'line 1, column 4: is not JSON'],
    ['nul', 'line 1, column 1: is not JSON'],
  ])('%j breaks where it breaks', (text, expected) => {
    const parsed = parseScenarioText(text)
    const first = parsed.ok ? undefined : parsed.problems[0]
    expect(`${first?.path}: ${first?.message}`).toBe(expected)
  })

  test('a byte order mark before it is no part of it', () => {
    expect(parseScenarioText(`\uFEFF${JSON.stringify(scenario)}`)).toEqual({ ok: true, scenario })
  })

  test('whatever is JSON has no break, and a piece cut off at its end breaks there', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(findJsonBreak(text)).toBe(text.length)
        expect(findJsonBreak(`${text} !`)).toBe(text.length + 1)
      }),
      { seed: 6 },
    )
  })

  test('garbage never throws and is never let through', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything({ maxDepth: 5 }), fc.jsonValue()), (value) => {
        expect(parseScenario(value).ok).toBe(false)
      }),
      { seed: 1 },
    )
    fc.assert(
      fc.property(fc.string(), (text) => void parseScenarioText(text)),
      { seed: 2 },
    )
  })

  test('a good document with one part replaced by garbage never throws', () => {
    const paths = ['coldstart', 'name', 'nodes', 'edges', 'simulation', 'seed', 'region'] as const
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.anything(), (path, value) => {
        parseScenario({ ...scenario, [path]: value })
      }),
      { seed: 3 },
    )
    fc.assert(
      fc.property(
        fc.nat(3),
        fc.constantFrom('id', 'type', 'properties', 'model', 'code', 'data', 'position'),
        fc.anything({ withNullPrototype: true, maxDepth: 4 }),
        (index, part, value) => void parseScenario(withNode(index, { [part]: value })),
      ),
      { seed: 4 },
    )
  })

  test('nesting without end is refused before anything recurses into it', () => {
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`
    const text = JSON.stringify({ ...scenario, simulation: {} }).replace(
      '"simulation":{}',
      `"simulation":{"faults":${deep}}`,
    )
    expect(parseScenarioText(text)).toMatchObject({
      problems: [{ message: 'is nested deeper than 100 levels' }],
    })
  })
})

test('an old document takes every step from its version to this one', () => {
  const steps = [
    (old: object) => ({ ...old, second: true }),
    (old: object) => ({ ...old, third: true }),
  ]
  expect(migrate({ coldstart: 1 }, steps, 3)).toEqual({
    document: { coldstart: 3, second: true, third: true },
  })
  expect(migrate({ coldstart: 2 }, steps, 3)).toEqual({ document: { coldstart: 3, third: true } })
  expect(migrate({ coldstart: 4 }, steps, 3)).toHaveProperty('problem')
})
