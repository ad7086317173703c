import { assert, failAssertion } from './assert.ts'
import { createEventQueue, ScheduledEvent } from './eventQueue.ts'
import type { Cancel, Process, Sleep, Wait } from './process.ts'
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
  /**
   * Begins `process` in an event of its own at the present instant. Cancelling takes back what it waits for and runs
   * its `finally` blocks, which may wait in turn. What it throws comes out of `step()`. `ended` hears its result in the
   * event in which it ends, unless it was cancelled: that is one generator less than a process that waits for another.
   */
  start<T>(process: Process<T>, ended?: (result: T) => void): Cancel
  /** Waits for a promise while the virtual clock stands still; only for drivers that are asynchronous. */
  external<T>(work: Promise<T>): Process<T>
  /** Resolves once no external work is under way. */
  settled(): Promise<void>
  /** The run's own stream of chance for `stream`; ask once and keep it. */
  random(stream: string): Random
  /** Runs one scheduled event. `blocked`: external work is under way. */
  step(): 'ran' | 'idle' | 'blocked'
}

/** A sleep is the event that ends it, made before it is scheduled: one object for each. */
class SleepEvent extends ScheduledEvent implements Sleep {
  readonly delay: Duration
  constructor(delay: Duration) {
    super()
    this.delay = delay
  }
}

type Push = (event: ScheduledEvent, delay: Duration, run: (value: undefined) => void) => void

/** A process at work, from wait to wait. A class, because requests start many: its methods are made but once. */
class RunningProcess<T> {
  private readonly process: Process<T>
  private readonly push: Push
  private readonly ended: ((result: T) => void) | undefined
  /** Ends a sleep. */
  private readonly wake: (value: unknown) => void
  private state: 'suspended' | 'running' | 'over' = 'suspended'
  private cancelled = false
  private closed = false
  /** The event that ends the present sleep, or how to take another wait back. */
  private sleeping: ScheduledEvent | null = null
  private takeBack: Cancel | null = null
  /** Counts waits: what a past one says is not heard. */
  private waitNumber = 0

  constructor(process: Process<T>, push: Push, ended: ((result: T) => void) | undefined) {
    this.process = process
    this.push = push
    this.ended = ended
    this.wake = (value) => this.advance(value)
    this.sleep(new SleepEvent(ZERO))
  }

  cancel(): void {
    if (this.cancelled || this.state === 'over') return
    this.cancelled = true
    // One that is running just now, and cancels itself, is closed at its next wait.
    if (this.state === 'suspended') this.close()
  }

  private advance(value: unknown): void {
    this.state = 'running'
    const result = this.process.next(value)
    // Nearly every wait is a new sleep: the short way.
    const wait = result.value
    if (
      wait instanceof SleepEvent &&
      wait.sequence < 0 &&
      !this.cancelled &&
      result.done !== true
    ) {
      this.state = 'suspended'
      this.sleeping = wait
      this.push(wait, wait.delay, this.wake)
    } else this.follow(result)
  }

  private follow(result: IteratorResult<Wait, T>): void {
    if (result.done === true) {
      this.state = 'over'
      if (!this.closed) this.ended?.(result.value)
      return
    }
    this.state = 'suspended'
    if (this.cancelled && !this.closed) this.close()
    else if (typeof result.value === 'function') this.await(result.value)
    else this.sleep(result.value)
  }

  private sleep(wait: Sleep): void {
    // A sleep that was yielded before has been an event already.
    const event =
      wait instanceof SleepEvent && wait.sequence < 0 ? wait : new SleepEvent(wait.delay)
    this.sleeping = event
    this.push(event, wait.delay, this.wake)
  }

  private await(wait: Exclude<Wait, Sleep>): void {
    this.sleeping = null
    const mine = ++this.waitNumber
    let asked = false
    const answer = wait((value) => {
      if (mine !== this.waitNumber) return
      assert(asked, 'a wait resumed its process from inside its own call')
      this.waitNumber++
      this.takeBack = null
      this.advance(value)
    })
    asked = true
    this.takeBack = answer ?? null
  }

