import { minutes, ms, seconds } from '#kernel/time.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFakeFunction, type FakeFunction, returns } from '../testing/fakeFunction.ts'
import { NEXT_PHASES } from './lifeCycle.ts'

const linesOf = ({ records }: FakeFunction) =>
  records.flatMap((record) => (record.type === 'log' ? [record.line] : []))
const spansOf = ({ records }: FakeFunction) =>
  records.flatMap((record) => (record.type === 'span-begin' ? [record.name] : []))
const figure = (line: string | undefined, name: string): number =>
  Number(new RegExp(`\\t${name}: ([\\d.]+) ms`).exec(line ?? '')?.[1])
const crashes = {
  type: 'failed',
  origin: 'exit',
  errorType: 'Error',
  errorMessage: 'x',
  stack: [],
  payload: '{}',
} as const

test('extensions, then the runtime, then your code: the parts of a cold start are its spans', () => {
  const fn = createFakeFunction({
    model: { ExtensionCount: 2, ExtensionInitMs: 80, UserInitMs: 20 },
  })
  fn.ask(fn.invoke())
  expect(spansOf(fn)).toEqual([
    'Lambda Node',
    'Front end',
    'Environment creation',
    'Initialization',
    'Init: extensions',
    'Init: runtime',
    'Init: your code',
    'Init: loading',
    'Handler',
    'First call',
  ])
})

test('"the response is sent when the runtime is done"; extensions go on, are billed and hold the environment', () => {
  const fn = createFakeFunction({ model: { ExtensionCount: 1, ExtensionPostInvokeMs: 400 } })
  fn.ask(fn.invoke())
  expect(linesOf(fn).some((line) => line.startsWith('REPORT'))).toBe(false)
  expect(fn.service.inspect()).toMatchObject({ concurrency: 1, environmentCount: { busy: 1 } })
  fn.run(seconds(1))
  const report = linesOf(fn).find((line) => line.startsWith('REPORT'))
  expect(figure(report, 'Duration')).toBeGreaterThan(400)
  expect(fn.samples('PostRuntimeExtensionsDuration')).toEqual([400])
  expect(fn.service.inspect()).toMatchObject({ concurrency: 0, environmentCount: { idle: 1 } })
})

test('runtime and extensions share the time-out: an extension that goes past it is a time-out', () => {
  const fn = createFakeFunction({
    properties: { Timeout: 1 },
    model: { ExtensionCount: 1, ExtensionPostInvokeMs: 5_000 },
  })
  fn.ask(fn.invoke())
  fn.run(seconds(2))
  const report = linesOf(fn).find((line) => line.startsWith('REPORT'))
  expect(report).toContain('\tDuration: 1000.00 ms\t')
  expect(report).toContain('\tStatus: timeout\t')
})

test.each([
  [{ ExtensionCount: 0, InternalExtensions: false }, 0],
  [{ ExtensionCount: 0, InternalExtensions: true }, 500],
  [{ ExtensionCount: 1, InternalExtensions: true }, 2_000],
])('shutdown with %j lasts at most %d ms, then comes SIGKILL', (extensions, limit) => {
  const fn = createFakeFunction({
    model: {
      ...extensions,
      ExtensionPostInvokeMs: 0,
      ExtensionShutdownMs: 9_000,
      IdleExpirySeconds: 60,
      IdleExpiryModel: 'constant',
    },
  })
  fn.ask(fn.invoke())
  fn.run(ms(60_000 + limit - 1))
  const before = limit === 0 ? 'idle' : 'shutdown'
  expect(fn.service.inspect().environments.map(({ phase }) => phase)).toEqual([before])
  fn.run(ms(2))
  expect(fn.service.inspect().environments).toEqual([])
})

test('after a crash extensions are shut down, and the environment stays, without code', () => {
  const fn = createFakeFunction({
    model: { ExtensionCount: 1, ExtensionPostInvokeMs: 0, ExtensionShutdownMs: 300 },
    handle: () => crashes,
  })
  fn.ask(fn.invoke())
  expect(fn.service.inspect().environments).toMatchObject([{ phase: 'shutdown', isLoaded: false }])
  fn.run(ms(301))
  expect(fn.service.inspect().environments).toMatchObject([{ phase: 'idle', isLoaded: false }])
})

