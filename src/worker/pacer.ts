import type { Cancel } from '#kernel/process.ts'
import { type Instant, START } from '#kernel/time.ts'
import { parseScenario } from '#scenario/parse.ts'
import type { Problem } from '#scenario/problems.ts'
import type { Scenario } from '#scenario/schema.ts'
import { createReplay, type Replay } from '#simulation/replay.ts'
import { type Input, type Simulation, SimulationCrash } from '#simulation/simulation.ts'
import { createPacedClock } from './clock.ts'
import { createFrames, type Frames } from './frames.ts'
import type { Command, CommandName, Commands, Report } from './protocol.ts'

/** What the pacer needs of the place where it runs: all that makes it impure. */
export interface PacerHost {
  /** Real milliseconds, ever growing. */
  readonly wallMs: () => number
  /** Runs `work` after real `delayMs`; 0: as soon as messages that are waiting have been heard. */
  readonly later: (work: () => void, delayMs: number) => Cancel
  readonly post: (report: Report, transfer: readonly ArrayBuffer[]) => void
  readonly createSimulation: (scenario: Scenario) => Simulation
  /** What can be told of a document's handlers before they run. */
  readonly checkHandlers: (scenario: Scenario) => readonly Problem[]
}

/** The worker's side of the protocol: paces a simulation to real time and tells what happens. */
export interface Pacer {
  handle(command: Command): void
}

/** Real time for which the engine works before it hears messages again. */
const SLICE_MS = 8
/** Scheduled events between two looks at the real clock. */
const STEPS_PER_LOOK = 16
/**
 * Looks at each single event after one of them held the engine up: a handler's endless loop takes seconds of real time
 * until it is given up, and where there was one there will be more. Pause must not wait for sixteen of them.
 */
const CAREFUL_LOOKS = 512
/** Real time between two slices when nothing presses. */
const PAUSE_MS = 8
/** Real time between two reports of a seek. */
const PROGRESS_MS = 100

interface Loaded {
  readonly scenario: Scenario
  readonly simulation: Simulation
  readonly replay: Replay
}

interface Seek {
  readonly id: number
  readonly to: Instant
  reportedMs: number
}

/** A handler's word that it answers by itself, later. */
const LATER = Symbol('later')
type Answer<N extends CommandName> = Commands[N]['reply'] | typeof LATER

const refusal = (message: string): Problem => ({ kind: 'error', path: 'simulation', message })

class Refused extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

