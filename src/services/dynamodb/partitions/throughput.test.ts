import { describe, expect, it } from 'vitest'
import { HASH_RANGE } from '../keyHash.ts'
import { minutes, START, type Instant } from '#kernel/time.ts'
import type { Kind } from './partition.ts'
import type { Point } from './point.ts'
import { createThroughput, type Mode, type ThrottleCause, type Throughput } from './throughput.ts'

const NOTHING = { items: 0, bytes: 0 }
const provisioned = (read: number, write = read): Mode => ({
  type: 'provisioned',
  units: { read, write },
})
const ON_DEMAND: Mode = { type: 'on-demand', max: { read: null, write: null } }

const create = (mode: Mode, more: object = {}): Throughput =>
  createThroughput({
    mode,
    warm: null,
    rules: { hasSortKey: false, hasLocalIndex: false },
    measure: () => NOTHING,
    settling: () => minutes(30),
    now: START,
    ...more,
  })

const at = (second: number): Instant => Math.floor(second * 1_000_000) as Instant
/** A key in the middle of the `part`-th of `of` equal ranges. */
const keyIn = (part: number, of: number): Point => ({
  hash: Math.floor((HASH_RANGE * (part + 0.5)) / of),
  range: null,
})

/** One request for one unit. */
const ask = (
  throughput: Throughput,
  one: { kind?: Kind; point?: Point; now: Instant },
): ThrottleCause | null => {
  const { kind = 'read', point = keyIn(0, 4), now } = one
  const cause = throughput.refuses(kind, point, now)
  if (cause === null) throughput.consume({ kind, point, units: 1, label: () => 'key' }, now)
  return cause
}

