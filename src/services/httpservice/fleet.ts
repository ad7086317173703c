import { assert } from '#kernel/assert.ts'
import { between, type Instant } from '#kernel/time.ts'

/** One container. */
export interface Instance {
  /** Counted from 1 over the whole run. */
  readonly number: number
  state: 'starting' | 'ready' | 'draining'
  readonly startedAt: Instant
  /** When it is ready, or was. */
  readyAt: Instant
  /** Requests in service. */
  taken: number
  served: number
}

/** The instances of one service. */
export interface Fleet {
  readonly all: readonly Instance[]
  /** Those that take requests. */
  readonly ready: number
  /** Those that are wanted: ready or starting. */
  readonly wanted: number
  add(
    state: 'starting' | 'ready',
    at: { readonly now: Instant; readonly readyAt: Instant },
  ): Instance
  /** Takes `count` of the youngest out of service, starting ones first; answers those that are gone at once. */
  retire(count: number, now: Instant): readonly Instance[]
  /** The ready one with the fewest requests; the oldest of several. */
  assign(): Instance
  /** Whether it is gone now: it was draining, and this was its last request. */
  release(instance: Instance, now: Instant): boolean
  /** Seconds that all instances together have been paid for. */
  paidSeconds(now: Instant): number
}

/** "…with a one-minute minimum". https://aws.amazon.com/fargate/pricing/ */
const PAID_SECONDS_MIN = 60

const secondsOf = (from: Instant, to: Instant): number => between(from, to) / 1_000_000

/** Creates a fleet without instances. */
export function createFleet(): Fleet {
  let all: Instance[] = []
  let started = 0
  let overSeconds = 0

  const count = (state: Instance['state']): number =>
    all.reduce((sum, instance) => sum + (instance.state === state ? 1 : 0), 0)

  const remove = (instance: Instance, now: Instant): void => {
    all = all.filter((each) => each !== instance)
    overSeconds += Math.max(PAID_SECONDS_MIN, secondsOf(instance.startedAt, now))
  }

  return {
    get all() {
      return all
    },
    get ready() {
      return count('ready')
    },
    get wanted() {
      return count('ready') + count('starting')
    },
    add(state, { now, readyAt }) {
      const number = ++started
      const instance: Instance = { number, state, startedAt: now, readyAt, taken: 0, served: 0 }
      all.push(instance)
      return instance
    },
    retire(howMany, now) {
      const candidates = [
        ...all.filter(({ state }) => state === 'starting').toReversed(),
        ...all.filter(({ state }) => state === 'ready').toReversed(),
      ].slice(0, howMany)
      const gone = candidates.filter(({ taken }) => taken === 0)
      for (const instance of candidates) instance.state = 'draining'
      for (const instance of gone) remove(instance, now)
      return gone
    },
    assign() {
      let best: Instance | null = null
      for (const instance of all) {
        if (instance.state !== 'ready') continue
        if (best === null || instance.taken < best.taken) best = instance
      }
      assert(best !== null, 'a place without an instance')
      best.taken++
      return best
    },
    release(instance, now) {
      instance.taken--
      instance.served++
      const isGone = instance.state === 'draining' && instance.taken === 0
      if (isGone) remove(instance, now)
      return isGone
    },
    paidSeconds: (now) =>
      all.reduce((sum, { startedAt }) => sum + secondsOf(startedAt, now), overSeconds),
  }
}
