import { parseArgs } from 'node:util'
import { after, type Instant, minutes, seconds, START } from '#kernel/time.ts'
import { findLoadEnd } from '#scenario/loadEnd.ts'
import { createSimulation } from '#simulation/createSimulation.ts'
import type { Simulation } from '#simulation/simulation.ts'
import { checkAssertions, readAssertions } from './assertions.ts'
import {
  type ExitCode,
  readFileName,
  readNumber,
  readScenario,
  readSeed,
  type Terminal,
} from './input.ts'
import { createLatencies, createReport } from './report.ts'
import { createSegments } from './segments.ts'
import { describeReport } from './text.ts'
import { loadBrotli } from './loadBrotli.ts'

/** Events between two looks into the trace: fewer rows than one batch holds. */
const STEPS_PER_LOOK = 1_000
/** How long requests may take to be answered once the load has ended: Lambda's longest time-out. */
const DRAIN = minutes(15)
/** Virtual seconds of a run at most: a year. */
export const SECONDS_MAX = 86_400 * 365

/** Runs on until nothing is left or `limit` is reached; `look`s into the trace before a batch of it is full. */
export async function runUntil(
  simulation: Simulation,
  limit: Instant,
  look: () => void,
): Promise<void> {
  for (;;) {
    const result = simulation.runUntil(limit, STEPS_PER_LOOK)
    look()
    if (result === 'blocked') {
      // oxlint-disable-next-line no-await-in-loop -- virtual time stands still until an asynchronous driver has answered
      await simulation.settled()
    } else if (result !== 'paused') return
  }
}

/** Events between two questions whether anything is pending: rooms look through all they have for an answer. */
const STEPS_PER_QUESTION = 64

/**
 * Lets requests under way be answered, and what lies in queues be done: one event at a time, so that the run ends with
 * the last of it.
 */
async function drain(simulation: Simulation, limit: Instant, look: () => void): Promise<void> {
  let unasked = 0
  for (let steps = 1; ; steps++) {
    if (simulation.openTraces === 0 && unasked-- === 0) {
      if (simulation.pending === 0) break
      unasked = STEPS_PER_QUESTION
    }
    if ((simulation.nextAt ?? limit) >= limit) break
    if (steps % STEPS_PER_LOOK === 0) look()
    if (simulation.step() !== 'blocked') continue
    // oxlint-disable-next-line no-await-in-loop -- as above
    await simulation.settled()
  }
  look()
}

const parseDocument = (text: string): unknown => JSON.parse(text)

/** `run FILE [--seed N] [--until SECONDS] [--json] [--segments]` */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      until: { type: 'string' },
      json: { type: 'boolean', default: false },
      segments: { type: 'boolean', default: false },
    },
  })
  const file = readFileName('run', positionals)
  const seed = readSeed(values.seed)
  const until = readNumber('until', values.until, { min: 0, max: SECONDS_MAX })
  const read = await readScenario(terminal, file)
  const scenario = seed === null ? read : { ...read, seed }
  const assertions = readAssertions(scenario)

  const begun = terminal.wallMs()
  const simulation = createSimulation({
    scenario,
    handlers: terminal.loadHandlers(),
    brotli: loadBrotli,
  })
  const latencies = createLatencies(simulation)
  const segments = createSegments()
  const look = (): void => {
    const trace = simulation.takeTrace()
    latencies.add(trace)
    if (values.segments) segments.add(trace)
  }
  if (until === null) {
    const load = findLoadEnd(scenario)
    const loadEnd = after(START, seconds(load.seconds))
    await runUntil(simulation, loadEnd, look)
    if (!load.repeats) await drain(simulation, after(loadEnd, DRAIN), look)
  } else await runUntil(simulation, after(START, seconds(until)), look)
  const report = createReport(simulation, {
    latencyMs: latencies.summary(),
    wallMs: Math.round(terminal.wallMs() - begun),
  })
  simulation.dispose()

  const results = checkAssertions(assertions, report)
  if (values.json) {
    terminal.out(
      JSON.stringify({
        ...report,
        ...(results.length > 0 && { assertions: results }),
        ...(values.segments && { segments: segments.documents.map(parseDocument) }),
      }),
    )
  } else {
    terminal.out(describeReport(scenario.name, report))
    for (const { text, passed } of results) terminal.out(`  ${passed ? '✓' : '✗'} ${text}`)
    for (const document of segments.documents) terminal.out(document)
  }
  return results.every(({ passed }) => passed) ? 0 : 1
}
