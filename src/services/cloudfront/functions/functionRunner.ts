import type { Files } from '#contracts/files.ts'
import type { Process } from '#kernel/process.ts'
import { after, type Duration, ms, ZERO } from '#kernel/time.ts'
import type { HandlerIsolate, HandlerStep, InvocationContext } from '#sandbox/runtime.ts'
import type { ServiceContext } from '#services/service.ts'
import type { cloudfrontDefinition } from '../definition.ts'

/** What a run of a function came to. */
export type FunctionRun =
  | { readonly type: 'returned'; readonly value: unknown; readonly utilization: number }
  | { readonly type: 'failed'; readonly message: string; readonly utilization: number }

/** "The maximum allowed time is less than 1 ms": compute utilization is the share of it, in percent. */
const COMPUTE_MAX = ms(1)
/** What loading a function may take: it is done before it serves. assumption */
const LOAD_MAX = ms(1_000)
/** Code and memory. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const CODE_BYTES_MAX = 10_240
const LOG_BYTES_MAX = 10_240
/** The sandbox takes off what Node.js needs itself; the 2 MB of a function are not held. */
const MEMORY_MIB = 128

/**
 * What the runtime has not: no timers, no network, no process.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
const RUNTIME = `
for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'fetch', 'process', 'require', 'XMLHttpRequest', 'WebSocket', 'awslambda']) {
  delete globalThis[name]
}
`

/** The helper module of runtime 2.0: a KeyValueStore. */
const helper = (store: Readonly<Record<string, string>>): string => `
const entries = new Map(Object.entries(${JSON.stringify(store)}))
const missing = (key) => new Error('KeyNotFound: ' + key)
const api = {
  async get(key, options) {
    if (!entries.has(key)) throw missing(key)
    const value = entries.get(key)
    const format = options && options.format
    if (format === 'json') return JSON.parse(value)
    return format === 'bytes' ? Buffer.from(value) : value
  },
  async exists(key) { return entries.has(key) },
  async count() { return entries.size },
  async meta() { return { creationDateTime: '', lastUpdatedDateTime: '', keyCount: entries.size } },
}
export default { kvs: () => api }
`

interface FunctionConfig {
  readonly Runtime: string
  readonly File: string
  readonly KeyValueStore?: Readonly<Record<string, string>> | undefined
}

/** Runs CloudFront Functions: each in an isolate of its own that outlives its runs. */
export interface FunctionRunner {
  run(name: string, event: object): Process<FunctionRun>
  /** Code or configuration changed. */
  redeploy(): void
}

const CONTEXT: Omit<InvocationContext, 'deadline'> = {
  awsRequestId: '00000000-0000-4000-8000-000000000000',
  functionName: 'function',
  functionVersion: '1',
  invokedFunctionArn: '',
  memoryLimitInMB: String(MEMORY_MIB),
  logGroupName: '',
  logStreamName: '',
  traceHeader: '',
}

const share = (cpu: Duration): number => Math.min(100, Math.round((cpu / COMPUTE_MAX) * 100))

const textOf = (code: Files, file: string): string | null => {
  const content = Object.hasOwn(code, file) ? code[file] : undefined
  return typeof content === 'string' ? content : null
}

/** Creates the runner of one distribution. */
export function createFunctionRunner(
  ctx: ServiceContext<typeof cloudfrontDefinition>,
): FunctionRunner {
  const chance = ctx.random('functions')
  const isolates = new Map<string, HandlerIsolate>()

  const drop = (name: string): void => {
    isolates.get(name)?.dispose()
    isolates.delete(name)
  }

  const create = (config: FunctionConfig, source: string): HandlerIsolate =>
    ctx.handlers.createIsolate(
      {
        files: {
          'package.json': '{"type":"module"}',
          'runtime.js': RUNTIME,
          'index.js': `import './runtime.js'\n${source}\nexport const coldstart = async (event) => handler(event)\n`,
          'node_modules/cloudfront/package.json': '{"type":"module","main":"index.js"}',
          'node_modules/cloudfront/index.js': helper(config.KeyValueStore ?? {}),
        },
        handler: 'index.coldstart',
        runtime: 'nodejs22.x',
        environment: {},
        seed: [chance.word(), chance.word(), chance.word(), chance.word()],
      },
      { memoryMiB: MEMORY_MIB, cpuShare: 1, logBytesMax: LOG_BYTES_MAX, timersMax: 0 },
    )

  const note = (name: string, step: HandlerStep): void => {
    for (const line of step.logs) {
      ctx.record({ type: 'log', trace: null, stream: `/aws/cloudfront/function/${name}`, line })
    }
  }

  const failure = (step: HandlerStep): string => {
    if (step.type === 'failed') return `${step.errorType}: ${step.errorMessage}`
    if (step.type === 'exhausted') {
      return step.limit === 'cpu'
        ? 'the function exceeded its compute utilization'
        : 'out of memory'
    }
    return 'the function waits for what never comes'
  }

  function* load(name: string, config: FunctionConfig): Process<HandlerIsolate | string> {
    const known = isolates.get(name)
    if (known !== undefined) return known
    const source = textOf(ctx.node.code, config.File)
    if (source === null) return `there is no file ${config.File}`
    if (source.length > CODE_BYTES_MAX) return `${config.File} is larger than 10 KB`
    const isolate = create(config, source)
    const step = yield* ctx.settle(
      isolate.init({ at: ctx.now, deadline: after(ctx.now, LOAD_MAX) }),
    )
    note(name, step)
    if (step.type === 'returned') {
      isolates.set(name, isolate)
      return isolate
    }
    isolate.dispose()
    return failure(step)
  }

  return {
    *run(name, event) {
      const { Functions } = ctx.node.properties
      const config = Object.hasOwn(Functions, name) ? Functions[name] : undefined
      if (config === undefined)
        return { type: 'failed', message: `there is no function ${name}`, utilization: 0 }
      const isolate = yield* load(name, config)
      if (typeof isolate === 'string') return { type: 'failed', message: isolate, utilization: 0 }
      const deadline = after(ctx.now, COMPUTE_MAX)
      const step = yield* ctx.settle(
        isolate.invoke({ at: ctx.now, deadline }, JSON.stringify(event), { ...CONTEXT, deadline }),
      )
      note(name, step)
      if (step.cpu > ZERO) yield ctx.sleep(step.cpu)
      const utilization = share(step.cpu)
      if (step.type === 'returned') {
        return { type: 'returned', value: JSON.parse(step.payload) as unknown, utilization }
      }
      // What was cut, or waits, may have left anything behind.
      if (step.type !== 'failed' || step.origin === 'exit') drop(name)
      return { type: 'failed', message: failure(step), utilization }
    },
    redeploy() {
      for (const name of isolates.keys()) drop(name)
    },
  }
}
