import { createEventQueue, type Scheduled } from './eventQueue.ts'
import type { Cancel, Process, Wait } from './process.ts'
import { createRandom, type Random } from './random.ts'
import { after, type Duration, type Instant, START, ZERO } from './time.ts'

/** Discrete-event simulation: a virtual clock and what is to happen, ordered by (at, sequence). */
export interface Kernel {
  readonly now: Instant
  /** When the next scheduled event is due; null when nothing is left. */
  readonly nextAt: Instant | null
  /** Scheduled events run so far. */
  readonly steps: number
  schedule(delay: Duration, run: () => void): Cancel
  /** `yield kernel.sleep(ms(5))` */
  sleep(delay: Duration): Wait
  /** Begins `process` in an event of its own at the present instant. Cancelling runs its `finally` blocks. */
  start(process: Process<unknown>): Cancel
  /** Waits for a promise while the virtual clock stands still; only for drivers that are asynchronous. */
  external<T>(work: Promise<T>): Process<T>
  /** Resolves once no external work is under way. */
  settled(): Promise<void>
  /** The run's own stream of chance for `stream`; ask once and keep it. */
  random(stream: string): Random
  /** Runs one scheduled event. `blocked`: external work is under way. */
  step(): 'ran' | 'idle' | 'blocked'
}

/** Creates a kernel at `START`. `seed` is any safe integer. */
export function createKernel(seed: number): Kernel {
  const queue = createEventQueue()
  let now = START
  let sequence = 0
  let steps = 0
  let pending = 0
  let crash: { readonly error: unknown } | null = null
  let settledWaiters: (() => void)[] = []

  const push = (delay: Duration, run: () => void): Scheduled => {
    const event: Scheduled = { at: after(now, delay), sequence: sequence++, run }
    queue.push(event)
    return event
  }

  const schedule = (delay: Duration, run: () => void): Cancel => {
    const event = push(delay, run)
    return () => {
      event.run = null
    }
  }

  const start = (process: Process<unknown>): Cancel => {
    let live = true
    let waitNumber = 0
    const advance = (value: unknown): void => {
      const { done, value: wait } = process.next(value)
      if (done === true) {
        live = false
        return
      }
      const mine = ++waitNumber
      wait((answer) => {
        if (live && mine === waitNumber) advance(answer)
      })
    }
    push(ZERO, () => {
      if (live) advance(undefined)
    })
    return () => {
      if (!live) return
      live = false
      process.return(undefined)
    }
  }

  const finishExternal = (): void => {
    pending--
    if (pending > 0) return
    const waiters = settledWaiters
    settledWaiters = []
    for (const wake of waiters) wake()
  }

  function* external<T>(work: Promise<T>): Process<T> {
    pending++
    const answer = (yield (resume) => {
      work
        .then(
          (value) => push(ZERO, () => resume({ value })),
          (error: unknown) => {
            crash ??= { error }
          },
        )
        .finally(finishExternal)
    }) as { readonly value: T }
    return answer.value
  }

  return {
    get now() {
      return now
    },
    get nextAt() {
      return queue.peek()?.at ?? null
    },
    get steps() {
      return steps
    },
    schedule,
    sleep: (delay) => (resume) => {
      push(delay, () => resume(undefined))
    },
    start,
    external,
    settled: () =>
      pending === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            settledWaiters.push(resolve)
          }),
    random: (stream) => createRandom(seed, stream),
    step() {
      if (crash !== null) throw crash.error
      if (pending > 0) return 'blocked'
      for (;;) {
        const event = queue.pop()
        if (event === undefined) return 'idle'
        if (event.run === null) continue
        now = event.at
        steps++
        event.run()
        return 'ran'
      }
    },
  }
}
