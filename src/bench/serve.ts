import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { itemsApi } from '#gallery/itemsApi.ts'

// `npm run bench:serve`: what `npm run serve` does a second over real sockets, and what 10,000 of them leave behind. The
// server is a process of its own, as it is for whoever uses it.

/** Connections that ask at once, each one request after the other. */
const CALLERS = 64
const WARM_UP_MS = 2_000
const MEASURED_MS = 4_000
const SOCKETS = 10_000
/** Connections that are opened at once: a listener's backlog is short. */
const AT_ONCE = 200

const FILE = join(tmpdir(), 'coldstart-bench-serve.json')

interface Server {
  readonly port: number
  readonly child: ChildProcess
}

const start = (): Promise<Server> =>
  new Promise((resolve, reject) => {
    writeFileSync(FILE, JSON.stringify(itemsApi))
    const args = ['--import', 'tsx', 'src/cli/main.ts', 'serve', FILE, '--port', '0']
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    child.on('error', reject)
    child.stdout.on('data', (part: Buffer) => {
      const port = /127\.0\.0\.1:(\d+)/.exec(part.toString())?.[1]
      if (port !== undefined) resolve({ port: Number(port), child })
    })
  })

const open = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
  })

/** One request after the other on a connection; calls `answered` for each, until it says no. */
const ask = (socket: Socket, request: Buffer, answered: () => boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    let heard = ''
    socket.on('data', (part: Buffer) => {
      heard += part.toString('latin1')
      const end = heard.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/content-length: (\d+)/i.exec(heard.slice(0, end))?.[1] ?? 0)
      if (heard.length < end + 4 + length) return
      if (!heard.startsWith('HTTP/1.1 200')) return reject(new Error(heard.slice(0, 200)))
      heard = ''
      if (answered()) socket.write(request)
      else resolve()
    })
    socket.write(request)
  })

async function measure({ port }: Server, name: string, request: string): Promise<void> {
  const bytes = Buffer.from(request)
  const sockets = await Promise.all(Array.from({ length: CALLERS }, () => open(port)))
  const begun = performance.now()
  let count = 0
  const took: number[] = []
  await Promise.all(
    sockets.map((socket) => {
      let sentAt = performance.now()
      return ask(socket, bytes, () => {
        const now = performance.now()
        if (now - begun > WARM_UP_MS) {
          count++
          took.push(now - sentAt)
        }
        sentAt = now
        return now - begun < WARM_UP_MS + MEASURED_MS
      })
    }),
  )
  for (const socket of sockets) socket.destroy()
  took.sort((a, b) => a - b)
  const at = (share: number): string => (took[Math.floor(took.length * share)] ?? 0).toFixed(1)
  const perSecond = Math.round((count / MEASURED_MS) * 1_000)
  console.log(
    `  ${name.padEnd(44)}${String(perSecond).padStart(8)}/s   p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  )
}

const memoryMb = ({ child }: Server): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024

const filesOf = ({ child }: Server): number => readdirSync(`/proc/${child.pid}/fd`).length

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const GET_ITEM = JSON.stringify({ TableName: 'items', Key: { id: { S: '3' } } })
const SIGNATURE =
  'AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=ab'
const REQUESTS = {
  dynamodb: [
    'POST / HTTP/1.1',
    'Host: x',
    'Content-Type: application/x-amz-json-1.0',
    'X-Amz-Target: DynamoDB_20120810.GetItem',
    'X-Amz-Date: 20260101T000000Z',
    `Authorization: ${SIGNATURE}`,
    `Content-Length: ${GET_ITEM.length}`,
    '',
    GET_ITEM,
  ].join('\r\n'),
  api: 'GET /Api/items/3 HTTP/1.1\r\nHost: x\r\n\r\n',
}

/** Opens many connections that each ask once, holds them, and looks at what is left when they have gone. */
async function crowd(server: Server): Promise<void> {
  const before = { files: filesOf(server), memory: memoryMb(server) }
  const sockets: Socket[] = []
  let answered = 0
  const begun = performance.now()
  while (sockets.length < SOCKETS) {
    // oxlint-disable-next-line no-await-in-loop -- a few hundred at a time
    const some = await Promise.all(Array.from({ length: AT_ONCE }, () => open(server.port)))
    sockets.push(...some)
    // oxlint-disable-next-line no-await-in-loop -- those first, then the next
    await Promise.all(
      some.map((socket) =>
        ask(socket, Buffer.from(REQUESTS.dynamodb), () => {
          answered++
          return false
        }),
      ),
    )
  }
  const tookMs = Math.round(performance.now() - begun)
  const during = { files: filesOf(server), memory: memoryMb(server) }
  for (const socket of sockets) socket.destroy()
  await pause(3_000)
  const after = { files: filesOf(server), memory: memoryMb(server) }
  console.log(`  ${sockets.length} connections, ${answered} answers in ${tookMs} ms`)
  for (const [name, { files, memory }] of Object.entries({ before, during, after })) {
    console.log(`  ${name.padEnd(8)}${String(files).padStart(7)} files, ${memory.toFixed(0)} MB`)
  }
}

const server = await start()
try {
  console.log(`serve over real sockets, ${CALLERS} connections`)
  await measure(server, 'DynamoDB GetItem', REQUESTS.dynamodb)
  await measure(server, 'HTTP API GET to a function that reads a table', REQUESTS.api)
  console.log('a crowd')
  await crowd(server)
  await crowd(server)
} finally {
  server.child.kill('SIGTERM')
}
