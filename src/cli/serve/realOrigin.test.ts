import { createServer, type Server } from 'node:http'
import { createServer as createRawServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from '../command.ts'
import { type Served, startServer } from './server.ts'

// A distribution on real HTTP before real servers. The time is the wall's, so nothing here waits for a lifetime to end.

const scenario: Scenario = {
  coldstart: 1,
  name: 'real origins',
  seed: 1,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Cdn',
      type: 'AWS::CloudFront::Distribution',
      model: { CacheRules: 'RFC9111' },
      properties: {
        DistributionConfig: {
          Origins: [{ Id: 'Web', ConnectionAttempts: 1, CustomOriginConfig: {} }],
          DefaultCacheBehavior: {
            TargetOriginId: 'Web',
            // UseOriginCacheControlHeaders-QueryStrings and AllViewer.
            CachePolicyId: '4cc15a8a-d715-48a4-82b8-cc0b614638fe',
            OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3',
          },
          CacheBehaviors: [
            {
              PathPattern: '/tls/*',
              TargetOriginId: 'Web',
              ViewerProtocolPolicy: 'redirect-to-https',
            },
          ],
        },
      },
    },
    { id: 'Web', type: 'Coldstart::HttpService' },
    { id: 'Broken', type: 'Coldstart::HttpService' },
  ],
  edges: [{ id: 'e1', source: 'Cdn', target: 'Web' }],
}

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port

let origin: Server
let asked: { readonly url: string; readonly header: string | undefined }[] = []
const raw = createRawServer((socket) => {
  socket.on('error', () => undefined)
  socket.once('data', () => {
    // What comes after the promised four bytes belongs to no answer.
    socket.end(
      'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: X-Hop\r\nX-Hop: 1\r\n\r\nbodyand more',
    )
  })
})
let served: Served

beforeAll(async () => {
  origin = createServer((request, response) => {
    asked.push({ url: request.url ?? '', header: request.headers['if-none-match'] })
    if (request.headers['if-none-match'] === '"v1"') {
      response.writeHead(304, { etag: '"v1"', 'cache-control': 'max-age=0' }).end()
      return
    }
    const lifetime = request.url?.startsWith('/stale') === true ? 0 : 3_600
    response
      .writeHead(200, { 'cache-control': `max-age=${lifetime}`, etag: '"v1"', age: '7' })
      .end(`page ${request.url}`)
  })
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve))
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve))
  served = await startServer({
    scenario,
    handlers: loadQuickJs(),
    port: 0,
    host: '127.0.0.1',
    dataDir: null,
    isModelled: false,
    tableMs: 0,
    origins: new Map([
      ['Web', new URL(`http://127.0.0.1:${portOf(origin)}`)],
      ['Broken', new URL(`http://127.0.0.1:${portOf(raw)}`)],
    ]),
    failed: (error) => {
      throw error
    },
  })
})

afterAll(async () => {
  await served.close()
  origin.close()
  raw.close()
})

const get = async (path: string) => {
  const response = await fetch(`http://127.0.0.1:${served.port}${path}`)
  const header = (name: string) => response.headers.get(name)
  return { status: response.status, header, text: await response.text() }
}

test('a page is asked for once; its age goes on from what the origin says', async () => {
  asked = []
  const miss = await get('/Cdn/a?x=1')
  expect([miss.header('x-cache'), miss.header('age'), miss.text]).toEqual([
    'Miss from cloudfront',
    '7',
    'page /a?x=1',
  ])
  const hit = await get('/Cdn/a?x=1')
  expect([hit.header('x-cache'), hit.text]).toEqual(['Hit from cloudfront', 'page /a?x=1'])
  expect(Number(hit.header('age'))).toBeGreaterThanOrEqual(7)
  await get('/Cdn/a?x=2')
  expect(asked.map(({ url }) => url)).toEqual(['/a?x=1', '/a?x=2'])
})

test('X-Forwarded-Proto tells that a viewer came in the clear', async () => {
  const ask = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${served.port}/Cdn/tls/a`, { headers, redirect: 'manual' })
  const moved = await ask({ 'X-Forwarded-Proto': 'http' })
  expect([moved.status, moved.headers.get('location')]).toEqual([
    301,
    expect.stringMatching(/^https:\/\/\w+\.cloudfront\.net\/tls\/a$/),
  ])
  expect((await ask({ 'X-Forwarded-Proto': 'https' })).status).toBe(200)
  expect((await ask({})).status).toBe(200)
})

test('what is stale is asked for with its ETag', async () => {
  asked = []
  await get('/Cdn/stale')
  const again = await get('/Cdn/stale')
  expect([again.status, again.header('x-cache'), again.text]).toEqual([
    200,
    'RefreshHit from cloudfront',
    'page /stale',
  ])
  expect(asked.map(({ header }) => header)).toEqual([undefined, '"v1"'])
})

test('a body longer than its Content-Length ends there, and hop-by-hop fields stay behind', async () => {
  const answer = await get('/Broken/')
  expect([answer.status, answer.text, answer.header('x-hop')]).toEqual([200, 'body', null])
})

test.each([
  ['Web', '--origin Web: NAME=http://HOST:PORT is wanted'],
  ['Web=https://example.com', '--origin Web=https://example.com: NAME=http://HOST:PORT is wanted'],
  ['No=http://127.0.0.1:1', 'no Coldstart::HttpService is called No'],
])('--origin %s is refused', async (given, message) => {
  let told = ''
  const code = await runCli(['serve', 'x.json', '--origin', given], {
    out: () => undefined,
    err: (text) => (told += text),
    readFile: () => JSON.stringify(scenario),
    loadHandlers: loadQuickJs,
    wallMs: () => 0,
  })
  expect([code, told]).toEqual([2, expect.stringContaining(message)])
})
