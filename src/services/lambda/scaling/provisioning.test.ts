import { minutes, ms, seconds } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { createFakeFunction, type FakeFunction, returns } from '../testing/fakeFunction.ts'

const VERSIONS = [{ Version: '1' }, { Version: '2' }]

/** A function whose alias `live` has `count` provisioned on version 1, more settings on top. */
const provisioned = (
  count: number,
  options: Parameters<typeof createFakeFunction>[0] & { alias?: object } = {},
): FakeFunction =>
  createFakeFunction({
    ...options,
    properties: {
      Versions: VERSIONS,
      Aliases: [
        {
          Name: 'live',
          FunctionVersion: '1',
          ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: count },
          ...options.alias,
        },
      ],
      ...options.properties,
    },
  })

const stateOf = ({ service }: FakeFunction) => {
  const [state] = service.inspect().provisioned
  return state === undefined ? null : [state.status, state.available, state.busy]
}

const linesOf = ({ records }: FakeFunction) =>
  records.flatMap((record) => (record.type === 'log' ? [record.line] : []))

test('provisioned environments are initialised before the run, and requests find no cold start', () => {
  const fn = provisioned(2)
  fn.run(ms(1))
  expect(stateOf(fn)).toEqual(['READY', 2, 0])
  const reply = fn.ask(fn.invoke({ qualifier: 'live' }))
  expect(reply).toMatchObject({ type: 'completed', executedVersion: '1' })
  expect([fn.counted('ColdStarts'), fn.counted('ProvisionedConcurrencyInvocations')]).toEqual([
    0, 1,
  ])
  // "INIT_REPORT is always written", and REPORT has no Init Duration.
  const lines = linesOf(fn)
  expect(
    lines.filter((line) => /^INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init$/.test(line)),
  ).toHaveLength(2)
  expect(lines.find((line) => line.startsWith('REPORT'))).not.toContain('Init Duration')
})

test('AWS_LAMBDA_INITIALIZATION_TYPE tells a handler how its environment came about', () => {
  const type = (cue: { bundle: { environment: Readonly<Record<string, string>> } }) =>
    returns(cue.bundle.environment['AWS_LAMBDA_INITIALIZATION_TYPE'])
  const fn = provisioned(1, { handle: type })
  fn.run(ms(1))
  expect(fn.ask(fn.invoke({ qualifier: 'live' }))).toMatchObject({
    payload: '"provisioned-concurrency"',
  })
  expect(fn.ask(fn.invoke())).toMatchObject({ payload: '"on-demand"' })
})

test('the request beyond provisioned concurrency spills over to an on-demand environment', () => {
  const fn = provisioned(2)
  fn.run(ms(1))
  for (let at = 0; at < 3; at++) fn.begin(fn.invoke({ qualifier: 'live' }))
  fn.run(seconds(5))
  expect(fn.counted('ProvisionedConcurrencyInvocations')).toBe(2)
  expect(fn.counted('ProvisionedConcurrencySpilloverInvocations')).toBe(1)
  expect(fn.counted('ColdStarts')).toBe(1)
  const [spill] = fn.service.inspect().limits.filter(({ limit }) => limit === 'provisioned')
  expect(spill).toMatchObject({ alias: 'live', value: 2, hits: 1 })
})

test('"a provisioned concurrency of 10 … above 100 requests per second" spills over, however short they are', () => {
  const fn = provisioned(10)
  fn.run(ms(1))
  for (let at = 0; at < 110; at++) {
    fn.begin(fn.invoke({ qualifier: 'live' }))
    fn.run(ms(3))
  }
  // 100 at once in the bucket, and 1 more flows in every 10 ms.
  const spilled = fn.counted('ProvisionedConcurrencySpilloverInvocations')
  expect(fn.counted('ProvisionedConcurrencyInvocations')).toBe(110 - spilled)
  expect(spilled).toBe(0)
  for (let at = 0; at < 200; at++) {
    fn.begin(fn.invoke({ qualifier: 'live' }))
    fn.run(ms(3))
  }
  expect(fn.counted('ProvisionedConcurrencySpilloverInvocations')).toBeGreaterThan(50)
})

test('a change is begun after 1 to 2 minutes, and none of it is usable until all of it is', () => {
  const fn = provisioned(300, { model: { ProvisionedReadyAtStart: false } })
  fn.run(seconds(60))
  expect(stateOf(fn)).toEqual(['IN_PROGRESS', 0, 0])
  expect(fn.service.inspect().environments).toHaveLength(0)
  let begun = 0
  while (fn.service.inspect().provisioned[0]?.allocated === 0) {
    fn.run(seconds(1))
    begun++
  }
  expect(begun).toBeLessThanOrEqual(61)
  // "Up to 6,000 environments every minute": 300 take 3 s, and a quarter of a second for the last one's init.
  fn.run(seconds(2))
  expect(stateOf(fn)).toEqual(['IN_PROGRESS', 0, 0])
  fn.run(seconds(3))
  expect(stateOf(fn)).toEqual(['READY', 300, 0])
})

