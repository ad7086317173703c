import { ms, seconds } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { createFakeFunction, type FakeFunction, returns } from '../testing/fakeFunction.ts'

/** A handler that takes `duration` of waiting. */
const waits =
  (duration: number) =>
  ({ kind }: { kind: string }) =>
    kind === 'wake'
      ? returns(null)
      : ({ type: 'waiting', calls: [], wakeIn: ms(duration) } as const)

const reasonsOf = ({ records }: FakeFunction) =>
  new Set(
    records.flatMap((record) =>
      record.type === 'note' && record.key === 'throttled' ? [record.value] : [],
    ),
  )

const limitOf = ({ service }: FakeFunction, name: string) =>
  service.inspect().limits.find(({ limit }) => limit === name)

test('"1,000 execution environments every 10 seconds per function": a burst of 3,000 starts exactly 1,000', () => {
  const fn = createFakeFunction({
    model: { AccountConcurrency: 10_000 },
    properties: { Timeout: 900 },
    handle: waits(600_000),
  })
  for (let at = 0; at < 3_000; at++) fn.begin(fn.invoke())
  fn.run(ms(1))
  expect(fn.service.inspect().concurrency).toBe(1_000)
  expect(fn.counted('Throttles')).toBe(2_000)
  expect([...reasonsOf(fn)]).toEqual(['FunctionInvocationRateLimitExceeded'])
  expect(limitOf(fn, 'scaling-rate')).toMatchObject({ value: 1_000, hits: 2_000 })
})

test('it is refilled continuously, 100 a second: ten steady seconds after a burst give 1,000 more', () => {
  const fn = createFakeFunction({
    model: { AccountConcurrency: 100_000 },
    properties: { Timeout: 900 },
    handle: waits(800_000),
  })
  for (let at = 0; at < 1_500; at++) fn.begin(fn.invoke())
  fn.run(ms(1))
  for (let second = 1; second <= 10; second++) {
    fn.run(seconds(1))
    for (let at = 0; at < 300; at++) fn.begin(fn.invoke())
    fn.run(ms(0.001))
    expect(fn.service.inspect().concurrency).toBe(1_000 + second * 100)
  }
  // "Any unused increase doesn't accumulate": after a minute's rest it is 1,000 again, not 6,000.
  fn.run(seconds(60))
  for (let at = 0; at < 3_000; at++) fn.begin(fn.invoke())
  fn.run(ms(1))
  expect(fn.service.inspect().concurrency).toBe(3_000)
})

test('before November 2023 the burst was the Region’s, and 500 a minute after it', () => {
  const fn = createFakeFunction({
    model: { AccountConcurrency: 10_000, ScalingRule: 'regional-burst', RegionalBurst: 500 },
    properties: { Timeout: 900 },
    handle: waits(600_000),
  })
  for (let at = 0; at < 1_000; at++) fn.begin(fn.invoke())
  fn.run(seconds(60))
  for (let at = 0; at < 1_000; at++) fn.begin(fn.invoke())
  fn.run(ms(1))
  expect(fn.service.inspect().concurrency).toBe(999)
})

test('10 requests a second for each unit of concurrency: reserved 2 gives 20, however short they are', () => {
  const fn = createFakeFunction({ properties: { ReservedConcurrentExecutions: 2 } })
  fn.ask(fn.invoke())
  fn.run(seconds(10))
  for (let at = 0; at < 100; at++) {
    fn.ask(fn.invoke())
    fn.run(ms(1))
  }
  expect([...reasonsOf(fn)]).toEqual(['ReservedFunctionInvocationRateLimitExceeded'])
  const took = 100 * 2
  expect(fn.counted('Invocations')).toBeGreaterThanOrEqual(21)
  expect(fn.counted('Invocations')).toBeLessThanOrEqual(21 + Math.ceil((took / 1_000) * 20) + 2)
  expect(limitOf(fn, 'request-rate')).toMatchObject({ value: 20 })
})

test('"asynchronous: each instance can serve an unlimited number of requests": the rate does not bind them', () => {
  const fn = createFakeFunction({ properties: { ReservedConcurrentExecutions: 2 } })
  fn.ask(fn.invoke())
  for (let at = 0; at < 60; at++) {
    fn.begin(fn.invoke({ invocationType: 'Event' }))
    fn.run(ms(5))
  }
  fn.run(seconds(1))
  expect(fn.counted('Throttles')).toBe(0)
})

test('a throttle tells which limit bit, its value and what was in use, and all limits are shown', () => {
  const fn = createFakeFunction({
    model: { AccountConcurrency: 3 },
    handle: waits(1_000),
  })
  for (let at = 0; at < 4; at++) fn.begin(fn.invoke())
  fn.run(ms(10))
  const notes = fn.records.flatMap((record) =>
    record.type === 'note' && record.key === 'throttledBy' ? [record.value] : [],
  )
  expect(notes).toEqual(['account: 3 of 3 in use'])
  expect(
    fn.service
      .inspect()
      .limits.map(({ limit, value, inUse, hits }) => [limit, value, Math.ceil(inUse), hits]),
  ).toEqual([
    ['account', 3, 3, 1],
    ['unreserved', 3, 3, 0],
    ['scaling-rate', 1_000, 2, 0],
    ['request-rate', 30, 3, 0],
  ])
  expect(fn.service.inspect()).toMatchObject({ lastThrottleBy: 'account', limit: 3 })
})
