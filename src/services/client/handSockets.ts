import { type Body, bodyLength } from '#contracts/body.ts'
import { showBody } from '#contracts/shownBody.ts'
import type { Process } from '#kernel/process.ts'
import { toMs } from '#kernel/time.ts'
import * as z from 'zod/mini'
import type { JsonValue, ServiceContext } from '../service.ts'
import type { ClientConnection } from './connection.ts'
import type { clientDefinition, HandSocket } from './definition.ts'
import { planHandshake, type Sockets } from './sockets.ts'

/** Connections by hand that are kept; the oldest go first, and are closed. */
const SOCKETS_MAX = 20
/** Messages of each that are kept. */
const LOG_MAX = 200
/** Letters of a message that are shown. */
const SHOWN_MAX = 4_000

const socketCommand = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('socket-open'),
    id: z.string(),
    path: z.string(),
    headers: z.array(z.tuple([z.string(), z.string()])),
  }),
  z.object({ type: z.literal('socket-send'), id: z.string(), body: z.string() }),
  z.object({ type: z.literal('socket-close'), id: z.string() }),
])

const socketQuery = z.object({ type: z.literal('socket'), id: z.string() })

interface Held {
  shown: HandSocket
  connection: ClientConnection | null
}

/** Connections that a person opens, talks over and closes. */
export interface HandSockets {
  /** Whether it was a command for a connection. */
  command(command: JsonValue): boolean
  /** Null where nothing was asked about a connection. */
  answer(query: JsonValue): HandSocket | null
}

const shownData = (data: Body): string => {
  const text = showBody(data).body
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text
}

/** Creates an empty memory of connections by hand. */
export function createHandSockets(
  ctx: ServiceContext<typeof clientDefinition>,
  sockets: Sockets,
): HandSockets {
  const byId = new Map<string, Held>()

  const show = (held: Held, change: Partial<HandSocket>): void => {
    held.shown = { ...held.shown, ...change }
  }
  const note = (held: Held, way: 'in' | 'out', data: Body): void => {
    const line = { atMs: toMs(ctx.now), way, data: shownData(data), bytes: bodyLength(data) }
    show(held, { log: [...held.shown.log.slice(1 - LOG_MAX), line] })
  }

  function* open(held: Held, path: string, headers: HandSocket['headers']): Process<void> {
    const shaken = yield* sockets.connect(planHandshake(path, headers), 0, {
      message: ({ data }) => note(held, 'in', data),
      closed: ({ code, reason }) => show(held, { state: 'closed', code, reason }),
    })
    if (shaken.type === 'open') {
      held.connection = shaken.connection
      if (shaken.connection.isOpen) show(held, { state: 'open', status: 101 })
      return
    }
    if (shaken.type === 'failed') show(held, { state: 'refused', reason: shaken.message })
    else {
      const { status, body } = shaken.response
      show(held, { state: 'refused', status, reason: shownData(body) })
    }
  }

  return {
    command(json) {
      const parsed = z.safeParse(socketCommand, json)
      if (!parsed.success) return false
      const command = parsed.data
      const held = byId.get(command.id)
      if (command.type === 'socket-open') {
        const fresh: Held = {
          shown: { type: 'socket', state: 'opening', log: [], headers: command.headers },
          connection: null,
        }
        byId.set(command.id, fresh)
        ctx.start(open(fresh, command.path, command.headers))
        for (const [id, oldest] of byId) {
          if (byId.size <= SOCKETS_MAX) break
          oldest.connection?.leave()
          byId.delete(id)
        }
      } else if (held?.connection?.isOpen === true) {
        if (command.type === 'socket-close') held.connection.leave()
        else {
          held.connection.send(command.body)
          note(held, 'out', command.body)
        }
      }
      return true
    },
    answer(query) {
      const parsed = z.safeParse(socketQuery, query)
      if (!parsed.success) return null
      return (
        byId.get(parsed.data.id)?.shown ?? {
          type: 'socket',
          state: 'unknown',
          log: [],
          headers: [],
        }
      )
    },
  }
}
