import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import { createKernel } from '#kernel/kernel.ts'
import type { Process } from '#kernel/process.ts'
import { type Duration, ms, seconds, toMs } from '#kernel/time.ts'
import type { TraceBody } from '#kernel/trace.ts'
import { createFakeRuntime, type ScriptCue, type ScriptedStep } from '#sandbox/fake.ts'
import { expect, test } from 'vitest'
import { lambdaDefinition } from './definition.ts'
import { createLambda, createLambdaRegion } from './service.ts'

type Script = (cue: ScriptCue) => ScriptedStep | null

const RETURNS: ScriptedStep = { type: 'returned', payload: '{"ok":true}', calls: [] }

/** One function at work over a real kernel and a scripted runtime. */
function createFunction(options: { properties?: object; script?: Script; reply?: ApiReply }) {
  const kernel = createKernel(7)
  const records: TraceBody[] = []
  const apiCalls: ApiRequest[] = []
  const node = {
    id: 'Fn',
    name: 'Fn',
    properties: lambdaDefinition.properties.parse(options.properties ?? {}),
    model: lambdaDefinition.model.parse({ OverheadMs: 0, PlacementMs: 100 }),
    code: { 'index.mjs': 'export const handler = async () => ({ ok: true })' },
    layers: {},
    data: null,
  }
  let spans = 0
  function* callApi(request: ApiRequest): Process<ApiReply> {
    apiCalls.push(request)
    yield kernel.sleep(ms(5))
    return options.reply ?? { type: 'response', status: 200, headers: [], body: '{}' }
  }
  const context: Parameters<typeof createLambda>[0] = {
    get node() {
      return node
    },
    account: { accountId: '123456789012', region: 'us-east-1' },
    get now() {
      return kernel.now
    },
    random: (purpose) => kernel.random(`Fn/${purpose}`),
    handlers: createFakeRuntime(
      options.script ?? ((cue) => (cue.kind === 'init' ? null : RETURNS)),
    ),
    roundTripMs: () => 0,
    destination: () => undefined,
    sleep: (delay) => kernel.sleep(delay),
    schedule: (delay, run) => kernel.schedule(delay, run),
    start: (process) => kernel.start(process),
    *timeout(process) {
      return yield* process
    },
    *settle(work) {
      return work instanceof Promise ? yield* kernel.external(work) : work
    },
    edges: () => [],
    call() {
      throw new Error('this function has no edges')
    },
    callApi,
    callHost: () => {
      throw new Error('these functions call no host')
    },
    *travel() {},
    lane: () => ({ send: () => undefined }),
    record: (body) => void records.push(body),
    beginSpan(parent, name) {
      const span = ++spans
      records.push({ type: 'span-begin', trace: 1, span, parent: parent?.span ?? null, name })
      return { trace: 1, span }
    },
    endSpan: (span, outcome) => void records.push({ type: 'span-end', ...span, outcome }),
  }
  const service = createLambda(context, createLambdaRegion())
  const edge = {
    id: 'e',
    contract: 'invoke',
    source: 'Api',
    target: 'Fn',
    port: null,
    properties: {},
  } as const
  const invoke = (invocationType: InvokeRequest['invocationType'] = 'RequestResponse') => {
    const answer: { reply?: InvokeReply; after?: Duration } = {}
    const begun = kernel.now
    kernel.start(
      (function* () {
        const request = {
          context: { trace: 1, span: 0 },
          payload: '{}',
          invocationType,
          attempt: 1,
        }
        answer.reply = yield* service.serve.invoke(request, edge)
        answer.after = (kernel.now - begun) as Duration
      })(),
    )
    return answer
  }
  const run = (duration: Duration): void => {
    const limit = kernel.now + duration
    kernel.schedule(duration, () => undefined)
    while (kernel.nextAt !== null && kernel.nextAt <= limit) kernel.step()
  }
  const lines = () => records.flatMap((body) => (body.type === 'log' ? [body.line] : []))
  const counted = (name: string) =>
    records.filter((body) => body.type === 'counter' && body.name === name).length
  return { node, kernel, service, invoke, run, lines, counted, records, apiCalls }
}

const payloadOf = (answer: { reply?: InvokeReply }): unknown =>
  answer.reply?.type === 'completed' ? JSON.parse(answer.reply.payload) : answer.reply

