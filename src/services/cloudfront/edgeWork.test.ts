import { createSign, generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Headers } from '#contracts/body.ts'
import type { InvokeRequest } from '#contracts/invoke.ts'
import { createFakeRuntime } from '#sandbox/fake.ts'
import { us } from '#kernel/time.ts'
import { createEdgeWorld, originWire } from './testing/edgeWorld.ts'

const TTL: Headers = [['Cache-Control', 'max-age=600']]

describe('signed URLs and cookies', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const properties = {
    PublicKeys: {
      K1: { EncodedKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() },
    },
    KeyGroups: { readers: { Items: ['K1'] } },
  }
  const config = { DefaultCacheBehavior: { TrustedKeyGroups: ['readers'] } }
  const host: Headers = [['Host', 'd1.cloudfront.net']]
  const encode = (bytes: Buffer): string =>
    bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~')
  const sign = (policy: string): string =>
    encode(createSign('RSA-SHA1').update(policy).sign(privateKey))
  const canned = (url: string, expires: number): string =>
    `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`
  /** A minute into the simulated time. */
  const SOON = 1_767_225_660
  const create = () => createEdgeWorld({ properties, config, answer: () => ({ headers: TTL }) })
  const xml = (body: unknown): string => /<Code>(\w+)/.exec(String(body))?.[1] ?? ''

  test('without them: MissingKey', () => {
    const seen = create().send('GET /a', { headers: host })
    expect([seen.response.status, xml(seen.response.body)]).toEqual([403, 'MissingKey'])
  })

  test('a canned policy lets in until it expires, and what signs is no part of key or origin request', () => {
    const world = create()
    const signature = sign(canned('https://d1.cloudfront.net/a?x=1', SOON))
    const line = `GET /a?x=1&Expires=${SOON}&Signature=${signature}&Key-Pair-Id=K1`
    expect(world.send(line, { headers: host }).response.status).toBe(200)
    expect(world.asked[0]?.request.query).toBe('')
    expect(world.send(line, { headers: host }).cache).toBe('Hit')
    const forged = line.replace('/a?', '/b?')
    expect(xml(world.send(forged, { headers: host }).response.body)).toBe('AccessDenied')
    expect(
      xml(
        world.send(line.replace('Key-Pair-Id=K1', 'Key-Pair-Id=K2'), { headers: host }).response
          .body,
      ),
    ).toBe('InvalidKey')
    world.wait(61)
    expect(world.send(line, { headers: host }).response.status).toBe(403)
  })

  test('a key on P-256 signs as well, by either hash; what is no signature of it is denied', () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const world = createEdgeWorld({
      properties: { ...properties, PublicKeys: { K1: { EncodedKey: pem } } },
      config,
      answer: () => ({ headers: TTL }),
    })
    const policy = canned('https://d1.cloudfront.net/a', SOON)
    const lineOf = (signature: string, more = '') =>
      `GET /a?Expires=${SOON}&Signature=${signature}&Key-Pair-Id=K1${more}`
    const signBy = (hash: string) => encode(createSign(hash).update(policy).sign(pair.privateKey))
    const ask = (line: string) => world.send(line, { headers: host }).response.status
    expect(ask(lineOf(signBy('SHA1')))).toBe(200)
    expect(ask(lineOf(signBy('SHA256'), '&Hash-Algorithm=SHA256'))).toBe(200)
    expect(ask(lineOf(signBy('SHA256')))).toBe(403)
    expect(ask(lineOf(sign(policy)))).toBe(403)
    expect(ask(lineOf('AAAA'))).toBe(403)
  })

  test('a policy of its own has wildcards, a beginning and a network; cookies carry it as well', () => {
    const policy = JSON.stringify({
      Statement: [
        {
          Resource: 'http*://d1.cloudfront.net/img/*',
          Condition: {
            DateLessThan: { 'AWS:EpochTime': SOON },
            IpAddress: { 'AWS:SourceIp': '192.0.2.0/24' },
          },
        },
      ],
    })
    const cookie =
      `CloudFront-Policy=${encode(Buffer.from(policy))}; CloudFront-Signature=${sign(policy)}; ` +
      'CloudFront-Key-Pair-Id=K1'
    const headers: Headers = [...host, ['Cookie', cookie]]
    const world = create()
    expect(world.send('GET /img/a.png', { headers }).response.status).toBe(200)
    expect(world.send('GET /doc/a.pdf', { headers }).response.status).toBe(403)
    expect(
      world.send('GET /img/a.png', { headers, sourceIp: '198.51.100.1' }).response.status,
    ).toBe(403)
  })
})

describe('invalidations', () => {
  test('reach regional caches first and the edges by distance; what comes after is new', () => {
    const world = createEdgeWorld({ answer: () => ({ headers: TTL }) })
    for (const path of ['/a', '/img/b', '/img/c?x=1']) world.send(`GET ${path}`)
    expect(world.asked).toHaveLength(3)
    world.service.command?.({ type: 'invalidate', paths: ['/img/*'] })
    expect(world.service.inspect().invalidations[0]?.status).toBe('InProgress')
    world.wait(11)
    expect(world.service.inspect().invalidations[0]).toMatchObject({
      status: 'Completed',
      // Two objects, at the edge and at the regional cache behind it.
      objects: 4,
    })
    expect([world.send('GET /a').cache, world.send('GET /img/b').cache]).toEqual(['Hit', 'Miss'])
    expect(world.service.usage?.()['invalidations']).toBe(1)
  })

  test('a path that does not begin with / is refused, and one with * in the middle', () => {
    const world = createEdgeWorld({})
    for (const path of ['img/*', '/a*b']) {
      world.service.command?.({ type: 'invalidate', paths: [path] })
    }
    expect(world.service.inspect().invalidations).toEqual([])
    expect(world.records.filter(({ type }) => type === 'mark')).toHaveLength(2)
  })
})

