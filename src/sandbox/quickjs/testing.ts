import type { Instant } from '#kernel/time.ts'
import type { HandlerStep, InvocationContext, IsolateLimits, Slice } from '../runtime.ts'
import type { QuickJsRuntime } from './createQuickJsRuntime.ts'
import type { QuickJsIsolate } from './isolate.ts'

/** 128 MB: a 14th of a core. */
export const limits: IsolateLimits = {
  memoryMiB: 128,
  cpuShare: 128 / 1_769,
  logBytesMax: 100_000,
  timersMax: 1_000,
}

export const slice = (at = 0, deadline = 3_000_000): Slice => ({
  at: at as Instant,
  deadline: deadline as Instant,
})

export const context = (awsRequestId = 'request-1'): InvocationContext => ({
  awsRequestId,
  functionName: 'items',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:items',
  memoryLimitInMB: '128',
  logGroupName: '/aws/lambda/items',
  logStreamName: 'stream',
  deadline: 3_000_000 as Instant,
  traceHeader: 'Root=1-0-0',
})

export interface Scene {
  readonly files: Readonly<Record<string, string>>
  readonly handler?: string
  readonly runtime?: string
  readonly seed?: readonly [number, number, number, number]
  readonly limits?: Partial<IsolateLimits>
}

/** An environment over `files`. */
export const open = (quickJs: QuickJsRuntime, scene: Scene): QuickJsIsolate =>
  quickJs.createIsolate(
    {
      files: scene.files,
      handler: scene.handler ?? 'index.handler',
      runtime: scene.runtime ?? 'nodejs22.x',
      environment: { TABLE: 'items' },
      seed: scene.seed ?? [1, 2, 3, 4],
    },
    { ...limits, ...scene.limits },
  )

/** Wakes it whenever its timers are due, until it ends or needs more than time. */
export function drive(isolate: QuickJsIsolate, first: HandlerStep, at = 0): HandlerStep {
  let step = first
  let now = at
  while (step.type === 'waiting' && step.wakeIn !== null) {
    now += step.cpu + step.wakeIn
    step = isolate.wake(slice(now))
  }
  return step
}

/** Init and one invocation; the failed init where that is all there is. */
export function runOnce(quickJs: QuickJsRuntime, scene: Scene, event: unknown = {}): HandlerStep {
  const isolate = open(quickJs, scene)
  const init = drive(isolate, isolate.init(slice()))
  const step =
    init.type === 'returned'
      ? drive(isolate, isolate.invoke(slice(), JSON.stringify(event), context()))
      : init
  isolate.dispose()
  return step
}

/** The value that the body of an async ES module handler returns. */
export function valueOf(quickJs: QuickJsRuntime, body: string): unknown {
  const code = `export const handler = async (event, context) => { ${body} }`
  const step = runOnce(quickJs, { files: { 'index.mjs': code } })
  if (step.type !== 'returned') throw new Error(JSON.stringify(step))
  return JSON.parse(step.payload)
}