test('the first request pays for a cold start, the next one is served warm by the same environment', () => {
  const fn = createFunction({})
  const first = fn.invoke()
  fn.run(seconds(1))
  const second = fn.invoke()
  fn.run(seconds(1))
  expect(payloadOf(first)).toEqual({ ok: true })
  expect(toMs(first.after ?? ms(0))).toBeGreaterThan(150)
  expect(toMs(second.after ?? ms(0))).toBeLessThan(5)
  expect(fn.counted('ColdStarts')).toBe(1)
  expect(fn.service.inspect().environments.map((cell) => cell.invocations)).toEqual([2])
  expect(fn.lines().map((line) => line.split(/[ :]/)[0])).toEqual([
    'INIT_START',
    'START',
    'END',
    'REPORT',
    'START',
    'END',
    'REPORT',
  ])
  expect(fn.lines()[3]).toMatch(/\tInit Duration: \d+\.\d\d ms\t$/)
  expect(fn.lines()[6]).not.toMatch(/Init Duration/)
})

test('one environment serves one request at a time: two at once need two environments', () => {
  const fn = createFunction({})
  fn.invoke()
  fn.invoke()
  fn.run(seconds(1))
  expect(fn.counted('ColdStarts')).toBe(2)
})

test('past reserved concurrency the caller gets 429 with the reason, and it counts as a throttle only', () => {
  const fn = createFunction({ properties: { ReservedConcurrentExecutions: 1 } })
  fn.invoke()
  const refused = fn.invoke()
  fn.run(seconds(1))
  expect(refused.reply).toEqual({
    type: 'refused',
    statusCode: 429,
    errorType: 'TooManyRequestsException',
    payload:
      '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
  })
  expect([fn.counted('Throttles'), fn.counted('Invocations'), fn.counted('Errors')]).toEqual([
    1, 1, 0,
  ])
})

