import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Served } from './server.ts'
import { doorsScenario } from './testing/doorsScenario.ts'
import { clientFrame, handshake, openRaw, type RawSocket } from './testing/rawSocket.ts'
import { sendRaw, serveForTest, signedHeaders } from './testing/served.ts'

// What no well-meaning caller sends. `serveForTest` fails a test in which anything of ours breaks.

let served: Served
beforeAll(async () => {
  served = await serveForTest({ scenario: doorsScenario, handlers: loadQuickJs() })
})
afterAll(() => served.close())

const GET = 'GET /Orders/ HTTP/1.1\r\nHost: x\r\n'

/** Whoever asks rightly is still answered rightly, and nothing is left of those who did not. */
async function expectUnharmed(): Promise<void> {
  const headers = { connection: 'close' }
  const answer = await sendRaw(served, { method: 'GET', path: '/Orders/', headers })
  expect([answer.status, answer.body.toString()]).toEqual([200, '{"ok":true}'])
  await expect.poll(() => served.connections(), { timeout: 10_000 }).toBe(0)
}

describe('HTTP that is none', () => {
  it.each([
    ['no request at all', '\x00\x01\x02\xff\xfe\r\n\r\n', 400],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['a method that is none', 'G@T / HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a version that is none', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', 400],
    ['a header without a colon', `${GET}nonsense\r\n\r\n`, 400],
    ['a line feed in a name', `${GET}a\nb: c\r\n\r\n`, 400],
    ['two lengths', `${GET}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`, 400],
    [
      'a length and chunks',
      `${GET}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['a negative length', `${GET}Content-Length: -1\r\n\r\n`, 400],
    ['a chunk of no length', `${GET}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
    ['no host', 'GET /Orders/ HTTP/1.1\r\n\r\n', 400],
    ['a head of 40 KB', `${GET}x: ${'y'.repeat(40_000)}\r\n\r\n`, 431],
    ['a line of 40 KB', `GET /${'y'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['a proxy wanted', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', null],
    [
      'a path of nothing but dots',
      `GET /Orders/../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      200,
    ],
    [
      'bytes that no URL holds',
      'GET /Orders/\x7f\x80"<> HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      null,
    ],
    [
      'an escape that is none',
      'GET /%zz/%e0%a4%a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      404,
    ],
  ])('%s', async (_what, bytes, status) => {
    const { closed } = await openRaw(served, Buffer.from(bytes, 'latin1'))
    const heard = await closed
    if (status !== null) expect(heard).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    await expectUnharmed()
  })

  it('whatever bytes come', async () => {
    const line = fc.stringMatching(/^[A-Z]{1,7} \/[!-~]{0,20} HTTP\/1\.[01]$/)
    const field = fc.stringMatching(/^[!-~]{1,12}: ?[ -~]{0,20}$/)
    const nearly = fc
      .tuple(line, fc.array(field, { maxLength: 4 }), fc.string({ maxLength: 60 }))
      .map(([first, fields, rest]) => [first, ...fields, '', rest].join('\r\n'))
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          nearly.map((text) => Buffer.from(text)),
          fc.uint8Array({ maxLength: 200 }),
        ),
        async (bytes) => {
          const { socket, closed } = await openRaw(served, bytes)
          socket.end()
          await closed
        },
      ),
      { numRuns: 100 },
    )
    await expectUnharmed()
  })
})

