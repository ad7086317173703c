import { describe, expect, test } from 'vitest'
import type { HandlerStep } from '../runtime.ts'
import { loadQuickJs } from './loadNode.ts'
import { context, drive, open, runOnce, slice } from './testing.ts'

const quickJs = loadQuickJs()
const sleep = '(ms) => new Promise((resolve) => setTimeout(resolve, ms))'

const run = (body: string, runtime = 'nodejs22.x'): HandlerStep =>
  runOnce(quickJs, {
    files: {
      'index.mjs': `const sleep = ${sleep}; export const handler = async (event, context) => { ${body} }`,
    },
    runtime,
  })
/** Without time and request id: what stands after the second tab. */
const messages = (logs: readonly string[]): readonly string[] =>
  logs.map((line) => line.split('\t').slice(2).join('\t') || line)

/** Invokes one environment over and over, each time a second later. */
function invokeTimes(
  files: Readonly<Record<string, string>>,
  times: number,
): readonly HandlerStep[] {
  const isolate = open(quickJs, { files })
  drive(isolate, isolate.init(slice()))
  const steps = Array.from({ length: times }, (_none, at) => {
    const start = slice((at + 1) * 1_000_000, (at + 4) * 1_000_000)
    let step = isolate.invoke(start, '{}', context(`request-${at + 1}`))
    let now: number = start.at
    const logs = [...step.logs]
    while (step.type === 'waiting' && step.wakeIn !== null) {
      now += step.cpu + step.wakeIn
      step = isolate.wake(slice(now, start.deadline))
      logs.push(...step.logs)
    }
    return { ...step, logs }
  })
  isolate.dispose()
  return steps
}

// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html: "Background processes or callbacks that
// were initiated by your Lambda function and did not complete when the function ended resume if Lambda reuses the
// execution environment."
describe('what an invocation leaves behind is frozen', () => {
  test('a timer that fell due meanwhile fires when the next invocation thaws it, before the handler', () => {
    const [first, second] = invokeTimes(
      {
        'index.mjs':
          "let n = 0; export const handler = async () => { console.log('handler', ++n); if (n === 1) setTimeout(() => console.log('timer'), 500) }",
      },
      2,
    )
    expect(messages(first?.logs ?? [])).toEqual(['INFO\thandler 1'])
    expect(second?.logs.map((line) => line.split('\t').slice(1).join('\t'))).toEqual([
      // The client learns of the new request only afterwards.
      'request-1\tINFO\ttimer',
      'request-2\tINFO\thandler 2',
    ])
  })

  test('due timers fire in the order of their times, not of their making', () => {
    const steps = invokeTimes(
      {
        'index.mjs':
          "let n = 0; export const handler = async () => { if (n++ === 0) { setTimeout(() => console.log('b'), 200); setTimeout(() => console.log('a'), 100); setTimeout(() => console.log('c'), 200) } }",
      },
      2,
    )
    expect(messages(steps[1]?.logs ?? [])).toEqual(['INFO\ta', 'INFO\tb', 'INFO\tc'])
  })

  test('immediates that were queued before the answer still run; a timer does not', () => {
    const steps = invokeTimes(
      {
        'index.mjs':
          "export const handler = async () => { setImmediate(() => console.log('immediate')); setTimeout(() => console.log('timer'), 5) }",
      },
      1,
    )
    expect(messages(steps[0]?.logs ?? [])).toEqual(['INFO\timmediate'])
  })

  test('with callbackWaitsForEmptyEventLoop the callback’s answer waits for them', () => {
    const steps = invokeTimes(
      {
        'index.js':
          "exports.handler = (event, context, callback) => { setTimeout(() => console.log('timer'), 5); callback(null, 'x') }",
      },
      1,
    )
    expect(steps[0]).toMatchObject({ type: 'returned', payload: '"x"' })
    expect(messages(steps[0]?.logs ?? [])).toEqual(['INFO\ttimer'])
  })
})

