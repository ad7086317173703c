import { createEventQueue, ScheduledEvent } from '#kernel/eventQueue.ts'
import { createKernel, type Kernel } from '#kernel/kernel.ts'
import type { Process } from '#kernel/process.ts'
import { createRecorder } from '#kernel/recorder.ts'
import { after, type Duration, type Instant, START, us } from '#kernel/time.ts'
import { type Bench, compare, type Contender } from './figure.ts'

const EVENTS = 400_000
/** Timers in the heap at any time. */
const TIMERS = 1_000
const ROUNDS = 7

/** Periods that keep the heap well mixed. */
const periodOf = (timer: number): Duration => us(1 + ((timer * 7_919) % 1_009))

/** What any discrete-event loop must do: take the earliest event, move the clock, run it, schedule the next. */
function runBareLoop(): number {
  const queue = createEventQueue()
  let now = START
  let sequence = 0
  let steps = 0
  const push = (at: Instant, run: () => void): void => {
    const event = new ScheduledEvent()
    event.at = at
    event.sequence = sequence++
    event.run = run
    queue.push(event)
  }
  for (let timer = 0; timer < TIMERS; timer++) {
    const period = periodOf(timer)
    const tick = (): void => push(after(now, period), tick)
    tick()
  }
  while (steps < EVENTS) {
    const event = queue.pop()
    if (event === undefined) break
    const { run } = event
    event.run = null
    now = event.at
    steps++
    run?.(undefined)
  }
  return steps
}

function* sleepForever(kernel: Kernel, period: Duration, depth: number): Process<void> {
  if (depth > 1) yield* sleepForever(kernel, period, depth - 1)
  for (;;) yield kernel.sleep(period)
}

/** The same timers as processes, each inside `depth` generators. */
const runProcesses = (depth: number) => (): number => {
  const kernel = createKernel(1)
  for (let timer = 0; timer < TIMERS; timer++) {
    kernel.start(sleepForever(kernel, periodOf(timer), depth))
  }
  while (kernel.steps < EVENTS) kernel.step()
  return kernel.steps
}

/** Short processes, one after the other: what a request costs that only sleeps once. */
function runShortProcesses(): number {
  const kernel = createKernel(1)
  function* visit(): Process<void> {
    yield kernel.sleep(us(5))
  }
  function* arrivals(period: Duration): Process<void> {
    for (;;) {
      yield kernel.sleep(period)
      kernel.start(visit())
    }
  }
  for (let timer = 0; timer < TIMERS; timer++) kernel.start(arrivals(periodOf(timer)))
  while (kernel.steps < EVENTS) kernel.step()
  return kernel.steps
}

const depths: readonly Contender[] = [1, 2, 4, 8].map((depth) => ({
  name: `processes, depth ${depth}`,
  work: runProcesses(depth),
  ratioMin: depth === 1 ? 0.5 : null,
}))

/** Kernel events a second against a bare loop over the same heap. */
export const kernelBench: Bench = {
  title: `Kernel events (${TIMERS} timers)`,
  run: () =>
    compare(
      [
        { name: 'bare loop over the heap', work: runBareLoop, ratioMin: null },
        ...depths,
        { name: 'short processes', work: runShortProcesses, ratioMin: null },
      ],
      ROUNDS,
    ),
}

const RECORDS = 200_000

/** A request's rows over and over: a span, a hop, a log line, two metrics. */
const runRecorder = (rowsMax: number) => (): number => {
  const recorder = createRecorder({ rowsMax })
  for (let row = 0; row < RECORDS; row += 6) {
    const at = (row * 10) as Instant
    const trace = row / 6
    const span = row
    recorder.record(at, 'api', { type: 'span-begin', trace, span, parent: null, name: 'GET /' })
    recorder.record(at, 'api', {
      type: 'hop',
      trace,
      span,
      edge: 'api-items',
      phase: 'request',
      outcome: 'ok',
      attempt: 1,
      arriveAt: after(at, us(350)),
    })
    const line = `2026-01-01T00:00:00.000Z\t${row}\tINFO\tGET /items/${trace}`
    recorder.record(at, 'items', { type: 'log', trace, stream: '2026/01/01/[$LATEST]ab', line })
    recorder.record(at, 'items', { type: 'sample', name: 'Duration', value: (row % 977) / 8 })
    recorder.record(at, 'items', { type: 'counter', name: 'Invocations', value: 1 })
    recorder.record(at, 'api', { type: 'span-end', trace, span, outcome: 'ok' })
    if (row % 6_000 === 0) recorder.takeTrace()
  }
  return recorder.recorded
}

/** Recorded rows a second: hash, metrics, columns. */
export const recorderBench: Bench = {
  title: 'Recorded rows',
  run: () =>
    compare(
      [
        { name: 'hash and metrics only', work: runRecorder(0), ratioMin: null },
        { name: 'kept in columns', work: runRecorder(65_536), ratioMin: null },
      ],
      ROUNDS,
    ),
}
