import * as buffer from 'node:buffer'
import { constants } from 'node:os'
import * as url from 'node:url'
import * as realClient from '@aws-sdk/client-dynamodb'
import * as realLib from '@aws-sdk/lib-dynamodb'
import * as realUtil from '@aws-sdk/util-dynamodb'
import { expect, vi } from 'vitest'
import type { ApiReply } from '#contracts/api.ts'
import { createRandom } from '#kernel/random.ts'
import { createSdkCalls } from '#sandbox/quickjs/sdkCalls.ts'
import type { HandlerCall } from '#sandbox/runtime.ts'
import { loadSdk, type PlainHost } from './loadSdk.ts'

/** What a service answers on the wire. */
export type WireReply =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body: string }
  | { readonly code: string; readonly message: string }

/** A DynamoDB as the SDK sees it: `attempt` counts calls from 1. */
export type Wire = (operation: string, body: string, attempt: number) => WireReply

/** One implementation of the SDK: AWS's own, or ours. */
export interface Sdk {
  readonly client: typeof realClient
  readonly lib: typeof realLib
  readonly util: typeof realUtil
  /** Configuration with which a client reaches the wire. */
  readonly config: realClient.DynamoDBClientConfig
}

/** One call as it went over the wire. */
export interface Exchange {
  readonly operation: string
  readonly body: string
  readonly attempt: string | undefined
}

const START_MS = 1_767_225_600_000
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g
const sources = import.meta.glob<string>('../**/*.cjs', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const texts = Object.fromEntries(
  Object.entries(sources).map(([path, text]) => [path.replace('../', './'), text]),
)
const base = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' },
}

const textOf = (body: unknown): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array)

/** What Node's socket and the real transport make of a lost connection. */
const socketError = (code: string, message: string): Error =>
  Object.assign(new Error(message), {
    errno: -(constants.errno[code as keyof typeof constants.errno] ?? 0),
    code,
    syscall: message.split(' ')[0],
    name: 'TimeoutError',
  })

export const createReal = (wire: Wire, exchanges: Exchange[]): Sdk => {
  const handle = async (request: { headers: Record<string, string>; body?: unknown }) => {
    const operation = (request.headers['x-amz-target'] ?? '').replace('DynamoDB_20120810.', '')
    const body = textOf(request.body)
    exchanges.push({ operation, body, attempt: request.headers['amz-sdk-request'] })
    const reply = wire(operation, body, exchanges.length)
    if ('code' in reply) throw socketError(reply.code, reply.message)
    const response = {
      statusCode: reply.status,
      headers: { ...reply.headers },
      body: new TextEncoder().encode(reply.body),
    }
    return { response }
  }
  const requestHandler = { handle, destroy: () => {} } as unknown as NonNullable<
    realClient.DynamoDBClientConfig['requestHandler']
  >
  // The SDK that Lambda's documents describe makes 3 attempts; the newest release on npm makes 4 for DynamoDB.
  const config = { ...base, maxAttempts: 3, requestHandler }
  return { client: realClient, lib: realLib, util: realUtil, config }
}

type Answer = (call: Omit<HandlerCall, 'id'>) => Promise<ApiReply>

/** What the isolate and its driver do with a plain call. */
const createPlainHost = (answer: Answer): PlainHost => {
  const calls = createSdkCalls(createRandom(1, 'sdk'))
  let ids = 0
  return {
    environment: process.env,
    profile: (text) => calls.register(text),
    send(profile, body, trace, settle) {
      const id = ++ids
      calls.send({ id, profile, body, trace, epochMs: Date.now() })
      const [call] = calls.take()
      if (call === undefined) throw new Error('no profile')
      void answer(call).then((reply) => {
        const { plain, sent } = calls.answer(id, reply)
        if (plain === null) settle(JSON.parse(JSON.stringify({ ...reply, sent })) as object)
        else settle(...(JSON.parse(plain.text) as [object, string]))
      })
    },
  }
}