/** Creates the worker's side, with nothing loaded. */
export function createPacer(host: PacerHost): Pacer {
  const clock = createPacedClock()
  const frames: Frames = createFrames(
    (frame, transfer) => host.post(frame, transfer),
    () => host.wallMs(),
  )
  let loaded: Loaded | null = null
  let run = 0
  let playing = false
  let idle = false
  let seek: Seek | null = null
  let timer: Cancel | null = null
  let carefulLooks = 0
  /** Commands that must not come in the middle of a re-run. */
  let deferred: Command[] = []

  const offer = (): void => {
    if (loaded === null) return
    frames.offer(loaded.simulation, { run, playing, reachedSpeed: clock.speed, idle })
  }

  const present = (): Loaded => {
    if (loaded === null) throw new Refused(refusal('nothing is loaded'))
    return loaded
  }

  const build = (scenario: Scenario, inputs: readonly Input[]): Loaded => {
    loaded?.simulation.dispose()
    loaded = null
    const simulation = host.createSimulation(scenario)
    loaded = { scenario, simulation, replay: createReplay(simulation, inputs) }
    run++
    idle = false
    frames.restart()
    return loaded
  }

  const finishSeek = (): void => {
    if (seek === null) return
    const { id } = seek
    seek = null
    const now = loaded?.simulation.now ?? START
    host.post({ type: 'reply', id, value: { now } }, [])
    const waiting = deferred
    deferred = []
    for (const command of waiting) handle(command)
  }

  const stop = (): void => {
    playing = false
    timer?.()
    timer = null
  }

  /** Runs towards `target` for one slice of real time. */
  const slice = ({ replay }: Loaded, target: Instant): ReturnType<Replay['runUntil']> => {
    let looked = host.wallMs()
    const end = looked + SLICE_MS
    for (;;) {
      const result = replay.runUntil(target, carefulLooks > 0 ? 1 : STEPS_PER_LOOK)
      const wallMs = host.wallMs()
      carefulLooks = wallMs - looked > SLICE_MS ? CAREFUL_LOOKS : Math.max(0, carefulLooks - 1)
      looked = wallMs
      if (result !== 'paused' || wallMs >= end) return result
    }
  }

  const keepGoing = (delayMs: number): void => {
    timer = host.later(() => {
      timer = null
      guard(tick)
    }, delayMs)
  }

  const tick = (): void => {
    if (loaded === null || (!playing && seek === null)) return
    const { simulation } = loaded
    const begun = host.wallMs()
    const target = seek?.to ?? clock.target(simulation.now, begun)
    const result = slice(loaded, target)
    if (result === 'blocked') {
      void simulation.settled().then(() => keepGoing(0))
      return
    }
    const wallMs = host.wallMs()
    if (seek === null) clock.reached(simulation.now, wallMs)
    idle = result === 'idle'
    if (result === 'paused') {
      if (seek !== null && wallMs - seek.reportedMs >= PROGRESS_MS) {
        seek.reportedMs = wallMs
        host.post({ type: 'seeking', now: simulation.now, to: seek.to }, [])
      }
      offer()
      keepGoing(0)
      return
    }
    if (idle) playing = false
    offer()
    if (seek !== null) finishSeek()
    else if (playing) keepGoing(PAUSE_MS)
  }

  const handlers: {
    readonly [N in CommandName]: (payload: Commands[N]['payload'], id: number) => Answer<N>
  } = {
    load({ scenario }) {
      stop()
      finishSeek()
      const parsed = parseScenario(scenario)
      if (!parsed.ok) {
        loaded?.simulation.dispose()
        loaded = null
        return { problems: parsed.problems }
      }
      build(parsed.scenario, [])
      offer()
      return { problems: host.checkHandlers(parsed.scenario) }
    },
    edit({ edit }) {
      const { simulation, replay } = present()
      replay.bringForward()
      const problems = simulation.apply(edit)
      idle = false
      offer()
      return { problems: problems.length > 0 ? problems : host.checkHandlers(simulation.scenario) }
    },
    command({ node, command }) {
      const { simulation, replay } = present()
      replay.bringForward()
      simulation.command(node, command)
      idle = false
      offer()
      return null
    },
    play({ speed }) {
      const { simulation } = present()
      stop()
      playing = true
      clock.start(speed, simulation.now, host.wallMs())
      keepGoing(0)
      return null
    },
    pause() {
      stop()
      finishSeek()
      offer()
      return { now: loaded?.simulation.now ?? START }
    },
    step() {
      const { simulation, replay } = present()
      stop()
      idle = replay.step() === 'idle'
      offer()
      return { now: simulation.now }
    },
    seek({ to }, id) {
      const { scenario, simulation, replay } = present()
      stop()
      finishSeek()
      if (to < simulation.now) build(scenario, [...simulation.inputs, ...replay.coming])
      seek = { id, to, reportedMs: host.wallMs() }
      keepGoing(0)
      return LATER
    },
    drawn({ frame }) {
      frames.drawn(frame)
      return null
    },
    read: ({ node, query }) => loaded?.simulation.query(node, query) ?? null,
    totals: ({ node }) => loaded?.simulation.totals(node) ?? [],
    usage() {
      const { simulation } = present()
      return { now: simulation.now, usage: simulation.usage() }
    },
  }

  /** Whether a command has to wait for the end of a re-run. */
  const mustWait = ({ name }: Command): boolean =>
    seek !== null && (name === 'edit' || name === 'command' || name === 'play' || name === 'step')

  const crash = (error: SimulationCrash): void => {
    stop()
    loaded = null
    const { message, seed, at } = error
    host.post({ type: 'crashed', message, seed, at }, [])
    finishSeek()
  }

  const guard = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      if (!(error instanceof SimulationCrash)) throw error
      crash(error)
    }
  }

  const answer = (command: Command): void => {
    const { id, name } = command
    // The table's type ties each name to its payload; a union of them loses that tie.
    const handler = handlers[name] as (payload: unknown, id: number) => unknown
    try {
      const value = handler(command.payload, id)
      if (value !== LATER) host.post({ type: 'reply', id, value }, [])
    } catch (error) {
      if (error instanceof SimulationCrash) crash(error)
      const problem =
        error instanceof Refused
          ? error.problem
          : refusal(error instanceof Error ? error.message : String(error))
      host.post({ type: 'rejected', id, problem }, [])
    }
  }

  function handle(command: Command): void {
    if (mustWait(command)) deferred.push(command)
    else answer(command)
  }

  return { handle }
}