  /** Ends the process: what it waits for is taken back, its `finally` blocks run, and what they wait for is awaited. */
  private close(): void {
    this.closed = true
    this.waitNumber++
    if (this.sleeping !== null) this.sleeping.run = null
    this.takeBack?.()
    this.takeBack = null
    this.state = 'running'
    // Nobody hears what a cancelled process returns.
    this.follow(this.process.return(undefined as T))
  }
}

/**
 * Promises under way. The order in which promises settle is the host's; the order in which processes hear of it must
 * not be. So nobody hears before all have settled, and then in the order of asking.
 */
class External {
  /** A plain field, because every step of the kernel reads it: whether `check` has anything to say. */
  isConcerned = false
  private readonly schedule: (delay: Duration, run: () => void) => Cancel
  private pending = 0
  private crash: { readonly error: unknown } | null = null
  private answers: { readonly resume: (value: unknown) => void; value: unknown }[] = []
  private waiters: (() => void)[] = []

  constructor(schedule: (delay: Duration, run: () => void) => Cancel) {
    this.schedule = schedule
  }

  /** `resume` is called from an event of the kernel, with `{ value }`, once all that is under way has settled. */
  add(work: Promise<unknown>, resume: (value: unknown) => void): void {
    this.pending++
    this.isConcerned = true
    const answer: (typeof this.answers)[number] = { resume, value: undefined }
    this.answers.push(answer)
    work.then(
      (value) => {
        answer.value = { value }
        this.finishOne()
      },
      (error: unknown) => {
        this.crash ??= { error }
        this.finishOne()
      },
    )
  }

  settled(): Promise<void> {
    if (this.pending === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.waiters.push(resolve)
    })
  }

  /** Throws what a promise was rejected with; answers whether any is under way. */
  check(): boolean {
    if (this.crash !== null) throw this.crash.error
    return this.pending > 0
  }

  private finishOne(): void {
    this.pending--
    if (this.pending > 0) return
    const { answers, waiters } = this
    this.answers = []
    this.waiters = []
    this.isConcerned = this.crash !== null
    for (const { resume, value } of answers) this.schedule(ZERO, () => resume(value))
    for (const wake of waiters) wake()
  }
}

/** A class for the same reason as the queue: everything passes here. `now` and `steps` are its own to change. */
class EventKernel implements Kernel {
  now = START
  steps = 0
  private readonly seed: number
  private readonly queue = createEventQueue()
  private sequence = 0
  private readonly outside = new External((delay, run) => this.schedule(delay, run))
  /** Bound, because every process keeps it. */
  private readonly push: Push = (event, delay, run) => {
    if (!(delay >= 0)) failAssertion(`scheduled ${delay} µs from now`)
    event.at = after(this.now, delay)
    event.sequence = this.sequence++
    event.run = run
    this.queue.push(event)
  }

  constructor(seed: number) {
    this.seed = seed
  }

  get nextAt(): Instant | null {
    return this.queue.peek()?.at ?? null
  }

  schedule(delay: Duration, run: () => void): Cancel {
    const event = new ScheduledEvent()
    this.push(event, delay, run)
    return () => {
      event.run = null
    }
  }

  sleep(delay: Duration): Wait {
    return new SleepEvent(delay)
  }

  start<T>(process: Process<T>, ended?: (result: T) => void): Cancel {
    const running = new RunningProcess(process, this.push, ended)
    return () => running.cancel()
  }

  *external<T>(work: Promise<T>): Process<T> {
    const answer = (yield (resume) => this.outside.add(work, resume)) as { readonly value: T }
    return answer.value
  }

  settled(): Promise<void> {
    return this.outside.settled()
  }

  random(stream: string): Random {
    return createRandom(this.seed, stream)
  }

  step(): 'ran' | 'idle' | 'blocked' {
    if (this.outside.isConcerned && this.outside.check()) return 'blocked'
    const event = this.queue.pop()
    if (event === undefined) return 'idle'
    const { run } = event
    event.run = null
    this.now = event.at
    this.steps++
    run?.(undefined)
    return 'ran'
  }
}

/** Creates a kernel at `START`. `seed` is any safe integer. */
export const createKernel = (seed: number): Kernel => new EventKernel(seed)