/** Ours, evaluated in this process; waits are `setTimeout`s, chance is `Math.random`, both faked by the caller. */
const createOursBy =
  (isPlain: boolean) =>
  (wire: Wire, exchanges: Exchange[] = []): Sdk => {
    let ids = 0
    const answer: Answer = async ({ headers, body }) => {
      const header = (name: string) => headers.find(([key]) => key === name)?.[1]
      const operation = (header('x-amz-target') ?? '').replace('DynamoDB_20120810.', '')
      const text = textOf(body)
      exchanges.push({ operation, body: text, attempt: header('amz-sdk-request') })
      const reply = wire(operation, text, exchanges.length)
      if ('code' in reply) return { type: 'unreachable', ...reply }
      const replied = Object.entries(reply.headers ?? {})
      return { type: 'response', status: reply.status, headers: replied, body: reply.body }
    }
    const require = loadSdk(
      texts,
      {
        call: answer,
        ...(isPlain && { plain: createPlainHost(answer) }),
        now: () => Date.now(),
        sleep: (ms) =>
          new Promise((resolve) => {
            setTimeout(resolve, ms)
          }),
        random: () => Math.random(),
        uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
      },
      { 'node:buffer': buffer, 'node:url': url },
    )
    return {
      client: require('@aws-sdk/client-dynamodb') as unknown as typeof realClient,
      lib: require('@aws-sdk/lib-dynamodb') as unknown as typeof realLib,
      util: require('@aws-sdk/util-dynamodb') as unknown as typeof realUtil,
      config: { ...base },
    }
  }

/** Calls go the plain way where they can. */
export const createOurs = createOursBy(true)

/** Everything that can be seen of an error: its class, and every enumerable member of its own. */
const describeError = (error: unknown, sdk: Sdk): unknown => {
  if (!(error instanceof Error)) return { thrown: error }
  const syntax = error instanceof SyntaxError
  return {
    class: error.constructor.name,
    isServiceException: error instanceof sdk.client.DynamoDBServiceException,
    name: error.name,
    // Engines word syntax errors differently; the SDK's own part follows.
    message: syntax ? error.message.split('\n').slice(1) : error.message,
    members: Object.fromEntries(Object.entries(error)),
    hasResponse: '$response' in error && error.$response !== undefined,
  }
}

const settle = async (act: (sdk: Sdk) => Promise<unknown>, sdk: Sdk): Promise<unknown> => {
  const progress = { over: false }
  const outcome = act(sdk)
    .then(
      (value) => ({ value }),
      (error: unknown) => ({ error: describeError(error, sdk) }),
    )
    .finally(() => {
      progress.over = true
    })
  while (!progress.over) {
    // What is ready runs first; then time jumps to the next timer.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
    if (!progress.over && vi.getTimerCount() > 0) await vi.advanceTimersToNextTimerAsync()
  }
  return outcome
}

/** What one side did: how it ended, what went over the wire, how long it took (ms of virtual time). */
export interface Run {
  readonly outcome: unknown
  readonly exchanges: readonly Exchange[]
  readonly tookMs: number
}

const run = async (
  create: (wire: Wire, exchanges: Exchange[]) => Sdk,
  wire: Wire,
  act: (sdk: Sdk) => Promise<unknown>,
): Promise<Run> => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: START_MS })
  const faked = globalThis.setTimeout
  // Node's timers take whole milliseconds, one at least.
  globalThis.setTimeout = ((callback: () => void, ms: number) =>
    faked(callback, Math.max(1, Math.ceil(ms)))) as typeof faked
  const chance = vi.spyOn(Math, 'random').mockReturnValue(0.5)
  try {
    const exchanges: Exchange[] = []
    const outcome = await settle(act, create(wire, exchanges))
    return {
      outcome,
      exchanges: exchanges.map((exchange) => ({
        ...exchange,
        body: exchange.body.replaceAll(UUID, '<uuid>'),
      })),
      tookMs: Date.now() - START_MS,
    }
  } finally {
    chance.mockRestore()
    vi.useRealTimers()
  }
}

/** Runs `act` with AWS's SDK alone. */
export const runReal = (wire: Wire, act: (sdk: Sdk) => Promise<unknown>): Promise<Run> =>
  run(createReal, wire, act)

/** Runs `act` with AWS's SDK and with ours, by either way, each on a wire of its own; requires that nothing differs. */
export async function expectSameOn(
  createWire: () => Wire,
  act: (sdk: Sdk) => Promise<unknown>,
): Promise<Run> {
  const real = await run(createReal, createWire(), act)
  const ours = await run(createOurs, createWire(), act)
  expect(ours).toStrictEqual(real)
  expect(await run(createOursBy(false), createWire(), act)).toStrictEqual(real)
  return ours
}

/** The same on one wire, which must not remember. */
export const expectSame = (wire: Wire, act: (sdk: Sdk) => Promise<unknown>): Promise<Run> =>
  expectSameOn(() => wire, act)

/** A wire that always answers `body` with `status`. */
export const always =
  (status: number, body: unknown, headers?: Record<string, string>): Wire =>
  () => ({
    status,
    headers: {
      'x-amzn-requestid': 'REQUEST1',
      'content-type': 'application/x-amz-json-1.0',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
