import type { Lane } from '#contracts/socket.ts'
import { after, between, type Instant, START, ZERO } from '#kernel/time.ts'
import type { Edge } from '#services/service.ts'
import type { Place } from '#world/place.ts'
import { type Hop, sendAlong } from './carry.ts'
import { sampleOneWay, wayAlong } from './network.ts'
import { isOutside } from './outsideEdge.ts'
import type { Run } from './run.ts'

const SENT = { outcome: 'ok', attempt: 1 } as const

/** One way of a connection along `edge`: TCP keeps the order, so nothing arrives before what was sent before it. */
export function createLane(run: Run, edge: Edge, phase: Hop['phase'], from?: Place): Lane {
  let clearAt: Instant = START
  return {
    send(hop, arrive) {
      if (isOutside(edge)) {
        run.kernel.schedule(ZERO, arrive)
        return
      }
      const wire = run.wires.get(edge.id)
      // The wire was taken away: what is sent is lost, and its ends hear of it by the edit.
      if (wire === undefined) return
      const { now } = run.kernel
      const way = wayAlong(run, wire, from)
      const delay =
        hop === null
          ? sampleOneWay(wire.random, way)
          : sendAlong(run, wire, { ...SENT, phase, context: hop.context, way })
      const due = after(now, delay)
      if (due > clearAt) clearAt = due
      run.kernel.schedule(between(now, clearAt), arrive)
    },
  }
}