describe('slow, half and hasty callers', () => {
  it('who says nothing, half a head, or a body drop by drop, is sent away', async () => {
    const hasty = await serveForTest({ patience: { head: 250, request: 600 } })
    const silent = await openRaw(hasty)
    const head = await openRaw(hasty, GET.slice(0, 20))
    const body = await openRaw(hasty, `${GET}Content-Length: 1000\r\n\r\n`)
    const drip = setInterval(() => {
      if (body.socket.writable) body.socket.write('x')
    }, 50)
    const ends = await Promise.all([silent.closed, head.closed, body.closed])
    clearInterval(drip)
    // A drop that crosses the answer on its way breaks the connection, and may take the answer with it.
    for (const heard of ends) expect(heard).toMatch(/^(HTTP\/1\.1 408 |$)/)
    expect(ends[1]).toContain('408')
    await expect.poll(() => hasty.connections()).toBe(0)
    await hasty.close()
  })

  it('who hangs up in the middle is forgotten; who only stops talking is answered', async () => {
    const gone = await openRaw(served, `${GET}Content-Length: 1000\r\n\r\nab`)
    gone.socket.destroy()
    const midway = await openRaw(served, 'GET /Streamer/ HTTP/1.1\r\nHost: x\r\n\r\n')
    await midway.hears('one')
    midway.socket.resetAndDestroy()
    const half = await openRaw(served, `${GET}\r\n`, true)
    half.socket.end()
    expect(await half.closed).toContain('{"ok":true}')
    await expectUnharmed()
  })

  it('300 requests in one breath are answered, one after the other', async () => {
    const all = `${GET}\r\n`.repeat(299) + `${GET}Connection: close\r\n\r\n`
    const { closed } = await openRaw(served, all)
    expect((await closed).match(/HTTP\/1\.1 200/g)).toHaveLength(300)
    await expectUnharmed()
  })

  it('500 at once are all served', async () => {
    const many = await Promise.all(
      Array.from({ length: 500 }, () => openRaw(served, `${GET}Connection: close\r\n\r\n`)),
    )
    const heard = await Promise.all(many.map(({ closed }) => closed))
    expect(heard.filter((text) => text.includes('{"ok":true}'))).toHaveLength(500)
    await expectUnharmed()
  })

  it('a head that is larger than API Gateway takes is refused by the API', async () => {
    const { status } = await sendRaw(served, {
      method: 'GET',
      path: '/Api/x',
      headers: { 'x-large': 'y'.repeat(11_000) },
    })
    expect(status).toBe(431)
  })
})

const connections = (): number =>
  (served.simulation.inspect('Chat') as { readonly connections: number }).connections

const shake = async (): Promise<RawSocket> => {
  const raw = await openRaw(served, handshake('/Chat/production'))
  await raw.hears('\r\n\r\n')
  expect(raw.heard().toString('latin1')).toMatch(/^HTTP\/1\.1 101 /)
  return raw
}

/** The status of the close frame that ends what came; null where there is none. */
function closeStatus(heard: string): number | null {
  const bytes = Buffer.from(heard.slice(heard.indexOf('\r\n\r\n') + 4), 'latin1')
  let at = 0
  while (at + 1 < bytes.length) {
    const short = (bytes[at + 1] ?? 0) & 0x7f
    const [skip, length] = short === 126 ? [4, bytes.readUInt16BE(at + 2)] : [2, short]
    if (((bytes[at] ?? 0) & 0x0f) === 8) return bytes.readUInt16BE(at + skip)
    at += skip + length
  }
  return null
}

