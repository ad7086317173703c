import { EPOCH_MS, type Duration, type Instant } from '#kernel/time.ts'
import type { IsolateLimits, Slice } from '../runtime.ts'
import { type Pointer, type QuickJsInstance, ROUNDS_PER_LOOK, TICKS_PER_POLL } from './instance.ts'

/**
 * CPU time of one interpreter tick (a loop's back edge, a call) on a full core, in ns.
 * Assumption: JavaScript that V8 has not optimised yet runs about 100 million such steps a second.
 */
export const NANOS_PER_TICK = 10

/**
 * A step that takes this many ticks without pausing is declared endless and charged up to its deadline: 1 s of a full
 * virtual core, some 4 s of real time on a laptop and five times that on a phone, within what the page's watchdog
 * tolerates (30 s, `worker/client.ts`). Twice as many would not be.
 */
export const TICKS_PER_STEP_MAX = 100_000_000

/**
 * What rounds of metered loops cost at least, a look's worth of them: some 1.25 ns each. Where the interpreter has taken
 * as many ticks meanwhile, they have paid.
 */
const TICKS_PER_LOOK = ROUNDS_PER_LOOK / 8

/** What ended a step before its time. */
export type Cut = 'cpu' | 'memory' | 'stop'

/** The virtual CPU time of one isolate: QuickJS's own tick counter, read and written in its memory. */
export interface Budget {
  begin(slice: Slice): void
  /** QuickJS polls: whether to stop, and why is in `cut`. */
  poll(): boolean
  /** Takes `ticks` at once, for work done outside the interpreter. */
  readonly charge: (ticks: number) => void
  /** Whether nothing of this step's time is left: it is cut at its next tick. */
  readonly isSpent: boolean
  /** Charges rounds of metered loops that no ticks have paid for; how many more there are until then, 0 where no time is left. */
  refuel(): number
  /** Makes the next tick the last. */
  stop(): void
  exhaustMemory(): void
  /** After a stop: lets the guest say what it came to. Whether it had been stopped. */
  release(): boolean
  /** Whole µs since the Unix epoch, this step's work included. */
  clock(): number
  /** Work since the isolate began, µs. */
  total(): number
  /** Ends the step; answers its CPU time. */
  end(): Duration
  readonly cut: Cut | null
}

export interface BudgetOptions {
  readonly instance: QuickJsInstance
  readonly context: Pointer
  readonly limits: IsolateLimits
}

export function createBudget(options: BudgetOptions): Budget {
  const { instance, context, limits } = options
  const nanosPerTick = (limits.nanosPerTick ?? NANOS_PER_TICK) / Math.min(1, limits.cpuShare)
  const counterWord = (context >> 2) + instance.offsets.interruptCounter
  let cut: Cut | null = null
  let at = 0 as Instant
  let deadline = 0 as Instant
  let carriedNanos = 0
  let consumed = 0
  let granted = 0
  let allowed = 0
  let totalMicros = 0
  let paidTicks = 0

  const grant = (): void => {
    granted = Math.max(1, Math.min(TICKS_PER_POLL, allowed - consumed))
    instance.words()[counterWord] = granted
  }
  const ticks = (): number => consumed + granted - (instance.words()[counterWord] ?? 0)
  const micros = (): number => {
    const worked = Math.floor((carriedNanos + ticks() * nanosPerTick) / 1_000)
    return Math.min(worked, deadline - at)
  }

  /** Once cut, what the counter holds is no work of the handler's. */
  const forgetRefill = (): void => {
    granted = 1
    instance.words()[counterWord] = 1
  }

  const end = (why: Cut): void => {
    if (cut !== null) return
    cut = why
    consumed = ticks()
    granted = 1
    instance.words()[counterWord] = 1
  }

  const charge = (work: number): void => {
    if (cut !== null || work <= 0) return
    consumed = ticks() + work
    grant()
  }
  const isSpent = (): boolean => cut !== null || ticks() >= allowed

  return {
    get cut() {
      return cut
    },
    get isSpent() {
      return isSpent()
    },
    begin(slice) {
      at = slice.at
      deadline = slice.deadline
      cut = null
      consumed = 0
      paidTicks = 0
      const room = Math.floor(((deadline - at) * 1_000 - carriedNanos) / nanosPerTick)
      allowed = Math.min(room, TICKS_PER_STEP_MAX)
      grant()
    },
    poll() {
      if (cut !== null) {
        forgetRefill()
        return true
      }
      // QuickJS has just refilled the counter when it ran out; otherwise the regular expression engine polls,
      // which counts its own steps, as many between two polls.
      const isRefilled = instance.words()[counterWord] === TICKS_PER_POLL
      consumed += isRefilled ? granted : TICKS_PER_POLL
      if (consumed >= allowed) {
        cut = 'cpu'
        forgetRefill()
        return true
      }
      if (isRefilled) grant()
      return false
    },
    charge,
    refuel() {
      const worked = ticks() - paidTicks
      if (worked < TICKS_PER_LOOK) charge(TICKS_PER_LOOK - worked)
      paidTicks = ticks()
      return isSpent() ? 0 : ROUNDS_PER_LOOK
    },
    stop: () => end('stop'),
    exhaustMemory: () => end('memory'),
    release() {
      if (cut !== 'stop') return false
      cut = null
      consumed = ticks()
      grant()
      return true
    },
    clock: () => EPOCH_MS * 1_000 + at + micros(),
    total: () => totalMicros + micros(),
    end() {
      const work = cut === 'cpu' ? deadline - at : micros()
      carriedNanos =
        cut === 'cpu' ? 0 : Math.max(0, carriedNanos + ticks() * nanosPerTick - work * 1_000)
      totalMicros += work
      return work as Duration
    },
  }
}