// https://github.com/aws/aws-lambda-base-images/issues/392: Node.js 22 answers, and dies of the unhandled rejection.
test('a process that dies once it has answered has answered, but its environment loses the code', () => {
  const fn = createFakeFunction({
    handle: () => ({ type: 'returned', payload: '"hello"', calls: [], exitStatus: 128 }),
  })
  expect(fn.ask(fn.invoke())).toMatchObject({ type: 'completed', payload: '"hello"' })
  expect(linesOf(fn).at(-1)).toContain('\tStatus: error\tError Type: Runtime.ExitError\t')
  expect(fn.service.inspect().environments).toMatchObject([{ isLoaded: false }])
})

test('a reset keeps /tmp: the code that runs next finds the disk of the code before', () => {
  const disks = new Set<unknown>()
  const fn = createFakeFunction({
    init({ disk }) {
      disks.add(disk)
      return null
    },
    handle: () => crashes,
    properties: { EphemeralStorage: { Size: 1_024 } },
  })
  fn.ask(fn.invoke())
  fn.ask(fn.invoke())
  expect(fn.counted('ColdStarts')).toBe(1)
  expect([...disks]).toMatchObject([{ bytesMax: 1_024 * 1_048_576 }])
})

test('a suppressed init is part of Duration, and leaves neither Init Duration nor INIT_REPORT', () => {
  let calls = 0
  const fn = createFakeFunction({ handle: () => (++calls === 1 ? crashes : returns(1)) })
  fn.ask(fn.invoke())
  fn.ask(fn.invoke())
  const reports = linesOf(fn).filter((line) => line.startsWith('REPORT'))
  expect(figure(reports[1], 'Duration')).toBeGreaterThan(100)
  expect(reports[1]).not.toContain('Init Duration')
  expect(linesOf(fn).some((line) => line.startsWith('INIT_REPORT'))).toBe(false)
})

test('environments in steady use are recycled at an age of 90 to 180 minutes', () => {
  const fn = createFakeFunction({})
  for (let minute = 0; minute < 180; minute++) {
    fn.ask(fn.invoke())
    fn.run(minutes(1))
  }
  expect(fn.counted('ColdStarts')).toBeGreaterThanOrEqual(2)
  expect(fn.counted('ColdStarts')).toBeLessThanOrEqual(3)
})

test('a container image has its own measured init, and its first use costs by size', () => {
  const coldMs = (model: object): number => {
    const fn = createFakeFunction({ properties: { PackageType: 'Image' }, model })
    const begun = fn.kernel.now
    fn.ask(fn.invoke())
    return (fn.kernel.now - begun) / 1_000
  }
  expect(coldMs({ ImageSizeMB: 10_240 }) - coldMs({ ImageSizeMB: 1 })).toBeCloseTo(150, 0)
})

test('a large package is fetched before init: about 10 ms for each MB beyond 5', () => {
  const coldMs = (PackageExtraMB: number): number => {
    const fn = createFakeFunction({ model: { PackageExtraMB } })
    fn.ask(fn.invoke())
    return fn.kernel.now / 1_000
  }
  expect(coldMs(5) - coldMs(0)).toBeCloseTo(0, 1)
  expect(coldMs(55) - coldMs(0)).toBeCloseTo(500, 0)
})

test('REPORT tells the trace where tracing is active', () => {
  const fn = createFakeFunction({ properties: { TracingConfig: { Mode: 'Active' } } })
  fn.ask(fn.invoke({ traceHeader: 'Root=1-5e34a614-10bdbeefb44f07bc535a1234' }))
  expect(linesOf(fn).at(-1)).toMatch(
    /\t\nXRAY TraceId: 1-5e34a614-10bdbeefb44f07bc535a1234\tSegmentId: [0-9a-f]{16}\tSampled: true\t$/,
  )
})

test('with the JSON format all system lines are JSON', () => {
  const LoggingConfig = { LogFormat: 'JSON', SystemLogLevel: 'DEBUG' }
  const fn = createFakeFunction({ properties: { LoggingConfig } })
  fn.ask(fn.invoke())
  expect(linesOf(fn).map((line) => JSON.parse(line).type)).toEqual([
    'platform.initStart',
    'platform.initRuntimeDone',
    'platform.initReport',
    'platform.start',
    'platform.runtimeDone',
    'platform.report',
  ])
})