describe('WebSockets that are none', () => {
  it.each([
    ['no key', { 'Sec-WebSocket-Key': null }],
    ['a key that is none', { 'Sec-WebSocket-Key': 'short' }],
    ['a version that nobody speaks', { 'Sec-WebSocket-Version': '99' }],
  ])('a handshake with %s is refused', async (_what, instead) => {
    const { closed } = await openRaw(served, handshake('/Chat/production', instead))
    expect(await closed).toMatch(/^HTTP\/1\.1 400 /)
    await expectUnharmed()
  })

  const invalid = Buffer.from([0xc3, 0x28])
  it.each([
    ['a frame without a mask', clientFrame('hi', { masked: false }), 1002],
    ['a reserved bit', clientFrame('hi', { reserved: 0x40 }), 1002],
    ['an opcode that is none', clientFrame('hi', { opcode: 5 }), 1002],
    ['a ping in pieces', clientFrame('hi', { opcode: 9, isFinal: false }), 1002],
    ['a ping of 200 bytes', clientFrame('x'.repeat(200), { opcode: 9 }), 1002],
    ['the rest of a message that never began', clientFrame('hi', { opcode: 0 }), 1002],
    ['text that is no UTF-8', clientFrame(invalid), 1007],
    [
      'a close with a status that is none',
      clientFrame(Buffer.from([3, 236 + 1]), { opcode: 8 }),
      1002,
    ],
    ['a frame that would be 1 TB', clientFrame('', { declared: 2 ** 40 }), 1009],
    ['a frame longer than numbers go', clientFrame('', { declared: 2 ** 60 }), 1009],
    ['a frame of 200 KB', clientFrame('x'.repeat(200_000)), 1009],
    ['a frame of 40 KB', clientFrame('x'.repeat(40_000)), 1009],
  ])('%s ends the connection', async (_what, frame, status) => {
    const { socket, closed } = await shake()
    socket.write(frame)
    // The close frame is not answered: it is the server that hangs up.
    await expect.poll(connections).toBe(0)
    socket.end()
    expect(closeStatus(await closed)).toBe(status)
    await expectUnharmed()
  })

  it('3,000 pings are 3,000 pongs, and the connection still talks', async () => {
    const raw = await shake()
    raw.socket.write(
      Buffer.concat(Array.from({ length: 3_000 }, () => clientFrame('p', { opcode: 9 }))),
    )
    raw.socket.write(clientFrame('after'))
    await raw.hears('after')
    const pongs = raw.heard().toString('latin1').split('\u008a\u0001p').length - 1
    expect(pongs).toBe(3_000)
    raw.socket.destroy()
    await expect.poll(connections).toBe(0)
    await expectUnharmed()
  })

  it('who leaves while the handshake is under way has never been there', async () => {
    for (let turn = 0; turn < 5; turn++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { socket } = await openRaw(served, handshake('/Chat/production'))
      socket.resetAndDestroy()
    }
    await expectUnharmed()
    await expect.poll(connections).toBe(0)
  })

  it('200 connections come, talk and go', async () => {
    const all = await Promise.all(Array.from({ length: 200 }, shake))
    expect(connections()).toBe(200)
    for (const { socket } of all) socket.write(clientFrame('here'))
    await Promise.all(all.map((raw) => raw.hears('here')))
    for (const { socket } of all) socket.destroy()
    await expect.poll(connections, { timeout: 10_000 }).toBe(0)
    await expectUnharmed()
  })
})

describe("arbitrary bodies at DynamoDB's door", () => {
  const ACTIONS = [
    'GetItem',
    'PutItem',
    'UpdateItem',
    'DeleteItem',
    'Query',
    'Scan',
    'BatchGetItem',
    'BatchWriteItem',
    'TransactGetItems',
    'TransactWriteItems',
    'ExecuteStatement',
    'CreateTable',
    'UpdateTable',
    'DescribeTable',
    'ListTables',
    'UpdateTimeToLive',
    'TagResource',
    'NoSuchAction',
  ]
  const NAMES = [
    'TableName',
    'Key',
    'Item',
    'KeyConditionExpression',
    'UpdateExpression',
    'ConditionExpression',
    'ExpressionAttributeValues',
    'ExpressionAttributeNames',
    'RequestItems',
    'TransactItems',
    'AttributeDefinitions',
    'KeySchema',
    'Statement',
    'Limit',
    'S',
    'N',
    'L',
    'M',
    'id',
    '__proto__',
    'constructor',
  ]
  const { value } = fc.letrec((tie) => ({
    leaf: fc.oneof(
      fc.constantFrom('t', '#a', ':v', 'id = :v', 'SET a = :v', '', '1e400', 'HASH'),
      fc.string({ maxLength: 8 }),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
    ),
    value: fc.oneof(
      { depthSize: 'small' },
      tie('leaf'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4 }),
    ),
  }))

  it('are answered, and never with a 500', async () => {
    const body = fc.oneof(
      value.map((json) => JSON.stringify(json)),
      fc.dictionary(fc.constantFrom(...NAMES), value).map((json) => JSON.stringify(json)),
      fc.string(),
      fc.constantFrom('[[[[', '{"a":', '\u0000', `${'{"M":'.repeat(2_000)}1${'}'.repeat(2_000)}`),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ACTIONS), body, async (action, text) => {
        const answer = await sendRaw(served, { headers: signedHeaders(action), body: text })
        expect(answer.status, `${action} ${text}`).toBeLessThan(500)
        JSON.parse(answer.body.toString())
      }),
      { numRuns: 400 },
    )
  })
})
