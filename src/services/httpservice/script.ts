import type { Body, HeaderField } from '#contracts/body.ts'
import { base64Encode, utf8Decode } from '#contracts/bytes.ts'
import { SIMULATED_CREDENTIALS } from '#contracts/credentials.ts'
import type { HttpRequest } from '#contracts/http.ts'
import { parseQuery } from '#contracts/proxyRequest.ts'
import type { Process } from '#kernel/process.ts'
import { createSemaphore, type Semaphore } from '#kernel/semaphore.ts'
import { after, seconds } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { HandlerIsolate, HandlerStep } from '#sandbox/runtime.ts'
import type { ServiceContext } from '../service.ts'
import type { httpServiceDefinition } from './definition.ts'
import type { Instance } from './fleet.ts'
import { createScriptDriver, SECONDS_MAX } from './scriptDriver.ts'

/** What a script answered; null: it leaves the answer to the routes. */
export interface ScriptAnswer {
  readonly status: number
  readonly headers: readonly HeaderField[]
  readonly body: Body
}

/** The scripts of a service, one at work in each instance: what they keep in memory is the instance's. */
export interface Scripts {
  /** Answers `failed` where the script threw, or is none. */
  run(
    instance: Instance,
    request: HttpRequest,
    span: TraceContext,
  ): Process<ScriptAnswer | 'failed' | null>
  /** The instance is gone, or all have to begin anew. */
  forget(instance?: Instance): void
}

/** Lambda's runtimes hear of no value that a handler returns at once: here it is the answer. */
const ENTRY = `import { handler as answer } from './script.mjs'
export const handler = async (request) => (await answer(request)) ?? null
`
const LOG_BYTES_MAX = 262_144
const TIMERS_MAX = 1_000
const MEMORY_MIB = 512
const WORD = 0xffff_ffff

interface Running {
  readonly isolate: HandlerIsolate
  isReady: boolean
  /** A request is at work in it. */
  isBusy: boolean
  /** Nobody begins with it any more. */
  isOver: boolean
}

/** A request for an instance's script. */
interface ScriptWork {
  readonly instance: Instance
  readonly request: HttpRequest
  readonly span: TraceContext
}

type Json = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text or JSON with what an answer may say, all of it optional; null stays null. */
function readAnswer(payload: string): ScriptAnswer | null {
  const value: unknown = JSON.parse(payload)
  if (value === null) return null
  if (!isRecord(value)) {
    return { status: 200, headers: [], body: typeof value === 'string' ? value : payload }
  }
  const { status, headers, body } = value
  if (status === undefined && headers === undefined && body === undefined) {
    return { status: 200, headers: [], body: payload }
  }
  const isStatus = typeof status === 'number' && Number.isInteger(status)
  return {
    status: isStatus && status >= 200 && status <= 599 ? status : 200,
    headers: isRecord(headers)
      ? Object.entries(headers).map(([name, each]) => [name.toLowerCase(), String(each)])
      : [],
    body: typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body),
  }
}

const toEvent = ({ method, path, query, headers, body }: HttpRequest, number: number): string =>
  JSON.stringify({
    method,
    path,
    query: Object.fromEntries(parseQuery(query)),
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body: typeof body === 'string' ? body : (utf8Decode(body) ?? base64Encode(body)),
    instance: number,
  })

/** Creates the scripts of one service. */
export function createScripts(ctx: ServiceContext<typeof httpServiceDefinition>): Scripts {
  const chance = ctx.random('script')
  const drive = createScriptDriver(ctx)
  const running = new Map<number, Running>()
  /** One request at a time computes in an instance. */
  const turns = new Map<number, Semaphore>()

  const start = (instance: Instance): Running => {
    const word = (): number => chance.integer(0, WORD)
    const isolate = ctx.handlers.createIsolate(
      {
        files: { 'index.mjs': ENTRY, 'script.mjs': ctx.node.properties.Script ?? '' },
        handler: 'index.handler',
        runtime: 'nodejs22.x',
        environment: environmentOf(instance),
        seed: [word(), word(), word(), word()],
      },
      { memoryMiB: MEMORY_MIB, cpuShare: 1, logBytesMax: LOG_BYTES_MAX, timersMax: TIMERS_MAX },
    )
    const made: Running = { isolate, isReady: false, isBusy: false, isOver: false }
    running.set(instance.number, made)
    return made
  }

  /** What a container of ECS finds in its environment: its Region, and keys to sign with. */
  const environmentOf = ({ number }: Instance): Readonly<Record<string, string>> => ({
    INSTANCE: String(number),
    AWS_REGION: ctx.account.region,
    AWS_DEFAULT_REGION: ctx.account.region,
    AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
    AWS_ACCESS_KEY_ID: SIMULATED_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: SIMULATED_CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: SIMULATED_CREDENTIALS.sessionToken,
  })

  const turnOf = ({ number }: Instance): Semaphore => {
    const known = turns.get(number) ?? createSemaphore(ctx, 1)
    turns.set(number, known)
    return known
  }

  /** Lets go of an instance's script; whoever is at work in it ends first. */
  const drop = (number: number): void => {
    const made = running.get(number)
    if (made === undefined) return
    running.delete(number)
    made.isOver = true
    if (!made.isBusy) made.isolate.dispose()
  }

  const contextFor = (request: HttpRequest) => ({
    awsRequestId: `${request.context.trace}`,
    functionName: ctx.node.id,
    functionVersion: '1',
    invokedFunctionArn: '',
    memoryLimitInMB: String(MEMORY_MIB),
    logGroupName: ctx.node.id,
    logStreamName: '',
    deadline: after(ctx.now, seconds(SECONDS_MAX)),
    traceHeader: '',
  })

  function* runIn(
    made: Running,
    { instance, request, span }: ScriptWork,
  ): Process<ScriptAnswer | 'failed' | null> {
    const { isolate } = made
    const { trace } = span
    const at = { isolate, span, stream: `${ctx.node.id}/${instance.number}` }
    if (!made.isReady) {
      const begun = yield* drive(at, (slice) => isolate.init(slice))
      if (begun?.type !== 'returned') return fail(instance, begun, trace)
      made.isReady = true
    }
    const event = toEvent(request, instance.number)
    const end = yield* drive(at, (slice) => isolate.invoke(slice, event, contextFor(request)))
    if (end?.type === 'returned') return readAnswer(end.payload)
    return fail(instance, end, trace)
  }

  /** The instance's script begins anew with the next request, as a server that crashed does. */
  const fail = (
    instance: Instance,
    end:
      | Exclude<HandlerStep, { type: 'waiting' | 'returned' }>
      | null
      | { readonly type: 'returned' },
    trace: number,
  ): 'failed' => {
    drop(instance.number)
    const why =
      end === null || end.type === 'returned'
        ? `no answer within ${SECONDS_MAX} s`
        : end.type === 'failed'
          ? `${end.errorType}: ${end.errorMessage}`
          : `its ${end.limit} is used up`
    ctx.record({ type: 'mark', trace, mark: 'error', detail: `script: ${why}` })
    return 'failed'
  }

  return {
    *run(instance, request, span) {
      const turn = turnOf(instance)
      yield* turn.take()
      const made = running.get(instance.number) ?? start(instance)
      made.isBusy = true
      try {
        return yield* runIn(made, { instance, request, span })
      } finally {
        made.isBusy = false
        if (made.isOver) made.isolate.dispose()
        turn.release()
      }
    },
    forget(instance) {
      if (instance === undefined) {
        for (const number of running.keys()) drop(number)
        return
      }
      drop(instance.number)
      turns.delete(instance.number)
    },
  }
}