test('before August 2025 the init phase of a managed runtime was not billed, and of a custom one it was', () => {
  const billed = (properties: object): readonly [number, number] => {
    const fn = createFakeFunction({ properties, model: { InitBilling: 'free' } })
    fn.ask(fn.invoke())
    const report = linesOf(fn).at(-1)
    return [figure(report, 'Billed Duration'), Math.ceil(figure(report, 'Duration'))]
  }
  const [managed, duration] = billed({ Runtime: 'nodejs22.x' })
  expect(managed).toBe(duration)
  const [custom, ran] = billed({ Runtime: 'provided.al2023' })
  expect(custom).toBeGreaterThan(ran)
})

test('the timeline has every stretch of an environment, gone ones too, without a gap', () => {
  const fn = createFakeFunction({ model: { IdleExpirySeconds: 60, IdleExpiryModel: 'constant' } })
  fn.ask(fn.invoke())
  fn.run(minutes(2))
  fn.ask(fn.invoke())
  const answer = fn.service.query?.({ type: 'timeline', from: 0, to: fn.kernel.now + 1 })
  const { rows } = JSON.parse(JSON.stringify(answer)) as {
    rows: { goneAt: number | null; bars: { phase: string; from: number; to: number }[] }[]
  }
  expect(rows.map(({ bars }) => bars.map(({ phase }) => phase))).toEqual([
    ['starting', 'init', 'busy', 'idle'],
    ['starting', 'init', 'busy', 'idle'],
  ])
  expect(rows.map(({ goneAt }) => goneAt === null)).toEqual([false, true])
  for (const { bars } of rows) {
    for (const [at, bar] of bars.entries()) expect(bar.from).toBe(bars[at - 1]?.to ?? bar.from)
  }
  expect(fn.service.query?.({ type: 'timeline', from: 0, to: 1 })).toMatchObject({
    rows: [{ id: 1, bars: [{ phase: 'starting' }] }],
  })
})

test('whatever comes, an environment goes only where the state machine lets it', () => {
  const step = fc.record({
    what: fc.constantFrom('invoke', 'crash', 'deploy', 'wait' as const),
    many: fc.integer({ min: 1, max: 5 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let isCrashing = false
      const fn = createFakeFunction({
        model: { ExtensionCount: 1, IdleExpirySeconds: 2, IdleExpiryModel: 'exponential' },
        handle: () => (isCrashing ? crashes : returns(1)),
      })
      let size = 128
      for (const { what, many } of steps) {
        isCrashing = what === 'crash'
        if (what === 'deploy') fn.edit({ properties: { MemorySize: ++size } })
        if (what === 'invoke' || what === 'crash') {
          for (let at = 0; at < many; at++) fn.begin(fn.invoke())
        }
        fn.run(ms(many * 150))
      }
      fn.run(minutes(5))
      expect(fn.service.inspect().environments).toEqual([])
      expect(fn.service.inspect().concurrency).toBe(0)
    }),
    { numRuns: 50 },
  )
  expect(NEXT_PHASES.shutdown).not.toContain('busy')
})

test('before 2026 a line of its own told how the process ended', () => {
  const lines = (exitStatus: number): readonly string[] => {
    const fn = createFakeFunction({
      model: { FailureLogs: 'separate-line' },
      handle: () => ({ ...crashes, exitStatus }),
    })
    fn.ask(fn.invoke())
    return linesOf(fn).slice(-3)
  }
  expect(lines(128)[0]).toMatch(
    /^RequestId: \S+ Error: Runtime exited with error: exit status 128\nRuntime\.ExitError$/,
  )
  expect(lines(0)[0]).toMatch(/^RequestId: \S+ Error: Runtime exited without providing a reason\n/)
  expect(lines(0)[2]).not.toContain('Status')
})

test('init has 10 s on demand and 130 s ahead of requests: "the maximum is 130 seconds or the configured function timeout"', () => {
  const model = { UserInitMs: 60_000, ProvisionedReadyAtStart: false }
  const onDemand = createFakeFunction({ model })
  onDemand.ask(onDemand.invoke())
  expect(linesOf(onDemand).find((line) => line.startsWith('INIT_REPORT'))).toBe(
    'INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout',
  )
  const Aliases = [
    {
      Name: 'live',
      FunctionVersion: '1',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
    },
  ]
  const statusAfter = (UserInitMs: number): string | undefined => {
    const fn = createFakeFunction({
      model: { ...model, UserInitMs },
      properties: { Versions: [{ Version: '1' }], Aliases },
    })
    fn.run(minutes(5))
    return fn.service.inspect().provisioned[0]?.status
  }
  expect([statusAfter(60_000), statusAfter(140_000)]).toEqual(['READY', 'FAILED'])
})