test('a handler that waits for ever is cut at its time-out, and the next invoke runs a suppressed init', () => {
  const fn = createFunction({
    properties: { Timeout: 2 },
    script: ({ kind }) => (kind === 'init' ? null : { type: 'waiting', calls: [], wakeIn: null }),
  })
  const answer = fn.invoke()
  fn.run(seconds(5))
  const requestId = /RequestId: (\S+)/.exec(fn.lines().join('\n'))?.[1]
  expect(payloadOf(answer)).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after 2.00 seconds`,
  })
  const report = fn.lines().find((line) => line.startsWith('REPORT'))
  expect(report).toContain('\tDuration: 2000.00 ms\t')
  expect(report).toContain('\tStatus: timeout\t')

  fn.invoke()
  fn.run(seconds(5))
  expect(fn.counted('ColdStarts')).toBe(1)
  expect(fn.lines().filter((line) => line.startsWith('INIT_START'))).toHaveLength(1)
})

test('an error that the handler throws leaves the environment warm; an exit does not', () => {
  const failure = (origin: 'handler' | 'exit'): ScriptedStep => ({
    type: 'failed',
    origin,
    errorType: 'Error',
    errorMessage: 'x',
    stack: [],
    payload: '{"errorType":"Error","errorMessage":"x","trace":[]}',
  })
  const inits = { handler: 0, exit: 0 }
  for (const origin of ['handler', 'exit'] as const) {
    const fn = createFunction({
      script({ kind }) {
        if (kind !== 'init') return failure(origin)
        inits[origin]++
        return null
      },
    })
    const answers = [fn.invoke()]
    fn.run(seconds(1))
    answers.push(fn.invoke())
    fn.run(seconds(1))
    const thrown = { errorType: 'Error', errorMessage: 'x', trace: [] }
    expect(answers.map(payloadOf)).toEqual([thrown, thrown])
    expect(fn.counted('Errors')).toBe(2)
    // "REPORT … Status: error  Error Type: Runtime.ExitError": the exit ended the environment, whatever the error was.
    const reports = fn.lines().filter((line) => line.startsWith('REPORT'))
    expect(
      reports.map((line) => line.endsWith('\tStatus: error\tError Type: Runtime.ExitError\t')),
    ).toEqual([origin === 'exit', origin === 'exit'])
  }
  expect(inits).toEqual({ handler: 1, exit: 2 })
})

/** Lines without request ids and measured times. */
const shapes = (lines: readonly string[]): readonly string[] =>
  lines.map((line) =>
    line.replaceAll(/RequestId: \S+/g, 'RequestId: …').replaceAll(/[\d.]+ ms/g, '… ms'),
  )

const REPORT_HEAD =
  'REPORT RequestId: …\tDuration: … ms\tBilled Duration: … ms\tMemory Size: 128 MB\tMax Memory Used: 74 MB'

// The order of the lines is that of public logs: INIT_REPORT of both phases, then START.
test('a failed init is run again inside the invoke and its error reaches the caller', () => {
  const fn = createFunction({
    script: () => ({
      type: 'failed',
      origin: 'exit',
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Error: Cannot find module 'x'",
      stack: [],
      payload:
        '{"errorType":"Runtime.ImportModuleError","errorMessage":"Error: Cannot find module \'x\'","trace":[]}',
    }),
  })
  const answer = fn.invoke()
  fn.run(seconds(2))
  expect(payloadOf(answer)).toMatchObject({ errorType: 'Runtime.ImportModuleError' })
  const failed = 'Status: error\tError Type: Runtime.ImportModuleError'
  expect(shapes(fn.lines()).slice(1)).toEqual([
    `INIT_REPORT Init Duration: … ms\tPhase: init\t${failed}`,
    `INIT_REPORT Init Duration: … ms\tPhase: invoke\t${failed}`,
    'START RequestId: … Version: $LATEST',
    'END RequestId: …',
    `${REPORT_HEAD}\t${failed}\t`,
  ])
})

test('an init that fails with an error of the user is reported as Runtime.Unknown', () => {
  const fn = createFunction({
    script: () => ({
      type: 'failed',
      origin: 'exit',
      errorType: 'TypeError',
      errorMessage: 'x',
      stack: [],
      payload: '{"errorType":"TypeError","errorMessage":"x","trace":[]}',
    }),
  })
  const answer = fn.invoke()
  fn.run(seconds(2))
  expect(payloadOf(answer)).toMatchObject({ errorType: 'TypeError' })
  expect(shapes(fn.lines()).filter((line) => line.startsWith('INIT_REPORT'))).toEqual([
    'INIT_REPORT Init Duration: … ms\tPhase: init\tStatus: error\tError Type: Runtime.Unknown',
    'INIT_REPORT Init Duration: … ms\tPhase: invoke\tStatus: error\tError Type: Runtime.Unknown',
  ])
})

test('an init that overruns 10 s is killed and tried again within the function time-out', () => {
  const fn = createFunction({
    properties: { Timeout: 4 },
    script: () => ({ type: 'waiting', calls: [], wakeIn: null }),
  })
  const answer = fn.invoke()
  fn.run(seconds(30))
  expect(fn.lines().filter((line) => line.startsWith('INIT_REPORT'))).toEqual([
    'INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout',
    'INIT_REPORT Init Duration: 4000.00 ms\tPhase: invoke\tStatus: timeout',
  ])
  expect(payloadOf(answer)).toMatchObject({ errorType: 'Sandbox.Timedout' })
})

test('calls of the SDK go out in parallel and come back one by one', () => {
  const call = (id: number) => ({
    id,
    service: 'dynamodb',
    method: 'POST',
    path: '/',
    query: '',
    headers: [],
    body: `{"n":${id}}`,
    attempt: 1,
  })
  const fn = createFunction({
    script({ kind, turn }) {
      if (kind === 'init') return null
      if (kind === 'invoke') return { type: 'waiting', calls: [call(1), call(2)], wakeIn: null }
      return turn < 3 ? { type: 'waiting', calls: [], wakeIn: null } : RETURNS
    },
  })
  const answer = fn.invoke()
  fn.run(seconds(2))
  expect(payloadOf(answer)).toEqual({ ok: true })
  expect(fn.apiCalls.map(({ body }) => body)).toEqual(['{"n":1}', '{"n":2}'])
  const report = fn.lines().find((line) => line.startsWith('REPORT'))
  const duration = Number(/\tDuration: ([\d.]+) ms/.exec(report ?? '')?.[1])
  // 12.3 ms for the first call of a handler at 128 MB, and 5 ms for both calls together.
  expect(duration).toBeCloseTo(17.3, 1)
})

test('a deploy retires idle environments; reserved concurrency alone does not', () => {
  const fn = createFunction({})
  fn.invoke()
  fn.run(seconds(1))
  fn.node.properties = lambdaDefinition.properties.parse({ ReservedConcurrentExecutions: 5 })
  fn.service.changed?.('properties')
  expect(fn.service.inspect().environmentCount.idle).toBe(1)
  expect(fn.service.inspect().limit).toBe(5)
  fn.node.properties = lambdaDefinition.properties.parse({ MemorySize: 256 })
  fn.service.changed?.('properties')
  expect(fn.service.inspect().environmentCount.idle).toBe(0)
  fn.invoke()
  fn.run(seconds(1))
  expect(fn.counted('ColdStarts')).toBe(2)
})

// A deploy replaces environments, running invokes finish first: lambda-runtime-environment, configuration-concurrency
test('an environment that starts during a deploy runs the code it was started for, and serves no more', () => {
  const ran: unknown[] = []
  const fn = createFunction({
    script({ kind, bundle }) {
      if (kind !== 'init') return RETURNS
      ran.push(bundle.files['index.mjs'])
      return null
    },
  })
  fn.node.code = { 'index.mjs': 'old' }
  fn.service.changed?.('code')
  fn.invoke()
  fn.run(ms(50))
  fn.node.code = { 'index.mjs': 'new' }
  fn.service.changed?.('code')
  fn.run(seconds(1))
  expect(ran).toEqual(['old'])
  expect(fn.service.inspect().environments).toHaveLength(0)
  fn.invoke()
  fn.run(seconds(1))
  expect(ran).toEqual(['old', 'new'])
})

test('an environment that is not used expires', () => {
  const fn = createFunction({})
  fn.invoke()
  fn.run(seconds(60))
  expect(fn.service.inspect().environments).toHaveLength(1)
  fn.run(seconds(20 * 60))
  expect(fn.service.inspect().environments).toHaveLength(0)
})

test('an asynchronous event is accepted at once and tried three times: at once, after 1 and after 2 minutes', () => {
  const failing: ScriptedStep = {
    type: 'failed',
    origin: 'handler',
    errorType: 'Error',
    errorMessage: 'x',
    stack: [],
    payload: '{}',
  }
  const fn = createFunction({ script: ({ kind }) => (kind === 'init' ? null : failing) })
  const answer = fn.invoke('Event')
  fn.run(seconds(1))
  expect(answer.reply).toEqual({ type: 'accepted', statusCode: 202 })
  expect(fn.counted('Invocations')).toBe(1)
  fn.run(seconds(61))
  expect(fn.counted('Invocations')).toBe(2)
  fn.run(seconds(117))
  expect(fn.counted('Invocations')).toBe(2)
  fn.run(seconds(600))
  expect(fn.counted('Invocations')).toBe(3)
  expect(fn.counted('AsyncEventsDropped')).toBe(1)
  // "The same request id is used for all attempts."
  const ids = fn.lines().flatMap((line) => /^START RequestId: (\S+)/.exec(line)?.[1] ?? [])
  expect(ids).toEqual([ids[0], ids[0], ids[0]])
})

test('with a reserved concurrency of 0 an asynchronous event is given up without retries', () => {
  const fn = createFunction({ properties: { ReservedConcurrentExecutions: 0 } })
  const answer = fn.invoke('Event')
  fn.run(seconds(1))
  expect(answer.reply).toEqual({ type: 'accepted', statusCode: 202 })
  expect([fn.counted('Throttles'), fn.counted('AsyncEventsDropped')]).toEqual([0, 1])
})

test('every span that begins also ends', () => {
  const fn = createFunction({ properties: { ReservedConcurrentExecutions: 2 } })
  for (let many = 0; many < 5; many++) fn.invoke()
  fn.run(seconds(5))
  const begun = fn.records.flatMap((body) => (body.type === 'span-begin' ? [body.span] : []))
  const ended = fn.records.flatMap((body) => (body.type === 'span-end' ? [body.span] : []))
  expect(ended.toSorted((a, b) => a - b)).toEqual(begun)
})
