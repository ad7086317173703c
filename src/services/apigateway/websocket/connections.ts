import type { Lane, SocketClose, SocketEnd } from '#contracts/socket.ts'
import type { Cancel } from '#kernel/process.ts'
import { after, between, type Instant, seconds } from '#kernel/time.ts'
import type { Edge } from '#services/service.ts'
import type { SocketOrigin } from './event.ts'

/** Connections are drawn as this many cells: each stands for every so-manieth of them. */
export const CELLS = 120
/** A cell in which something happened is lit for this long. */
const LIT = seconds(1)

/** One open connection. */
export interface Connection {
  readonly origin: SocketOrigin
  readonly connectedAt: Instant
  readonly edge: Edge
  /** To the client. */
  readonly lane: Lane
  readonly peer: SocketEnd
  readonly cell: number
  lastActiveAt: Instant
  received: number
  sent: number
  /** Takes back the watch over its idleness and its age. */
  stopWatch: Cancel | null
}

/** The API's open connections, in the order in which they came. */
export interface Connections {
  readonly count: number
  add(made: Pick<Connection, 'origin' | 'edge' | 'lane' | 'peer'>, now: Instant): Connection
  find(id: string): Connection | undefined
  /** Whether it was open. */
  remove(connection: Connection, now: Instant): boolean
  touch(connection: Connection, now: Instant): void
  all(): Iterable<Connection>
  /** Seconds of all connections together, those that are over and those that are open. */
  heldSeconds(now: Instant): number
  /** How many are open in each cell, and the cells in which something has just happened. */
  density(now: Instant): { readonly open: readonly number[]; readonly lit: readonly number[] }
}

const toWholeSeconds = (span: number): number => span / 1_000_000

/** Creates an empty register. */
export function createConnections(): Connections {
  const byId = new Map<string, Connection>()
  const open = Array.from({ length: CELLS }, () => 0)
  const litUntil: Instant[] = []
  let nextCell = 0
  let overSeconds = 0
  /** Sums up when the open ones began: their seconds are `count * now - began`. */
  let began = 0

  return {
    get count() {
      return byId.size
    },
    add(made, now) {
      const cell = nextCell++ % CELLS
      const connection: Connection = {
        ...made,
        connectedAt: now,
        cell,
        lastActiveAt: now,
        received: 0,
        sent: 0,
        stopWatch: null,
      }
      byId.set(made.origin.connectionId, connection)
      open[cell] = (open[cell] ?? 0) + 1
      began += now
      return connection
    },
    find: (id) => byId.get(id),
    remove(connection, now) {
      const { connectionId } = connection.origin
      if (byId.get(connectionId) !== connection) return false
      byId.delete(connectionId)
      open[connection.cell] = (open[connection.cell] ?? 1) - 1
      began -= connection.connectedAt
      overSeconds += toWholeSeconds(between(connection.connectedAt, now))
      return true
    },
    touch(connection, now) {
      connection.lastActiveAt = now
      litUntil[connection.cell] = after(now, LIT)
    },
    all: () => byId.values(),
    heldSeconds: (now) => overSeconds + toWholeSeconds(byId.size * now - began),
    density: (now) => ({
      open: [...open],
      lit: open.flatMap((count, cell) => (count > 0 && (litUntil[cell] ?? -1) > now ? [cell] : [])),
    }),
  }
}

/** One connection as the inspector lists it. */
export interface ListedConnection {
  readonly id: string
  readonly sourceIp: string
  readonly ageMs: number
  readonly idleMs: number
  readonly received: number
  readonly sent: number
}

/** A page of the connections that are open, the oldest first. */
export function listConnections(
  connections: Connections,
  { from, count }: { readonly from: number; readonly count: number },
  now: Instant,
): { readonly total: number; readonly connections: readonly ListedConnection[] } {
  const page: ListedConnection[] = []
  let index = 0
  for (const { origin, connectedAt, lastActiveAt, received, sent } of connections.all()) {
    if (index >= from + count) break
    if (index++ < from) continue
    page.push({
      id: origin.connectionId,
      sourceIp: origin.identity.sourceIp,
      ageMs: between(connectedAt, now) / 1_000,
      idleMs: between(lastActiveAt, now) / 1_000,
      received,
      sent,
    })
  }
  return { total: connections.count, connections: page }
}

/** What the API itself ends connections with. */
export const closes = {
  /** Idle too long, or too old. [measured] */
  goingAway: { code: 1001, reason: 'Going away' },
  /** Deleted by the management API. [measured] aws/chalice issue 2060 */
  deleted: { code: 1000, reason: 'Connection Closed Normally' },
  tooLong: { code: 1009, reason: 'Message too long' },
} as const satisfies Readonly<Record<string, SocketClose>>
