import type { NodeId } from '#kernel/trace.ts'
import type { Speed } from '#worker/protocol.ts'
import type { StoreApi } from 'zustand/vanilla'
import type { RunState } from './runState.ts'
import type { Trace, TraceStore } from './traces.ts'

/** Virtual seconds per real second at which a warm request of 20 ms takes about a second to watch. */
export const SLOW_MOTION_SPEED = 0.02

/** One request that is followed at a pace that one can read. */
export interface SlowMotion {
  /** Begins to follow the next request of `node`; the run is to be played by the caller. */
  begin(node: NodeId, now: number, speed: Speed): void
  /** Ends it, if it is on: the speed is again what it was, unless another was chosen. */
  end(chosen?: Speed): void
  /** Whether the followed request has just come to its end; ends the slow motion then. */
  isOver(): boolean
}

/** Creates the slow motion of a run. */
export function createSlowMotion(
  store: StoreApi<RunState>,
  traces: Pick<TraceStore, 'backwards'>,
): SlowMotion {
  let followed: { readonly node: NodeId; readonly since: number; readonly speed: Speed } | null =
    null

  /** Other requests may begin meanwhile; the one that was asked for began before them. */
  const findFollowed = (node: NodeId, since: number): Trace | undefined => {
    const candidates: Trace[] = []
    traces.backwards((trace) => {
      if (trace.begin < since) return false
      if (trace.node === node) candidates.push(trace)
      return true
    })
    return candidates.at(-1)
  }
  const end = (chosen?: Speed): void => {
    if (followed === null) return
    store.setState({ slowMotion: false, speed: chosen ?? followed.speed })
    followed = null
  }
  return {
    begin(node, now, speed) {
      followed = { node, since: now, speed }
      store.setState({ slowMotion: true, speed: SLOW_MOTION_SPEED })
    },
    end,
    isOver() {
      if (followed === null) return false
      const trace = findFollowed(followed.node, followed.since)
      if (trace === undefined || trace.end === null) return false
      end()
      return true
    },
  }
}
