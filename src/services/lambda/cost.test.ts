import { describe, expect, test } from 'vitest'
import { type BillTerms, computeBill } from '../cost.ts'
import { type LambdaMeter, lambdaPrices } from './cost.ts'

type Used = Partial<Record<LambdaMeter, number>>

const billOf = (usage: Used, hasFreeTier: BillTerms['hasFreeTier']) =>
  computeBill([{ id: 'Fn', prices: lambdaPrices, usage }], { hasFreeTier, scale: 1 })

const lineOf = (usage: Used, hasFreeTier: boolean) =>
  Object.fromEntries(billOf(usage, hasFreeTier).lines.map(({ meter, usd }) => [meter, usd]))

/** GB-s of `requests` that each take `ms` with `memoryMB`. */
const gbSeconds = (requests: number, ms: number, memoryMB: number): number =>
  (requests * ms * memoryMB) / 1_000 / 1_024

describe("AWS's own worked examples, to the cent (https://aws.amazon.com/lambda/pricing/)", () => {
  test('a mobile app backend: 3 M requests of 120 ms with 1,536 MB, free tier: $2.73', () => {
    const usage = { requests: 3e6, 'duration-x86_64': gbSeconds(3e6, 120, 1_536) }
    expect(lineOf(usage, true)).toEqual({ requests: 0.4, 'duration-x86_64': 2.33 })
    expect(billOf(usage, true).usd).toBe(2.73)
  })

  test('telemetry of 10,000 vehicles, hourly for 31 days, 2 s with 1,024 MB, no free tier: $249.49', () => {
    const requests = 10_000 * 24 * 31
    const usage = { requests, 'duration-x86_64': gbSeconds(requests, 2_000, 1_024) }
    expect(lineOf(usage, false)).toEqual({ requests: 1.49, 'duration-x86_64': 248 })
    expect(billOf(usage, false).usd).toBe(249.49)
  })

  test('6 M requests of 280 ms with 4,096 MB and 2,048 MB of /tmp, free tier: $106.41', () => {
    const usage = {
      requests: 6e6,
      'duration-x86_64': gbSeconds(6e6, 280, 4_096),
      ephemeral: gbSeconds(6e6, 280, 2_048 - 512),
    }
    expect(lineOf(usage, true)).toEqual({
      requests: 1,
      'duration-x86_64': 105.33,
      ephemeral: 0.08,
    })
    expect(billOf(usage, true).usd).toBe(106.41)
  })

  test('provisioned concurrency of 100 for 8 hours, 0.5 M of 3 M requests under it: $19.96', () => {
    const usage = {
      requests: 3e6,
      'provisioned-x86_64': gbSeconds(100, 8 * 3_600_000, 1_536),
      'provisioned-duration-x86_64': gbSeconds(0.5e6, 100, 1_536),
      'duration-x86_64': gbSeconds(2.5e6, 120, 1_536),
    }
    expect(lineOf(usage, true)).toEqual({
      requests: 0.4,
      'duration-x86_64': 0.83,
      'provisioned-x86_64': 18,
      'provisioned-duration-x86_64': 0.73,
    })
    expect(billOf(usage, true).usd).toBe(19.96)
  })

  test('provisioned concurrency of 7 for 24 hours, all requests under it, no free tier: $32.26', () => {
    const usage = {
      requests: 2e6,
      'provisioned-x86_64': gbSeconds(7, 24 * 3_600_000, 4_096),
      'provisioned-duration-x86_64': gbSeconds(2e6, 280, 4_096),
    }
    expect(billOf(usage, false).usd).toBe(32.26)
  })

  test('SnapStart: one version of 1 GB cached for 31 days, 1 % of 7.44 M requests restored: $263.92', () => {
    const requests = 10_000 * 24 * 31
    const usage = {
      requests,
      'duration-x86_64': gbSeconds(requests, 2_000, 1_024),
      'snapstart-cache': 31 * 86_400,
      'snapstart-restore': requests / 100,
    }
    expect(lineOf(usage, false)).toMatchObject({
      'snapstart-cache': 4.03,
      'snapstart-restore': 10.4,
    })
    expect(billOf(usage, false).usd).toBe(263.92)
  })

  test('response streaming: 1 M responses of 7 MB, the free gigabytes used up elsewhere: $39.04', () => {
    // The example takes the compute and request allowances, too: 2.25 M GB-s less 400,000; 3 M requests less 1 M.
    const usage = {
      requests: 3e6,
      'duration-x86_64': gbSeconds(3e6, 500, 1_536),
      streamed: 1e6 / 1_024 + 100,
    }
    expect(lineOf(usage, true)).toEqual({
      requests: 0.4,
      'duration-x86_64': 30.83,
      streamed: 7.81,
    })
    expect(billOf(usage, true).usd).toBe(39.04)
  })

  test('an SQS mapping with provisioned pollers: 30 M requests of 1 s with 1,024 MB, 8,000 EPU-h: $580.00', () => {
    const usage = {
      requests: 30e6,
      'duration-x86_64': gbSeconds(30e6, 1_000, 1_024),
      'poller-hours': 8_000,
    }
    expect(lineOf(usage, false)).toEqual({
      requests: 6,
      'duration-x86_64': 500,
      'poller-hours': 74,
    })
    expect(billOf(usage, false).usd).toBe(580)
  })

  test('the older page: 3 M requests of 1 s with 512 MB, free tier: $18.73 at the present price a GB-s', () => {
    const usage = { requests: 3e6, 'duration-x86_64': gbSeconds(3e6, 1_000, 512) }
    expect(billOf(usage, true).usd).toBe(18.73)
  })
})

describe('the free tier is the account’s, once, x86 and Arm together', () => {
  test('two functions share it', () => {
    const usage = { requests: 0.75e6, 'duration-x86_64': 300_000, 'duration-arm64': 200_000 }
    const nodes = ['A', 'B'].map((id) => ({ id, prices: lambdaPrices, usage }))
    const bill = computeBill(nodes, { hasFreeTier: true, scale: 1 })
    const free = Object.fromEntries(bill.lines.map((line) => [line.meter, line.free]))
    expect(free).toEqual({ requests: 1e6, 'duration-x86_64': 400_000, 'duration-arm64': 0 })
    expect(bill.nodes['A']).toBeCloseTo(bill.nodes['B'] ?? 0, 12)
  })

  test('a price falls tier by tier: https://aws.amazon.com/lambda/pricing/', () => {
    const [line] = billOf({ 'duration-x86_64': 16e9 }, false).lines
    expect(line?.parts).toEqual([
      { quantity: 6e9, usd: 0.0000166667 },
      { quantity: 9e9, usd: 0.000015 },
      { quantity: 1e9, usd: 0.0000133334 },
    ])
  })
})
