import { type Instant, minutes, seconds } from '#kernel/time.ts'
import { createFakeWorld } from '../fakeContext.ts'
import { expect, test } from 'vitest'
import { lambdaDefinition } from './definition.ts'
import { configurationOf, type FunctionConfiguration } from './functionConfiguration.ts'
import { createMetering } from './metering.ts'

const configured = (properties: object): FunctionConfiguration =>
  configurationOf(createFakeWorld(lambdaDefinition, { properties }).ctx)

const CALL = {
  billedMs: 1_000,
  isProvisioned: false,
  isAsynchronous: false,
  payloadBytes: 0,
  streamedBytes: 0,
}

test('a second of 512 MB is half a GB-s, on the processor it ran on', () => {
  const metering = createMetering(() => 0 as Instant)
  metering.invoked({ ...CALL, configuration: configured({ MemorySize: 512 }) })
  const arm = configured({ MemorySize: 512, Architectures: ['arm64'] })
  metering.invoked({ ...CALL, configuration: arm, isProvisioned: true })
  expect(metering.usage()).toEqual({
    requests: 2,
    'duration-x86_64': 0.5,
    'provisioned-duration-arm64': 0.5,
  })
})

// https://aws.amazon.com/lambda/pricing/
test('event pollers are charged by the second while they are there, a minute at least', () => {
  let at = 0
  const metering = createMetering(() => seconds(at) as number as Instant)
  metering.pollers('e', 2)
  at = 3_600
  expect(metering.usage()['poller-hours']).toBeCloseTo(2, 9)
  metering.pollers('e', 5)
  at = 3_630
  metering.pollers('e', 2)
  // Three of them lived half a minute, and are charged a whole one.
  expect(metering.usage()['poller-hours']).toBeCloseTo(2 * (3_630 / 3_600) + 3 / 60, 9)
  metering.pollers('e', 0)
  at = 7_200
  expect(metering.usage()['poller-hours']).toBeCloseTo(2 * (3_630 / 3_600) + 3 / 60, 9)
})

test('/tmp above 512 MB and streamed bytes above 6 MB are charged', () => {
  const metering = createMetering(() => 0 as Instant)
  const configuration = configured({ EphemeralStorage: { Size: 1_536 } })
  metering.invoked({ ...CALL, configuration, streamedBytes: 10 * 1_048_576 })
  const usage = metering.usage()
  expect([usage['ephemeral'], usage['streamed']]).toEqual([1, 4 / 1_024])
})

test('asynchronous events: one request for the first 256 KB, one more for each 64 KB begun', () => {
  const metering = createMetering(() => 0 as Instant)
  const call = { ...CALL, configuration: configured({}), isAsynchronous: true }
  metering.invoked({ ...call, payloadBytes: 262_144 })
  expect(metering.usage()['requests']).toBe(1)
  metering.invoked({ ...call, payloadBytes: 262_144 + 65_537 })
  expect(metering.usage()['requests']).toBe(4)
})

test('provisioned concurrency is charged while it is configured, "rounded up to the nearest five minutes"', () => {
  let now = 0 as Instant
  const metering = createMetering(() => now)
  const configuration = configured({ MemorySize: 1_024 })
  metering.provisioned('live:1', 10, configuration)
  now = (now + minutes(7)) as Instant
  expect(metering.usage()['provisioned-x86_64']).toBe(10 * 600)
  metering.provisioned('live:1', 4, configuration)
  now = (now + minutes(13)) as Instant
  // Six of them for 10 minutes, four for 20.
  expect(metering.usage()['provisioned-x86_64']).toBe(6 * 600 + 4 * 1_200)
})

test('a cached snapshot is charged for 3 hours at least; those of Java are free', () => {
  let now = 0 as Instant
  const metering = createMetering(() => now)
  metering.cached('1', configured({ MemorySize: 1_024, Runtime: 'python3.13' }))
  metering.cached('2', configured({ MemorySize: 1_024, Runtime: 'java21' }))
  now = seconds(60) as unknown as Instant
  expect(metering.usage()).toEqual({ 'snapstart-cache': 10_800 })
})

test('log bytes are the lines and 26 bytes for each', () => {
  const metering = createMetering(() => 0 as Instant)
  metering.logged('START RequestId: ä')
  expect(metering.usage()['logs']).toBe((19 + 26) / 1e9)
})