describe('functions', () => {
  const associate = (EventType: string) => ({
    DefaultCacheBehavior: { FunctionAssociations: [{ EventType, FunctionARN: 'f' }] },
  })
  const properties = { Functions: { f: { File: 'f.js' } } }
  const code = { 'f.js': 'function handler(event) { return event.request }' }
  /** A runtime whose function returns what `handle` makes of the event. */
  const returning = (handle: (event: never) => unknown, cpu = 200) =>
    createFakeRuntime(({ kind, event }) =>
      kind === 'invoke'
        ? {
            type: 'returned',
            payload: JSON.stringify(handle(JSON.parse(event) as never)),
            calls: [],
            cpu: us(cpu),
          }
        : null,
    )

  test('a function of viewer requests rewrites them before the cache is asked', () => {
    const handlers = returning(({ request }: { request: object }) => ({ ...request, uri: '/b' }))
    const world = createEdgeWorld({
      properties,
      code,
      handlers,
      config: associate('viewer-request'),
    })
    world.send('GET /a')
    expect(world.send('GET /c').cache).toBe('Hit')
    expect(world.asked.map(({ request }) => request.path)).toEqual(['/b'])
    expect(world.counted('FunctionInvocations')).toBe(2)
    expect(world.samples('FunctionComputeUtilization')).toEqual([20, 20])
  })

  test('it may answer itself', () => {
    const handlers = returning(() => ({
      statusCode: 302,
      headers: { location: { value: '/login' } },
    }))
    const world = createEdgeWorld({
      properties,
      code,
      handlers,
      config: associate('viewer-request'),
    })
    const seen = world.send('GET /a')
    expect([seen.response.status, seen.header('location'), seen.cache]).toEqual([
      302,
      '/login',
      'FunctionGeneratedResponse',
    ])
    expect(world.asked).toHaveLength(0)
  })

  test.each([
    ['returns nonsense', returning(() => 5), 'FunctionValidationErrors'],
    [
      'takes more than its millisecond',
      createFakeRuntime(({ kind }) =>
        kind === 'invoke' ? { type: 'exhausted', limit: 'cpu' } : null,
      ),
      'FunctionExecutionErrors',
    ],
  ])('one that %s is 503', (_name, handlers, metric) => {
    const world = createEdgeWorld({
      properties,
      code,
      handlers,
      config: associate('viewer-request'),
    })
    expect(world.send('GET /a').response.status).toBe(503)
    expect(world.counted(metric)).toBe(1)
  })

  test('a function of viewer responses sets headers, on hits too', () => {
    const handlers = returning(({ response }: { response: { headers: object } }) => ({
      ...response,
      headers: { ...response.headers, 'x-team': { value: 'web' } },
    }))
    const world = createEdgeWorld({
      properties,
      code,
      handlers,
      config: associate('viewer-response'),
    })
    world.send('GET /a')
    expect(world.send('GET /a').header('x-team')).toBe('web')
  })

  const lambda = (EventType: string, result: (event: never) => unknown, functionError?: true) =>
    createEdgeWorld({
      edges: [
        originWire('Web'),
        {
          ...originWire('Fn'),
          id: 'fn',
          contract: 'invoke',
          properties: { EventType, PathPatterns: [], IncludeBody: false },
        },
      ],
      answer: () => ({ headers: TTL }),
      invoke: (request: InvokeRequest) => ({
        type: 'completed',
        statusCode: 200,
        payload: JSON.stringify(result(JSON.parse(request.payload) as never)),
        functionError: functionError === true ? 'Unhandled' : null,
        executedVersion: '1',
      }),
    })
  type EdgeEvent = { Records: [{ cf: { request: object; response: { headers: object } } }] }

  test('Lambda@Edge of origin requests runs on misses only', () => {
    const world = lambda('origin-request', (event: EdgeEvent) => ({
      ...event.Records[0].cf.request,
      uri: '/rewritten',
    }))
    world.send('GET /a')
    world.send('GET /a')
    expect(world.asked.map(({ request }) => request.path)).toEqual(['/rewritten'])
  })

  test('of origin responses: what it makes of them is kept', () => {
    const world = lambda('origin-response', (event: EdgeEvent) => ({
      ...event.Records[0].cf.response,
      status: '200',
      headers: { ...event.Records[0].cf.response.headers, 'x-a': [{ key: 'X-A', value: '1' }] },
    }))
    world.send('GET /a')
    const hit = world.send('GET /a')
    expect([hit.cache, hit.header('x-a')]).toEqual(['Hit', '1'])
  })

  test('it may answer in the origin’s stead; an error of it is 502', () => {
    const answering = lambda('origin-request', () => ({ status: '404', body: 'no', headers: {} }))
    const seen = answering.send('GET /a')
    expect([seen.response.status, seen.response.body, answering.asked.length]).toEqual([
      404,
      'no',
      0,
    ])
    const failing = lambda('viewer-request', () => ({ errorMessage: 'x' }), true)
    expect(failing.send('GET /a')).toMatchObject({ cache: 'LambdaExecutionError' })
  })
})