test('provisioned concurrency counts against reserved concurrency, and fails where that is too little', () => {
  const fn = provisioned(5, { properties: { ReservedConcurrentExecutions: 4 } })
  fn.run(seconds(1))
  expect(fn.service.inspect().provisioned[0]?.status).toBe('FAILED')
})

test('where provisioned concurrency is all of reserved concurrency, $LATEST is throttled', () => {
  const fn = provisioned(4, { properties: { ReservedConcurrentExecutions: 4 } })
  fn.run(seconds(1))
  expect(fn.ask(fn.invoke())).toMatchObject({ type: 'refused', statusCode: 429 })
  expect(fn.ask(fn.invoke({ qualifier: 'live' }))).toMatchObject({ type: 'completed' })
})

test('an environment that crashed initialises again before the next request, not inside it', () => {
  let calls = 0
  const fn = provisioned(1, {
    handle: () =>
      ++calls > 1
        ? returns(null)
        : {
            type: 'failed',
            origin: 'exit',
            errorType: 'Error',
            errorMessage: 'x',
            stack: [],
            payload: '{}',
          },
  })
  fn.ask(fn.invoke({ qualifier: 'live' }))
  fn.run(seconds(2))
  fn.ask(fn.invoke({ qualifier: 'live' }))
  const reports = linesOf(fn).filter((line) => line.startsWith('REPORT'))
  expect(Number(/\tDuration: ([\d.]+)/.exec(reports[1] ?? '')?.[1])).toBeLessThan(20)
  expect(linesOf(fn).filter((line) => line.startsWith('INIT_START'))).toHaveLength(2)
})

test('an environment that grew too old is replaced in the background: a new one is ready first', () => {
  const fn = provisioned(1)
  fn.run(minutes(200))
  const cells = fn.service.inspect().environments
  expect(cells).toMatchObject([{ phase: 'idle', cause: 'recycle', isLoaded: true }])
  expect(stateOf(fn)).toEqual(['READY', 1, 0])
  fn.ask(fn.invoke({ qualifier: 'live' }))
  expect(fn.counted('ColdStarts')).toBe(0)
})

test('a weighted alias has its provisioned concurrency divided by weight', () => {
  const RoutingConfig = {
    AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: 0.1 }],
  }
  const fn = provisioned(10, { alias: { RoutingConfig } })
  fn.run(ms(1))
  expect(fn.service.inspect().provisioned.map(({ available }) => available)).toEqual([9, 1])
})

test('a scheduled action moves the bounds, and provisioned concurrency with them', () => {
  const ScalableTarget = {
    MinCapacity: 1,
    MaxCapacity: 10,
    ScheduledActions: [
      { Schedule: 'at(2026-01-01T00:05:00)', ScalableTargetAction: { MinCapacity: 7 } },
    ],
  }
  const fn = provisioned(2, { alias: { ScalableTarget } })
  fn.run(minutes(4))
  expect(stateOf(fn)).toEqual(['READY', 2, 0])
  fn.run(minutes(4))
  expect(stateOf(fn)).toEqual(['READY', 7, 0])
})

test('target tracking: three minutes above 0.7 and more are provisioned', () => {
  const ScalableTarget = { MinCapacity: 1, MaxCapacity: 10, TargetTracking: { TargetValue: 0.7 } }
  const fn = provisioned(2, {
    properties: { Timeout: 900 },
    alias: { ScalableTarget },
    handle: ({ kind }) =>
      kind === 'wake' ? returns(null) : { type: 'waiting', calls: [], wakeIn: seconds(500) },
  })
  fn.run(ms(1))
  for (let at = 0; at < 2; at++) fn.begin(fn.invoke({ qualifier: 'live' }))
  fn.run(minutes(2))
  expect(fn.service.inspect().provisioned[0]?.requested).toBe(2)
  fn.run(minutes(2))
  // Both busy: 2 x 1 / 0.7.
  expect(fn.service.inspect().provisioned[0]?.requested).toBe(3)
})

test('provisioned concurrency is on the bill from the beginning', () => {
  const fn = provisioned(2, { properties: { MemorySize: 1_024 } })
  fn.run(minutes(5))
  expect(fn.service.usage?.()['provisioned-x86_64']).toBe(2 * 300)
})

test('the metrics of provisioned concurrency are the function’s, whatever versions an alias divides it among', () => {
  const fn = provisioned(4, {
    alias: {
      RoutingConfig: {
        AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: 0.25 }],
      },
    },
    handle: () => ({ type: 'waiting', wakeIn: seconds(1), calls: [] }),
  })
  fn.run(ms(1))
  const limits = fn.service.inspect().limits.filter(({ limit }) => limit === 'provisioned')
  expect(limits.map(({ version, value }) => [version, value])).toEqual([
    ['1', 3],
    ['2', 1],
  ])
  for (let at = 0; at < 12; at++) fn.begin(fn.invoke({ qualifier: 'live' }))
  fn.run(ms(1))
  const gauge = (name: string) =>
    fn.records.flatMap((record) =>
      record.type === 'gauge' && record.name === name ? [record.value] : [],
    )
  expect(gauge('ProvisionedConcurrentExecutions')).toEqual([1, 2, 3, 4])
  expect(gauge('ProvisionedConcurrencyUtilization')).toEqual([0.25, 0.5, 0.75, 1])
})