// https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/CallbackContext.js
describe('context.done, succeed, fail', () => {
  test.each([
    ["context.succeed('a'); context.done(null, 'b')", '"a"'],
    ["callback(null, 'a'); context.succeed('b')", '"b"'],
    ["context.done(null, 'a')", '"a"'],
  ])('%s', (body, payload) => {
    const files = { 'index.js': `exports.handler = (event, context, callback) => { ${body} }` }
    expect(runOnce(quickJs, { files })).toMatchObject({ type: 'returned', payload })
  })

  test('a second answer is refused in the log', () => {
    const files = {
      'index.js':
        "exports.handler = (event, context, callback) => { context.succeed('a'); context.done(null, 'b') }",
    }
    expect(messages(runOnce(quickJs, { files }).logs)).toEqual([
      'ERROR\tInvocation has already been reported as done. Cannot call complete more than once per invocation.',
    ])
  })

  test('fail without an error is "handled"', () => {
    const files = { 'index.js': 'exports.handler = (event, context) => { context.fail() }' }
    expect(runOnce(quickJs, { files })).toMatchObject({
      type: 'failed',
      origin: 'handler',
      payload: '{"errorType":"string","errorMessage":"handled","trace":[]}',
    })
  })

  test('Node.js 24 has none of them', () => {
    expect(run('return Object.keys(context)', 'nodejs24.x')).toMatchObject({
      payload: JSON.stringify([
        'clientContext',
        'identity',
        'invokedFunctionArn',
        'awsRequestId',
        'tenantId',
        'xRayTraceId',
        'getRemainingTimeInMillis',
        'functionName',
        'functionVersion',
        'memoryLimitInMB',
        'logGroupName',
        'logStreamName',
      ]),
    })
  })
})

test('Node.js 24 tells libraries of the invocation by awslambda.InvokeStore', () => {
  const body =
    "const store = awslambda.InvokeStore; store.set('mine', 1); return [store.getRequestId(), store.getXRayTraceId(), store.get('mine')]"
  expect(run(body, 'nodejs24.x')).toMatchObject({ payload: '["request-1","Root=1-0-0",1]' })
  expect(run('return Object.keys(awslambda)')).toMatchObject({
    payload: '["streamifyResponse","HttpResponseStream"]',
  })
})

