import { connect } from 'node:net'
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import { localNames } from './doors.ts'
import type { Served } from './server.ts'
import { doorsScenario } from './testing/doorsScenario.ts'
import { sendRaw, serveForTest } from './testing/served.ts'

let served: Served
beforeAll(async () => {
  served = await serveForTest({ scenario: doorsScenario, handlers: loadQuickJs() })
})
afterAll(() => served.close())

const at = (path: string): string => `http://127.0.0.1:${served.port}${path}`

/** The event that the function behind a path got. */
const eventAt = async (path: string, init: RequestInit = {}) =>
  (await (await fetch(at(path), init)).json()) as {
    readonly rawPath: string
    readonly path: string
    readonly body: string
    readonly isBase64Encoded: boolean
    readonly headers: Readonly<Record<string, string>>
    readonly requestContext: Readonly<Record<string, string>>
  }

/** Bytes as they stand, and all that comes back until the other side hangs up. */
const talk = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let heard = ''
    const socket = connect(served.port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (part) => (heard += part.toString('latin1')))
    socket.on('close', () => resolve(heard))
    socket.on('error', reject)
  })

describe('whose request it is', () => {
  it('the first segment of a path is the id of a node, and none of what the node sees', async () => {
    const event = await eventAt('/Api/items/7?a=1&a=2')
    expect([event.rawPath, event.requestContext['domainName']]).toEqual([
      '/items/7',
      event.headers['host'],
    ])
    expect(await (await fetch(at('/Orders/x'))).json()).toEqual({ ok: true })
  })

  it("a Host header names it as well: AWS's own name, or the same below localhost", async () => {
    const doors = served.simulation.http.doors()
    const api = doors.find(({ node }) => node === 'Api')
    const names = api === undefined ? [] : [...api.hosts, ...localNames(api)]
    expect(names).toHaveLength(2)
    for (const host of names) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { body } = await sendRaw(served, { path: '/a/b', method: 'GET', headers: { host } })
      expect(JSON.parse(body.toString())).toMatchObject({ rawPath: '/a/b' })
    }
    const named = { path: '/', method: 'GET', headers: { host: `orders.localhost:${served.port}` } }
    expect((await sendRaw(served, named)).body.toString()).toBe('{"ok":true}')
  })

  it('an API that there is not is forbidden, and so is a URL; all else is DynamoDB', async () => {
    const ask = async (host: string) => {
      const { status, body } = await sendRaw(served, { method: 'GET', headers: { host } })
      return [status, body.toString()]
    }
    expect(await ask('zzzzzzzzzz.execute-api.us-east-1.amazonaws.com')).toEqual([
      403,
      '{"message":"Forbidden"}',
    ])
    expect(await ask('zzzz.lambda-url.us-east-1.localhost')).toEqual([403, '{"Message":null}'])
    expect((await ask('localhost'))[1]).toBe('healthy: dynamodb.us-east-1.amazonaws.com ')
  })
})

describe('HTTP as it is', () => {
  it('bytes go in and out unharmed', async () => {
    const bytes = Buffer.from([0, 255, 128, 10, 13])
    const event = await eventAt('/Api/x', {
      method: 'PUT',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    })
    expect([event.body, event.isBase64Encoded]).toEqual([bytes.toString('base64'), true])
    const answer = await fetch(at('/Api/binary'))
    expect(Buffer.from(await answer.arrayBuffer()).toString('hex')).toBe('89504e470d0a1a0a')
    expect(answer.headers.get('content-length')).toBe('8')
  })

  it('cookies are lines of their own, 204 has no body and no length', async () => {
    const answer = await fetch(at('/Api/cookies'))
    expect(answer.headers.getSetCookie()).toEqual(['a=1; Secure', 'b=2'])
    const none = await sendRaw(served, { method: 'GET', path: '/Api/none' })
    expect([none.status, none.headers['content-length'], none.body.length]).toEqual([
      204,
      undefined,
      0,
    ])
  })

  it('no value of a header begins another, and no name is one that is none', async () => {
    const { headers } = await sendRaw(served, { method: 'GET', path: '/Api/split' })
    expect(headers['set-cookie']).toBeUndefined()
    expect(headers['x-split']).toBe('a  set-cookie: evil=1')
    expect(Buffer.from(String(headers['x-word']), 'latin1').toString()).toBe('Grüße')
    expect(Object.keys(headers)).not.toContain('bad name')
  })

  it('HEAD tells a length and sends no byte', async () => {
    const answer = await fetch(at('/Orders/'), { method: 'HEAD' })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    expect(answer.headers.get('content-length')).not.toBeNull()
  })

  it('an HTTP API answers preflights itself, and only to whom it knows', async () => {
    const ask = (origin: string) =>
      sendRaw(served, {
        method: 'OPTIONS',
        path: '/Api/items',
        headers: { origin, 'access-control-request-method': 'PUT' },
      })
    const known = await ask('https://app.example')
    expect([known.status, known.headers['access-control-allow-origin']]).toEqual([
      204,
      'https://app.example',
    ])
    expect((await ask('https://evil.example')).headers['access-control-allow-origin']).toBe(
      undefined,
    )
  })

  it('more than 10 MB are refused in the words of each kind of API', async () => {
    const body = Buffer.alloc(10 * 1_024 * 1_024 + 1, 'x')
    const ask = async (path: string) => {
      const answer = await sendRaw(served, { path, body })
      return [answer.status, answer.body.toString()]
    }
    expect(await ask('/Api/x')).toEqual([413, '{"message":"Request Entity Too Large"}'])
    expect(await ask('/Rest/x')).toEqual([413, '{"message":"Request Too Long"}'])
    expect(await ask('/Streamer/')).toEqual([413, '{"Message":"Request Entity Too Large"}'])
    expect(await ask('/Orders/')).toEqual([413, '{"message":"Request Entity Too Large"}'])
  })

  it('requests in one breath are answered in their order, on one connection', async () => {
    const line = (path: string, more = ''): string =>
      `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`
    const heard = await talk(
      line('/Api/cookies') +
        line('/Orders/') +
        line('http://ignored/Api/none') +
        line('/Rest/x', 'Connection: close\r\n'),
    )
    expect(heard.match(/HTTP\/1\.1 \d+/g)).toHaveLength(4)
    expect(heard.indexOf('two')).toBeLessThan(heard.indexOf('{"ok":true}'))
  })

  it('a wish for HTTP/2, as Java has it, is not heard, and the request is', async () => {
    const heard = await talk(
      'POST /Api/h2 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\n' +
        'HTTP2-Settings: AAEAAEAA\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello',
    )
    expect(heard).toMatch(/^HTTP\/1\.1 200/)
    expect(heard).toContain('"body":"hello"')
  })

  it("a REST API's event keeps the case of names and every value", async () => {
    const { body } = await sendRaw(served, {
      method: 'GET',
      path: '/Rest/a%20b',
      headers: { 'X-CaSe': 'kept' },
    })
    expect(JSON.parse(body.toString())).toMatchObject({
      path: '/a b',
      headers: { 'X-CaSe': 'kept' },
    })
  })
})

