import type { Instant } from '#kernel/time.ts'
import type { InvocationContext, IsolateLimits, Slice } from '#sandbox/runtime.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'

/** The handler that both halves of the benchmark run. */
export const BENCH_HANDLER = `export const handler = async (event) => ({
  statusCode: 200,
  body: JSON.stringify({ hello: event.name, at: Date.now() }),
})`

/** Invocations per real second of the bare sandbox: one warm environment, nothing around it. */
export function benchBareSandbox(invocations: number): number {
  const slice: Slice = { at: 0 as Instant, deadline: 3_000_000 as Instant }
  const context: InvocationContext = {
    awsRequestId: '8f507cfc-0000-4697-b07a-ac58fc914c95',
    functionName: 'bench',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:bench',
    memoryLimitInMB: '128',
    logGroupName: '/aws/lambda/bench',
    logStreamName: '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef',
    deadline: slice.deadline,
    traceHeader: 'Root=1-00000000-000000000000000000000000;Sampled=0',
  }
  const limits: IsolateLimits = {
    memoryMiB: 128,
    cpuShare: 128 / 1_769,
    logBytesMax: 1_000_000,
    timersMax: 10_000,
  }
  const isolate = loadQuickJs().createIsolate(
    {
      files: { 'index.mjs': BENCH_HANDLER },
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      environment: {},
      seed: [1, 2, 3, 4],
    },
    limits,
  )
  isolate.init(slice)
  const event = JSON.stringify({ name: 'bench', routeKey: 'GET /items/{id}' })
  const invoke = (count: number): void => {
    for (let at = 0; at < count; at++) {
      const step = isolate.invoke(slice, event, context)
      if (step.type !== 'returned') throw new Error(`the handler ${step.type}`)
    }
  }
  invoke(Math.ceil(invocations / 10))
  const start = performance.now()
  invoke(invocations)
  const perSecond = (invocations * 1_000) / (performance.now() - start)
  isolate.dispose()
  return perSecond
}