/** `rate` requests a second, evenly, from one second to another; answers how many were refused, by cause. */
function load(
  throughput: Throughput,
  given: {
    kind?: Kind
    rate: number
    from: number
    to: number
    pointOf?: (number: number) => Point
    perMinute?: boolean
  },
): Readonly<Record<string, number>> {
  const { kind = 'read', rate, from, to, pointOf = () => keyIn(0, 4), perMinute = false } = given
  const refused: Record<string, number> = {}
  for (let second = from; second < to; second++) {
    if (perMinute && second > 0 && second % 60 === 0) throughput.endMinute(at(second))
    for (let n = 0; n < rate; n++) {
      const cause = ask(throughput, { kind, point: pointOf(n), now: at(second + n / rate) })
      if (cause !== null) refused[cause] = (refused[cause] ?? 0) + 1
    }
  }
  return refused
}

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html
describe('provisioned throughput', () => {
  it('saves exactly 300 seconds of what is unused, and then gives what flows in', () => {
    const table = create(provisioned(5))
    let letIn = 0
    while (ask(table, { now: at(300) }) === null) letIn++
    // 300 seconds times 5, whatever the second's units that it began with.
    expect(letIn).toBe(1_500)
    expect(ask(table, { now: at(300) })).toBe('ProvisionedThroughput')
    // Its partition tells of both refusals.
    expect(table.map.all[0]?.read.throttled).toBe(2)
    expect(load(table, { rate: 20, from: 300, to: 310 })).toEqual({
      // 10 seconds of 20 requests, of which 5 a second find a unit, the first of them at once or a moment later.
      ProvisionedThroughput: 10 * (20 - 5),
    })
  })

  it('lets in uniform load up to what is provisioned without a throttle', () => {
    const table = create(provisioned(8_000, 1_000))
    expect(table.map.all).toHaveLength(4)
    const pointOf = (n: number): Point => keyIn(n % 4, 4)
    expect(load(table, { rate: 8_000, from: 0, to: 10, pointOf })).toEqual({})
  })

  it('throttles of a hot key at 3,001 a second exactly the excess, once its burst is used up', () => {
    const table = create(provisioned(20_000, 1_000))
    for (let n = 0; n < 3_000; n++) ask(table, { now: START })
    expect(ask(table, { now: START })).toBe('KeyRangeThroughput')
    const refused = load(table, { rate: 3_001, from: 0, to: 11 })
    // One too many in each of 11 seconds, and the first of all, for at that instant nothing has flowed in.
    expect(refused).toEqual({ KeyRangeThroughput: 11 + 1 })
    // The other partitions do not feel it.
    expect(ask(table, { point: keyIn(3, 4), now: at(11) })).toBeNull()
  })

  it('gives a hot partition at once what the others leave: the example of the developer guide', () => {
    // "a table … provisioned with 400 WCUs … across four partitions … partition 4 receives … 150 WCU/sec"
    const table = create(provisioned(400), { warm: { read: 400, write: 4_000 } })
    table.map.split(table.map.all[0] ?? expect.fail(), [keyIn(0, 2)], START)
    const partitions = table.map.all.length
    expect(partitions).toBeGreaterThanOrEqual(4)
    const points = [0, 1, 2, 3].map((part) => keyIn(part, 4))
    const shares = [50, 50, 50, 150]
    const order = shares.flatMap((share, part) => Array.from({ length: share }, () => part))
    const pointOf = (n: number): Point => points[order[(n * 7) % 300] ?? 0] ?? keyIn(0, 4)
    expect(load(table, { kind: 'write', rate: 300, from: 0, to: 60, pointOf })).toEqual({})
  })

  it('lets nobody, however hot, take more than all that is provisioned', () => {
    const table = create(provisioned(400), { warm: { read: 400, write: 4_000 } })
    // Everything that was saved is used up first.
    load(table, { kind: 'write', rate: 900, from: 0, to: 5 })
    const refused = load(table, { kind: 'write', rate: 900, from: 5, to: 15 })
    const total = Object.values(refused).reduce((sum, many) => sum + many, 0)
    expect(total).toBe(10 * (900 - 400))
  })

  it('keeps what was saved when its capacity is raised', () => {
    const table = create(provisioned(1))
    for (let n = 0; n < 100; n++) ask(table, { now: at(200) })
    table.change(provisioned(10), at(200))
    let letIn = 0
    while (ask(table, { now: at(200) }) === null) letIn++
    // 1 at first and 200 flowed in; 100 were used. A new second's worth does not come with the change.
    expect(letIn).toBe(101)
  })
})

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
describe('an on-demand table', () => {
  const pointOf = (n: number): Point => keyIn(n % 4, 4)

  it('serves 4,000 writes and 12,000 reads a second from its first second on', () => {
    const table = create(ON_DEMAND)
    expect(table.map.all).toHaveLength(4)
    expect(load(table, { kind: 'write', rate: 4_000, from: 0, to: 5, pointOf })).toEqual({})
    expect(load(table, { kind: 'read', rate: 12_000, from: 0, to: 3, pointOf })).toEqual({})
    const overloaded = create(ON_DEMAND)
    const refused = load(overloaded, { kind: 'write', rate: 8_000, from: 0, to: 10, pointOf })
    // One second's units are there beside what flows in.
    expect(refused).toEqual({ KeyRangeThroughput: 10 * (8_000 - 4_000) - 4_000 })
  })

  it('serves twice the previous peak, 30 minutes after it', () => {
    const table = create(ON_DEMAND)
    table.consume({ kind: 'write', point: keyIn(0, 4), units: 60 * 4_000, label: () => '' }, START)
    table.endMinute(at(60))
    expect(table.level.units.write).toBe(4_000)
    for (let minute = 2; minute <= 30; minute++) table.endMinute(at(minute * 60))
    expect(table.level.units.write).toBe(4_000)
    expect(table.level.next('write')).toEqual({ due: at(31 * 60), units: 8_000 })
    expect(table.endMinute(at(31 * 60))).toEqual([
      'serves 8000 write units/s at once, not 4000: twice the previous peak',
      'grew to 8 partitions',
    ])
    expect(table.level.peaks).toEqual({ read: null, write: 4_000 })
    expect(table.level.next('write')).toBeNull()
    expect(table.level.units).toEqual({ read: 12_000, write: 8_000 })
    const eight = (n: number): Point => keyIn(n % 8, 8)
    const rate = { kind: 'write', rate: 8_000, from: 1_900, to: 1_905 } as const
    expect(load(table, { ...rate, pointOf: eight })).toEqual({})
  })

  it('never serves more than the quota of a table, nor than its own maximum', () => {
    const table = create(ON_DEMAND, { warm: { read: 12_000, write: 64_000 } })
    const points = (n: number): Point => keyIn(n % 64, 64)
    for (let n = 0; n < 40_000; n++) ask(table, { kind: 'write', point: points(n), now: START })
    expect(ask(table, { kind: 'write', now: START })).toBe('AccountLimit')
    const capped = create({ type: 'on-demand', max: { read: 10, write: null } })
    const refused = load(capped, { rate: 30, from: 0, to: 10, pointOf })
    expect(refused).toEqual({ MaxOnDemandThroughput: 10 * (30 - 10) - 10 })
  })

  it('begins after a change of mode with what was provisioned', () => {
    const table = create(provisioned(20_000, 10_000))
    table.change(ON_DEMAND, at(60))
    expect(table.level.units).toEqual({ read: 20_000, write: 10_000 })
    expect(table.map.all.length).toBeGreaterThanOrEqual(10)
  })
})