const opened = (socket: WebSocket): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket))
    socket.on('error', reject)
    socket.on('unexpected-response', (_request, response) =>
      reject(new Error(`${response.statusCode}`)),
    )
  })

const open = (path = '/Chat/production', protocols: string[] = []): Promise<WebSocket> =>
  opened(new WebSocket(`ws://127.0.0.1:${served.port}${path}`, protocols))

const nextMessage = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString())))

const say = (socket: WebSocket, data: string | Buffer): Promise<string> => {
  const answer = nextMessage(socket)
  socket.send(data)
  return answer
}

const closing = (socket: WebSocket): Promise<readonly [number, string]> =>
  new Promise((resolve) => socket.on('close', (code, reason) => resolve([code, String(reason)])))

const connections = (): number =>
  (served.simulation.inspect('Chat') as { readonly connections: number }).connections

describe('streams', () => {
  it('what a function writes is heard when it writes it, not at the end', async () => {
    const answer = await fetch(at('/Streamer/'))
    expect(answer.headers.get('transfer-encoding')).toBe('chunked')
    const reader = answer.body?.getReader()
    const first = await reader?.read()
    // The next word is 5 s away: what has come is no whole answer.
    expect(Buffer.from(first?.value ?? []).toString()).toBe('one\n')
    await reader?.cancel()
  })
})

describe('WebSockets', () => {
  it('shake hands, talk text and bytes, and part', async () => {
    const socket = await open()
    expect(await say(socket, 'hello')).toBe('hello')
    expect(await say(socket, Buffer.from([1, 2]))).toBe('bytes:AQI=')
    expect(connections()).toBe(1)
    socket.close(1000, 'done')
    expect(await closing(socket)).toEqual([1000, 'done'])
    await expect.poll(connections).toBe(0)
  })

  it('the subprotocol is the one that $connect chose', async () => {
    const socket = await open('/Chat/production', ['v2.chat', 'v1.chat'])
    expect(socket.protocol).toBe('v2.chat')
    socket.terminate()
    await expect.poll(connections).toBe(0)
  })

  it('what $connect refuses is no connection, nor is a stage that there is not', async () => {
    await expect(open('/Chat/production?token=bad')).rejects.toThrow('403')
    await expect(open('/Chat/nowhere')).rejects.toThrow('403')
    await expect(open('/Api/x')).rejects.toThrow('200')
  })

  it('a frame of more than 32 KB, and a message of more than 128 KB, end it with 1009', async () => {
    const large = await open()
    large.send('x'.repeat(32 * 1_024 + 1))
    expect(await closing(large)).toEqual([1009, 'Message too long'])
    const parts = await open()
    for (let part = 0; part < 4; part++) parts.send('x'.repeat(32 * 1_024), { fin: false })
    const ends = closing(parts)
    parts.send('x')
    expect(await ends).toEqual([1009, 'Message too long'])
    const fits = await open()
    const half = 'y'.repeat(20_000)
    fits.send(half, { fin: false })
    expect(await say(fits, half)).toHaveLength(40_000)
    fits.terminate()
  })

  it("AWS's SDK posts to, asks about and deletes connections", async () => {
    const socket = await open()
    const ConnectionId = await say(socket, 'who')
    const client = new ApiGatewayManagementApiClient({
      region: 'us-east-1',
      endpoint: at('/Chat/production'),
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    })
    const pushed = nextMessage(socket)
    await client.send(new PostToConnectionCommand({ ConnectionId, Data: 'pushed' }))
    expect(await pushed).toBe('pushed')
    const found = await client.send(new GetConnectionCommand({ ConnectionId }))
    expect(found.Identity?.SourceIp).toBe('127.0.0.1')
    const ends = closing(socket)
    await client.send(new DeleteConnectionCommand({ ConnectionId }))
    expect(await ends).toEqual([1000, 'Connection Closed Normally'])
    const gone = client.send(new PostToConnectionCommand({ ConnectionId, Data: 'x' }))
    await expect(gone).rejects.toThrow(GoneException)
    client.destroy()
  })
})
