import fc from 'fast-check'
import { after, ms, seconds, START } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { createAccountThrottle } from './accountThrottle.ts'
import { createRouteThrottles } from './routeThrottles.ts'
import { createThrottleBucket, takeFromAll } from './throttle.ts'

const at = (s: number) => after(START, seconds(s))
const ACCOUNT = { ratePerSecond: 10_000, burst: 5_000 }

test('a full bucket passes the burst at once, then the rate', () => {
  const bucket = createThrottleBucket({ ratePerSecond: 10, burst: 5 }, START)
  const passed = (s: number, tries: number) =>
    Array.from({ length: tries }, () => takeFromAll([bucket], at(s))).filter(Boolean).length
  expect(passed(0, 100)).toBe(5)
  expect(passed(0.1, 100)).toBe(1)
  expect(passed(0.4, 100)).toBe(3)
  expect(passed(60, 100)).toBe(5)
})

test('in any stretch of time no more than burst + rate × time pass', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 0, max: 10 }),
      (gapsMs, ratePerSecond, burst) => {
        const bucket = createThrottleBucket({ ratePerSecond, burst }, START)
        let now = START
        const passes: number[] = []
        for (const gap of gapsMs) {
          now = after(now, ms(gap))
          if (takeFromAll([bucket], now)) passes.push(now)
        }
        passes.forEach((from, first) => {
          passes.slice(first).forEach((to, more) => {
            expect(more + 1).toBeLessThanOrEqual(burst + (ratePerSecond * (to - from)) / 1e6 + 1e-3)
          })
        })
      },
    ),
  )
})

test('a token is taken from every bucket or from none', () => {
  const wide = createThrottleBucket({ ratePerSecond: 0, burst: 10 }, START)
  const narrow = createThrottleBucket({ ratePerSecond: 0, burst: 1 }, START)
  expect([1, 2, 3].map(() => takeFromAll([wide, narrow], START))).toEqual([true, false, false])
  expect(wide.level(START)).toBe(9)
})

test('burst 0 lets nothing through, as AWS advises to switch a route off', () => {
  const bucket = createThrottleBucket({ ratePerSecond: 0, burst: 0 }, START)
  expect(takeFromAll([bucket], at(1_000))).toBe(false)
})

test('route settings go over the defaults of the stage, each on its own; each route has a bucket of its own', () => {
  const throttles = createRouteThrottles()
  throttles.deploy(
    {
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50 },
      RouteSettings: { 'GET /items': { ThrottlingRateLimit: 1 } },
    },
    ACCOUNT,
    START,
  )
  expect(throttles.bucketsOf('GET /items', START).map(({ limit }) => limit)).toEqual([
    { ratePerSecond: 1, burst: 50 },
  ])
  expect(throttles.bucketsOf('PUT /items', START).map(({ limit }) => limit)).toEqual([
    { ratePerSecond: 100, burst: 50 },
  ])
  expect(throttles.bucketsOf(undefined, START)).toEqual([])
  expect(throttles.bucketsOf('constructor', START)).not.toBe(throttles.bucketsOf('$default', START))
})

test('without settings only the account throttles', () => {
  const throttles = createRouteThrottles()
  throttles.deploy({}, ACCOUNT, START)
  expect(throttles.bucketsOf('GET /items', START)).toEqual([])
})

test('a deploy changes the limit and leaves what the bucket holds', () => {
  const throttles = createRouteThrottles()
  const settings = (burst: number) => ({
    DefaultRouteSettings: { ThrottlingRateLimit: 0, ThrottlingBurstLimit: burst },
  })
  throttles.deploy(settings(10), ACCOUNT, START)
  const [bucket] = throttles.bucketsOf('$default', START)
  for (let n = 0; n < 7; n++) bucket?.take(START)
  throttles.deploy(settings(20), ACCOUNT, START)
  expect(throttles.bucketsOf('$default', START)[0]?.level(at(1))).toBe(3)
  throttles.deploy(settings(2), ACCOUNT, START)
  expect(throttles.bucketsOf('$default', START)[0]?.level(at(1))).toBe(2)
})

test('the APIs of an account share one bucket', () => {
  const account = createAccountThrottle()
  account.set('A', { ratePerSecond: 10, burst: 5 }, START)
  account.set('B', { ratePerSecond: 10, burst: 5 }, START)
  expect(takeFromAll([account.bucket], START)).toBe(true)
  expect(account.bucket.level(START)).toBe(4)
  account.set('B', { ratePerSecond: 2, burst: 50 }, START)
  expect(account.bucket.limit).toEqual({ ratePerSecond: 2, burst: 5 })
  account.remove('B', START)
  expect(account.bucket.limit).toEqual({ ratePerSecond: 10, burst: 5 })
})
