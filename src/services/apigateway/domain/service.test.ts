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
function createDomain(properties: object = {}, answer: Partial<HttpResponse> = {}) {
  const asked: (readonly [string, HttpRequest])[] = []
  const world = createFakeWorld(domainNameDefinition, {
    properties,
    edges: WIRES,
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
