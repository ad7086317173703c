import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { SocketEnd } from '#contracts/socket.ts'
import type { Process } from '#kernel/process.ts'
import { seconds } from '#kernel/time.ts'
import { createFakeWorld } from '#services/fakeContext.ts'
import type { Edge } from '#services/service.ts'
import { describe, expect, test } from 'vitest'
import { domainNameDefinition } from './definition.ts'
import { collectMappings, findMapping } from './mapping.ts'
import { domainName } from './service.ts'

const wire = (id: string, properties: object): Edge<'http'> => ({
  id,
  contract: 'http',
  source: 'Node',
  target: id,
  port: null,
  properties,
})

const WIRES = [
  wire('shop', { Stage: 'prod' }),
  wire('orders', { ApiMappingKey: 'v1/orders', Stage: 'live' }),
  wire('chat', { ApiMappingKey: 'v1' }),
]

/** A domain in front of APIs that say what they were asked. */
function createDomain(
  properties: object = {},
  answer: Partial<HttpResponse> = {},
  edges: readonly Edge<'http'>[] = WIRES,
) {
  const asked: (readonly [string, HttpRequest])[] = []
  const world = createFakeWorld(domainNameDefinition, {
    properties,
    edges,
    *answer(edge, request): Process<HttpResponse> {
      yield* []
      if (!('sourceIp' in request)) throw new Error('not HTTP')
      asked.push([edge.target, request])
      return { status: 200, headers: [], body: 'ok', ...answer }
    },
  })
  const service = domainName.create(world.ctx, undefined)
  const send = (more: Partial<HttpRequest> = {}): HttpResponse => {
    const answers: HttpResponse[] = []
    const request: HttpRequest = {
      context: { trace: 1, span: 0 },
      method: 'GET',
      path: '/',
      query: '',
      headers: [],
      body: '',
      sourceIp: '203.0.113.1',
      attempt: 1,
      ...more,
    }
    world.kernel.start(
      (function* () {
        answers.push(yield* service.serve.http(request, wire('in', {})))
      })(),
    )
    world.run(seconds(1))
    return answers[0] ?? { status: 0, headers: [], body: '' }
  }
  const refusals = () =>
    world.records.flatMap((row) =>
      row.type === 'note' && row.key === 'refusedBy' ? [row.value] : [],
    )
  return { world, service, send, asked, refusals }
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
describe('a custom domain', () => {
  test.each([
    ['/v1/orders/7', 'orders', '/live/7'],
    ['/v1/orders', 'orders', '/live'],
    ['/v1/ordersx', 'chat', '/ordersx'],
    ['/v1', 'chat', '/'],
    ['/pets/7', 'shop', '/prod/pets/7'],
    ['/', 'shop', '/prod'],
  ])('the mapping with the longest matching path takes %s', (path, target, passed) => {
    const { send, asked } = createDomain()
    expect(send({ path }).body).toBe('ok')
    expect(asked.map(([to, request]) => [to, request.path])).toEqual([[target, passed]])
    expect(asked[0]?.[1].mapped).toMatchObject({ domainName: 'api.example.com', path })
  })

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html
  const version = (ValueGlob: string) => ({
    MatchHeaders: { AnyOf: [{ Header: 'x-version', ValueGlob }] },
  })
  const base = (...AnyOf: string[]) => ({ MatchBasePaths: { AnyOf } })
  const RULED = [
    ...WIRES,
    wire('beta', {
      Stage: 'beta',
      RoutingRules: [
        { Priority: 20, Conditions: [version('2*')] },
        { Priority: 10, Conditions: [version('2.1'), base('v1/orders')], StripBasePath: true },
      ],
    }),
    wire('rest', {
      Stage: 'rest',
      RoutingRules: [{ Priority: 30, Conditions: [base('old', 'older')] }],
    }),
  ]
  const route = (RoutingMode: string, path: string, value?: string) => {
    const { send, asked } = createDomain({ RoutingMode }, {}, RULED)
    const answer = send({ path, headers: value === undefined ? [] : [['X-Version', value]] })
    const [first] = asked
    return first === undefined ? answer.status : [first[0], first[1].path]
  }

  test('rules by header and base path go before mappings, the lowest priority first', () => {
    const both = 'ROUTING_RULE_THEN_API_MAPPING'
    expect(route(both, '/v1/orders/7', '2.1')).toEqual(['beta', '/beta/7'])
    expect(route(both, '/v1/orders/7', '2.2')).toEqual(['beta', '/beta/v1/orders/7'])
    expect(route(both, '/older/x')).toEqual(['rest', '/rest/older/x'])
    expect(route(both, '/v1/orders/7', '1')).toEqual(['orders', '/live/7'])
  })

  test('the routing mode says whether rules, mappings or both count', () => {
    expect(route('API_MAPPING_ONLY', '/v1/orders/7', '2.1')).toEqual(['orders', '/live/7'])
    expect(route('ROUTING_RULE_ONLY', '/pets', '1')).toBe(403)
    expect(route('ROUTING_RULE_ONLY', '/pets', '2')).toEqual(['beta', '/beta/pets'])
  })

  test('rules that nobody looks at, and priorities that clash, are named', () => {
    const check = (RoutingMode: string) =>
      domainNameDefinition
        .check?.({
          id: 'Domain',
          properties: domainNameDefinition.properties.parse({ RoutingMode }),
          model: {},
          code: {},
          data: null,
          edges: [...RULED, wire('again', { RoutingRules: [{ Priority: 20 }] })],
        })
        .map(({ edge, message }) => `${edge}: ${message}`)
    const unseen = "the domain's RoutingMode is API_MAPPING_ONLY: its rules are never looked at"
    expect(check('API_MAPPING_ONLY')).toEqual(
      ['beta', 'rest', 'again'].map((id) => `${id}: ${unseen}`),
    )
    expect(check('ROUTING_RULE_THEN_API_MAPPING')).toEqual([
      'again: a rule of beta has the priority 20 already',
    ])
  })

  test('a path that nothing maps, and another host, are 403 Forbidden', () => {
    expect(findMapping(collectMappings(WIRES.slice(1)), '/pets')).toBeNull()
    const { send, refusals } = createDomain()
    const answer = send({ headers: [['Host', 'www.example.com']] })
    expect([answer.status, answer.body]).toEqual([403, '{"message":"Forbidden"}'])
    expect(send({ headers: [['Host', 'api.example.com']] }).status).toBe(200)
    expect(refusals()).toEqual(['host: www.example.com is another name'])
  })

  test('mutual TLS: a certificate of an issuer in the truststore, or 403', () => {
    const { send, refusals, service } = createDomain({
      MutualTlsAuthentication: { TrustedIssuers: ['CN=Partners'] },
    })
    const by = (issuerDN: string) => ({
      caller: { certificate: { subjectDN: 'CN=acme', issuerDN, serialNumber: '01' } },
    })
    expect(
      [send(), send(by('CN=Else')), send(by('CN=Partners'))].map((each) => each.status),
    ).toEqual([403, 403, 200])
    expect(refusals()).toEqual([
      'mutual TLS: the client showed no certificate',
      'mutual TLS: CN=Else is not in the truststore',
    ])
    expect(service.inspect()).toMatchObject({ refused: 2 })
  })

  test('a private one is reached through a VPC endpoint only', () => {
    const { send } = createDomain({ EndpointType: 'PRIVATE' })
    expect([send().status, send({ caller: { vpceId: 'vpce-1' } }).status]).toEqual([403, 200])
  })

  test('stands in the middle of a WebSocket connection: both ways pass it in order', () => {
    const heard: unknown[] = []
    const end = (name: string): SocketEnd => ({
      message: ({ data }) => void heard.push([name, data]),
      closed: ({ code }) => void heard.push([name, code]),
      ping: () => void heard.push([name, 'ping']),
    })
    const { send, asked, world } = createDomain({}, { status: 101, upgraded: end('api') })
    const answer = send({ path: '/v1', upgrade: end('client') })
    const context = { trace: 1, span: 1 }
    answer.upgraded?.message({ context, data: 'hello' })
    answer.upgraded?.ping?.()
    asked[0]?.[1].upgrade?.message({ context, data: 'welcome' })
    asked[0]?.[1].upgrade?.closed({ code: 1001, reason: '' })
    world.run(seconds(1))
    expect(heard).toEqual([
      ['api', 'hello'],
      ['api', 'ping'],
      ['client', 'welcome'],
      ['client', 1001],
    ])
  })
})
