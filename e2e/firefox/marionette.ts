import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Firefox's own remote control, since Playwright drives only a Firefox that it has patched. */
export interface Firefox {
  navigate(url: string): Promise<void>
  /** Runs the body of a function in the page and answers what it returns. */
  evaluate(script: string): Promise<unknown>
  quit(): Promise<void>
}

const PORT = 2828
const START_TRIES = 120
const START_EVERY_MS = 500

type Message = readonly [type: 1, id: number, error: unknown, result: unknown]

const isMessage = (value: unknown): value is Message => Array.isArray(value) && value.length === 4

async function connectTo(port: number): Promise<Socket> {
  for (let attempt = 0; attempt < START_TRIES; attempt++) {
    // One try after the other until Firefox listens.
    // oxlint-disable-next-line no-await-in-loop
    const socket = await new Promise<Socket | null>((resolve) => {
      const trying = connect(port, '127.0.0.1', () => resolve(trying))
      trying.on('error', () => resolve(null))
    })
    if (socket !== null) return socket
    // oxlint-disable-next-line no-await-in-loop
    await sleep(START_EVERY_MS)
  }
  throw new Error('Firefox does not listen')
}

/** Messages are `<bytes>:<JSON>`, both ways. */
function createChannel(socket: Socket) {
  const waiting = new Map<number, (message: Message) => void>()
  let received = Buffer.alloc(0)
  let sent = 0
  socket.on('data', (data) => {
    received = Buffer.concat([received, data])
    for (;;) {
      const colon = received.indexOf(':')
      const end = colon + 1 + Number(received.subarray(0, Math.max(0, colon)).toString())
      if (colon < 0 || received.length < end) return
      const message: unknown = JSON.parse(received.subarray(colon + 1, end).toString())
      received = received.subarray(end)
      if (isMessage(message)) waiting.get(message[1])?.(message)
    }
  })
  return (name: string, parameters: object): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++sent
      waiting.set(id, ([, , error, result]) => {
        if (error === null) resolve(result)
        else reject(new Error(`${name}: ${JSON.stringify(error)}`))
      })
      const text = JSON.stringify([0, id, name, parameters])
      socket.write(`${Buffer.byteLength(text)}:${text}`)
    })
}

/** Starts a headless Firefox with an empty profile. */
export async function startFirefox(executable: string): Promise<Firefox> {
  const profile = mkdtempSync(join(tmpdir(), 'coldstart-firefox-'))
  const browser: ChildProcess = spawn(
    executable,
    ['--headless', '--marionette', '--no-remote', '--profile', profile],
    { stdio: 'ignore', env: { ...process.env, HOME: profile } },
  )
  const socket = await connectTo(PORT)
  const send = createChannel(socket)
  await send('WebDriver:NewSession', { capabilities: { alwaysMatch: {} } })
  return {
    async navigate(url) {
      await send('WebDriver:Navigate', { url })
    },
    async evaluate(script) {
      const answer = await send('WebDriver:ExecuteScript', { script, args: [] })
      return (answer as { readonly value: unknown }).value
    },
    async quit() {
      socket.destroy()
      browser.kill()
      await sleep(START_EVERY_MS)
    },
  }
}