// https://github.com/aws/aws-lambda-base-images/issues/392 shows both.
describe('a rejection that nobody handles', () => {
  const body = "Promise.reject(new Error('HelloError')); return 'Hello from Lambda!'"
  test('Node.js 22 has answered when it dies of it, with status 128', () => {
    const step = run(body)
    expect(step).toMatchObject({
      type: 'returned',
      payload: '"Hello from Lambda!"',
      exitStatus: 128,
    })
    expect(step.logs[0]).toMatch(
      /\trequest-1\tERROR\tUnhandled Promise Rejection \t\{"errorType":"Runtime.UnhandledPromiseRejection","errorMessage":"Error: HelloError","reason":\{"errorType":"Error","errorMessage":"HelloError","stack":\[.+\]\},"promise":\{\},"stack":\[/,
    )
  })

  test('Node.js 24 prints it as Node.js does, and dies before it has answered, with status 1', () => {
    const step = run(body, 'nodejs24.x')
    expect(step).toMatchObject({
      type: 'failed',
      origin: 'exit',
      exitStatus: 1,
      errorType: 'Runtime.ExitError',
      errorMessage: 'RequestId: request-1 Error: Runtime exited with error: exit status 1',
    })
    expect(step.logs[0]).toBe('file:///var/task/index.mjs:1')
    expect(step.logs).toContain('Error: HelloError')
    expect(step.logs.at(-1)).toMatch(/^Node\.js v24\./)
  })

  test.each(['nodejs22.x', 'nodejs24.x'])(
    '%s: one that is handled in time harms nobody',
    (runtime) => {
      const step = run(
        'const p = Promise.reject(new Error()); await null; p.catch(() => {}); return 1',
        runtime,
      )
      expect(step).toMatchObject({ type: 'returned', payload: '1' })
      expect(step).not.toHaveProperty('exitStatus')
    },
  )
})

// https://nodejs.org/api/process.html
describe('process', () => {
  test.each([
    ['setTimeout(() => process.exit(3), 1); await sleep(9)', 'exit status 3'],
    ['process.exitCode = 4; process.exit()', 'exit status 4'],
    [
      "process.on('exit', (code) => { process.exitCode = code + 1 }); process.exit(5)",
      'exit status 6',
    ],
    ['process.exit(257)', 'exit status 1'],
    ['process.abort()', 'signal: aborted'],
    ["process.kill(process.pid, 'SIGKILL')", 'signal: killed'],
    [
      "process.removeAllListeners('uncaughtException'); setTimeout(() => { throw new Error() }, 1); await sleep(9)",
      'exit status 1',
    ],
  ])('%s', (body, reason) => {
    expect(run(body)).toMatchObject({
      type: 'failed',
      origin: 'exit',
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: request-1 Error: Runtime exited with error: ${reason}`,
    })
  })

  test('the client’s own listener is the first: it ends the process before another hears', () => {
    const step = run(
      "process.on('uncaughtException', () => console.log('mine')); setTimeout(() => { throw new Error('x') }, 1); await sleep(9)",
    )
    expect(step).toMatchObject({ type: 'failed', exitStatus: 129, errorMessage: 'x' })
    expect(step.logs.join()).not.toContain('mine')
  })

  test('Node.js 24 goes on where the function itself listens', () => {
    const step = run(
      "let heard; process.on('uncaughtException', (e) => { heard = e.message }); setTimeout(() => { throw new Error('x') }, 1); await sleep(9); return heard",
      'nodejs24.x',
    )
    expect(step).toMatchObject({ type: 'returned', payload: '"x"' })
  })

  test('beforeExit and exit are emitted', () => {
    const files = {
      'index.js':
        "process.on('beforeExit', () => console.log('beforeExit')); exports.handler = () => {}",
    }
    const step = runOnce(quickJs, { files })
    expect(step).toMatchObject({ type: 'returned', payload: 'null' })
    expect(messages(step.logs)).toEqual(['INFO\tbeforeExit'])
  })

  test.each([
    ['process.env.A = 1; return typeof process.env.A', '"string"'],
    ['process.env.A = undefined; return process.env.A', '"undefined"'],
    ['delete process.env.TABLE; return process.env.TABLE ?? null', 'null'],
    [
      'try { process.env[Symbol()] = 1 } catch (e) { return e.message }',
      '"Cannot convert a Symbol value to a string"',
    ],
    ["return 'TABLE' in process.env && Object.keys(process.env).includes('TABLE')", 'true'],
    ['return process.env._X_AMZN_TRACE_ID', '"Root=1-0-0"'],
    ["try { process.exit('a') } catch (e) { return e.code }", '"ERR_INVALID_ARG_TYPE"'],
  ])('%s', (body, payload) => {
    expect(run(body)).toMatchObject({ type: 'returned', payload })
  })
})

// The frames below the handler, as public traces of each runtime show them.
describe('stack traces', () => {
  const trace = (step: HandlerStep): unknown =>
    step.type === 'failed' ? (JSON.parse(step.payload) as { trace: unknown }).trace : step

  test.each([
    [
      'nodejs22.x',
      [
        'Error: x',
        '    at Runtime.lambdaHandler [as handler] (/var/task/index.js:1:45)',
        '    at Runtime.handleOnceNonStreaming (file:///var/runtime/index.mjs:1306:29)',
      ],
    ],
    [
      'nodejs24.x',
      [
        'Error: x',
        '    at BufferedInvokeProcessor.lambdaHandler [as handler] (/var/task/index.js:1:45)',
        '    at BufferedInvokeProcessor.processInvoke (file:///var/runtime/index.mjs:1096:33)',
        '    at file:///var/runtime/index.mjs:1182:98',
        '    at InvokeStoreSingle.run (file:///var/runtime/index.mjs:84:14)',
        '    at _Runtime.runWithInvokeContext (file:///var/runtime/index.mjs:1195:24)',
        '    at async _Runtime.processSingleConcurrent (file:///var/runtime/index.mjs:1182:7)',
        '    at async _Runtime.start (file:///var/runtime/index.mjs:1169:7)',
        '    at async ignition (file:///var/runtime/index.mjs:1638:5)',
      ],
    ],
  ])('%s: a handler that throws', (runtime, lines) => {
    const files = {
      'index.js': "exports.handler = function lambdaHandler() { throw new Error('x') }",
    }
    const made = trace(runOnce(quickJs, { files, runtime }))
    // Where in the line is V8's `new`, ours the call.
    expect(JSON.stringify(made).replace(/index\.js:1:\d+/, 'index.js:1:45')).toBe(
      JSON.stringify(lines),
    )
  })

  test.each([
    [
      'nodejs22.x',
      [
        "Runtime.ImportModuleError: Error: Cannot find module 'index'",
        'Require stack:',
        '- /var/runtime/index.mjs',
        '    at _loadUserApp (file:///var/runtime/index.mjs:1192:17)',
        '    at async UserFunction.js.module.exports.load (file:///var/runtime/index.mjs:1235:21)',
        '    at async start (file:///var/runtime/index.mjs:1454:23)',
        '    at async file:///var/runtime/index.mjs:1464:1',
      ],
    ],
    [
      'nodejs24.x',
      [
        "Runtime.ImportModuleError: Error: Cannot find module 'index'",
        'Require stack:',
        '- /var/runtime/index.mjs',
        '    at loadModule (file:///var/runtime/index.mjs:573:13)',
        '    at async UserFunctionLoader.load (file:///var/runtime/index.mjs:504:20)',
        '    at async createRuntime (file:///var/runtime/index.mjs:1217:52)',
        '    at async ignition (file:///var/runtime/index.mjs:1633:21)',
      ],
    ],
  ])('%s: a module that is not there', (runtime, lines) => {
    expect(trace(runOnce(quickJs, { files: { 'a.js': '' }, runtime }))).toEqual(lines)
  })

  test('an init that fails is logged as an uncaught exception of no request, and as Init Error by Node.js 24', () => {
    const files = { 'index.js': 'exports.a = 1' }
    const line = (runtime: string) =>
      runOnce(quickJs, { files, runtime }).logs[0]?.split('\t').slice(1, 4)
    expect(line('nodejs22.x')).toEqual(['undefined', 'ERROR', 'Uncaught Exception '])
    expect(line('nodejs24.x')).toEqual(['-', 'ERROR', 'Init Error '])
  })
})

test('a result that is no JSON: its own error class from Node.js 24 on', () => {
  const type = (runtime: string) => {
    const step = run('return 10n', runtime)
    return step.type === 'failed' ? step.errorType : step
  }
  expect(type('nodejs22.x')).toBe('Error')
  expect(type('nodejs24.x')).toBe('Runtime.JSONStringifyError')
})

test('clientContext, identity and tenantId reach the handler', () => {
  const isolate = open(quickJs, {
    files: {
      'index.mjs':
        'export const handler = async (event, { clientContext, identity, tenantId }) => ({ clientContext, identity, tenantId })',
    },
  })
  isolate.init(slice())
  const given = {
    ...context(),
    clientContext: '{"custom":{"a":1}}',
    identity: '{"cognitoIdentityId":"x"}',
    tenantId: 't',
  }
  expect(isolate.invoke(slice(), '{}', given)).toMatchObject({
    payload:
      '{"clientContext":{"custom":{"a":1}},"identity":{"cognitoIdentityId":"x"},"tenantId":"t"}',
  })
  isolate.dispose()
})

test('a body under a runtime of another language runs as Node.js 22', () => {
  expect(quickJs.supports('python3.13')).toBe(true)
  expect(run('return process.version.slice(0, 4)', 'python3.13')).toMatchObject({
    payload: '"v22."',
  })
})