describe('heat', () => {
  const overload = (table: Throughput, pointOf: (n: number) => Point, atMinutes: number) => {
    const done: string[] = []
    for (let minute = 0; minute < atMinutes; minute++) {
      for (let second = 0; second < 60; second += 20) {
        for (let n = 0; n < 1_500; n++) {
          ask(table, { kind: 'write', point: pointOf(n), now: at(minute * 60 + second) })
        }
      }
      done.push(...table.endMinute(at((minute + 1) * 60)))
    }
    return done
  }

  it('splits a partition that was hot for five minutes in the middle of its heat', () => {
    const table = create(ON_DEMAND)
    // All heat lies in the first quarter of the first partition.
    const pointOf = (n: number): Point => ({ hash: ((n * 7_919) % HASH_RANGE) >> 4, range: null })
    expect(overload(table, pointOf, 4)).toEqual([])
    expect(overload(table, pointOf, 1)).toHaveLength(1)
    expect(table.map.all).toHaveLength(5)
    const [first, second] = table.map.all
    const middle = HASH_RANGE / 32
    expect(first?.to.hash).toBeGreaterThan(middle * 0.7)
    expect(first?.to.hash).toBeLessThan(middle * 1.3)
    expect(second?.to.hash).toBe(HASH_RANGE / 4)
  })

  it('gives a hot key a partition of its own, and cannot split that if it is one item', () => {
    const table = create(ON_DEMAND)
    const hot = keyIn(0, 4)
    expect(overload(table, () => hot, 5)).toHaveLength(1)
    expect(table.map.all.map(({ from, to }) => [from.hash, to.hash]).slice(0, 3)).toEqual([
      [0, hot.hash],
      [hot.hash, hot.hash + 1],
      [hot.hash + 1, HASH_RANGE / 4],
    ])
    expect(overload(table, () => hot, 6)).toEqual([])
    expect(table.map.find(hot).keptBecause).toBe('single item')
    expect(table.map.find(hot).keys.top(1)).toMatchObject([{ hash: hot.hash, label: 'key' }])
  })

  it.each([
    ['splits a collection by its sort key', false, (n: number) => (n * 619) % 1_009, null],
    [
      'does not where there is a local index',
      true,
      (n: number) => (n * 619) % 1_009,
      'local index',
    ],
    [
      'does not where the sort key only rises',
      false,
      (n: number) => n,
      'sort key only rises or falls',
    ],
  ])('%s', (_, hasLocalIndex, sortKeyOf, kept) => {
    const table = create(ON_DEMAND, { rules: { hasSortKey: true, hasLocalIndex } })
    let count = 0
    const pointOf = (): Point => ({
      hash: keyIn(0, 4).hash,
      range: { type: 'S', value: String(1_000_000 + sortKeyOf(count++)) },
    })
    overload(table, pointOf, 5)
    expect(table.map.all).toHaveLength(6)
    overload(table, pointOf, 6)
    expect(table.map.find(pointOf()).keptBecause).toBe(kept)
    if (kept === null) expect(table.map.all.length).toBeGreaterThan(6)
    else expect(table.map.all).toHaveLength(6)
  })
})

describe('size', () => {
  it('splits a partition at 10 GB', () => {
    const table = create(ON_DEMAND, {
      measure: ({ from, to }: { from: Point; to: Point }) => ({
        items: to.hash - from.hash,
        bytes: (to.hash - from.hash) * 2_500,
      }),
    })
    const partition = table.map.all[1] ?? expect.fail()
    expect(partition.bytes).toBe((HASH_RANGE / 4) * 2_500)
    table.map.count(keyIn(1, 4), { items: 1, bytes: 300_000_000 }, START)
    expect(table.map.all).toHaveLength(5)
    expect(table.map.all[1]?.items).toBe(HASH_RANGE / 8)
  })

  it('of a provisioned table begins with as many partitions as size or throughput needs', () => {
    const partitionsOf = (mode: Mode, bytes: number): number =>
      create(mode, { measure: () => ({ items: 1, bytes }) }).map.all.length
    expect(partitionsOf(provisioned(5), 0)).toBe(1)
    expect(partitionsOf(provisioned(3_000, 1_000), 0)).toBe(2)
    expect(partitionsOf(provisioned(5), 25 * 1024 ** 3)).toBe(3)
    expect(partitionsOf(ON_DEMAND, 45 * 1024 ** 3)).toBe(5)
  })
})
