import type { TraceColumns } from '#kernel/columns.ts'
import { rowKinds } from '#kernel/readColumns.ts'
import { seconds } from '#kernel/time.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { Amendment } from '#scenario/amendment.ts'
import type { Simulation } from '#simulation/simulation.ts'
import type { Frame } from './protocol.ts'

/** What the pacer knows of the run besides the simulation. */
export interface FramePart {
  readonly run: number
  readonly playing: boolean
  readonly reachedSpeed: number
  readonly idle: boolean
}

/** Builds frames and lets one at most be on its way: while one is drawn, what happens goes into the next. */
export interface Frames {
  /** Posts what is new, or remembers to once the frame under way is drawn. */
  offer(simulation: Simulation, part: FramePart): void
  drawn(frame: number): void
  /** A new run: every state is sent anew. */
  restart(): void
}

type Post = (frame: Frame, transfer: readonly ArrayBuffer[]) => void

/**
 * While it plays, metrics and each node's state are told this often: nobody reads numbers faster. The nodes take turns,
 * so that no frame has to draw all of them anew. Real ms.
 */
const NUMBERS_EVERY_MS = 100

/** What a batch is transferred by: its columns lie in one buffer. */
const buffersOf = ({ at }: TraceColumns): readonly ArrayBuffer[] =>
  at.buffer instanceof ArrayBuffer ? [at.buffer] : []

const HOP = rowKinds.indexOf('hop')

/** Hops that the batch had no room for, by edge. */
function countFlows(
  trace: TraceColumns,
  hops: readonly { readonly edge: string; readonly count: number }[],
): Frame['flows'] {
  if (trace.dropped === 0) return []
  const shown = new Map<string, number>()
  for (let row = 0; row < trace.rows; row++) {
    if (trace.kind[row] !== HOP) continue
    const edge = trace.strings[trace.text[row] ?? 0] ?? ''
    shown.set(edge, (shown.get(edge) ?? 0) + 1)
  }
  return hops.flatMap(({ edge, count }) => {
    const left = count - (shown.get(edge) ?? 0)
    return left > 0 ? [{ edge, count: left }] : []
  })
}

/** Creates frames; `wallMs`: real milliseconds, ever growing. */
export function createFrames(post: Post, wallMs: () => number): Frames {
  let frame = 0
  let onItsWay: number | null = null
  let waiting: (() => void) | null = null
  let sent = new Map<NodeId, string>()
  let amendments = new Map<NodeId, Amendment | null>()
  let numbersAt = -Infinity
  let builtAt = 0
  /** Whose turn it is to tell its state, and how many are due, by the time that has passed. */
  let turn = 0
  let due = 0
  let widthSent = seconds(1)

  /** The states of the next `count` nodes, as far as they are not as they were last sent. */
  const takeStates = (simulation: Simulation, count: number): Readonly<Record<NodeId, unknown>> => {
    const changed: [NodeId, unknown][] = []
    const { nodes } = simulation.scenario
    for (let left = count; left > 0; left--) {
      const id = nodes[turn++ % nodes.length]?.id ?? ''
      const state = simulation.inspect(id)
      const text = JSON.stringify(state)
      if (sent.get(id) === text) continue
      sent.set(id, text)
      changed.push([id, state])
    }
    return Object.fromEntries(changed)
  }

  /** What other nodes than those of the last frame are changed, or otherwise. */
  const takeAmended = (simulation: Simulation): Frame['amended'] => {
    const changed: [NodeId, Amendment | null][] = []
    for (const { id } of simulation.scenario.nodes) {
      const amendment = simulation.amended(id)
      if (amendment === (amendments.get(id) ?? null)) continue
      amendments.set(id, amendment)
      changed.push([id, amendment])
    }
    return Object.fromEntries(changed)
  }

  const build = (simulation: Simulation, part: FramePart): void => {
    const trace = simulation.takeTrace()
    const wall = wallMs()
    // What stands still is told whole; so is the first frame of a run.
    const isWhole = !part.playing || sent.size === 0
    const isDue = isWhole || wall - numbersAt >= NUMBERS_EVERY_MS
    if (isDue) numbersAt = wall
    const { length } = simulation.scenario.nodes
    due = Math.min(length, due + (length * (wall - builtAt)) / NUMBERS_EVERY_MS)
    builtAt = wall
    const told = isWhole ? length : Math.floor(due)
    due = isWhole ? 0 : due - told
    const { points, width } = isDue ? simulation.takeMetrics() : { points: [], width: widthSent }
    widthSent = width
    onItsWay = ++frame
    post(
      {
        type: 'frame',
        frame,
        ...part,
        now: simulation.now,
        traceHash: simulation.traceHash,
        trace,
        metrics: points,
        metricWidth: width,
        states: takeStates(simulation, told),
        amended: isDue ? takeAmended(simulation) : {},
        flows: countFlows(trace, simulation.takeHops()),
      },
      buffersOf(trace),
    )
  }

  return {
    offer(simulation, part) {
      if (onItsWay === null) build(simulation, part)
      else waiting = () => build(simulation, part)
    },
    drawn(number) {
      if (number !== onItsWay) return
      onItsWay = null
      const late = waiting
      waiting = null
      late?.()
    },
    restart() {
      sent = new Map()
      amendments = new Map()
      waiting = null
    },
  }
}
