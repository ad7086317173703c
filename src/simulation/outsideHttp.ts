import type { Body } from '#contracts/body.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { SocketEnd } from '#contracts/socket.ts'
import type { Process } from '#kernel/process.ts'
import type { NodeId, TraceContext } from '#kernel/trace.ts'
import { served } from './carry.ts'
import { unreachableReply } from './network.ts'
import { outsideEdge } from './outsideEdge.ts'
import type { Run } from './run.ts'
import type { HttpDoor, OutsideHttp, OutsidePeer, OutsideSocket } from './simulation.ts'

/** Runs something as an event of the present instant. */
type AtPresent = (work: () => void) => void

/** The node's end of an open connection, for a caller who knows no traces and stands between two events. */
function createSocket(
  run: Run,
  node: NodeId,
  end: SocketEnd,
): OutsideSocket & { readonly over: () => void } {
  /** Messages that the node is not done with. */
  const underWay = new Map<number, TraceContext>()
  let isOver = false

  const over = (): void => {
    if (isOver) return
    isOver = true
    for (const span of underWay.values()) run.spans.end(node, span, 'fault')
    underWay.clear()
  }

  return {
    over,
    message(data, frameBytes) {
      if (isOver) return
      const context = run.spans.begin(node, null, 'MESSAGE')
      underWay.set(context.span, context)
      end.message({
        context,
        data,
        ...(frameBytes !== undefined && { frameBytes }),
        taken(outcome) {
          if (underWay.delete(context.span)) run.spans.end(node, context, outcome)
        },
      })
    },
    ping() {
      if (!isOver) end.ping?.()
    },
    closed(close) {
      if (isOver) return
      over()
      end.closed(close)
    },
  }
}

/** The same, each word of it in an event of its own. */
const betweenEvents = (socket: OutsideSocket, atPresent: AtPresent): OutsideSocket => ({
  message: (data: Body, frameBytes) => atPresent(() => socket.message(data, frameBytes)),
  ping: () => atPresent(() => socket.ping()),
  closed: (close) => atPresent(() => socket.closed(close)),
})

/** HTTP for callers outside of the scenario: who may be asked, and how. */
export function createOutsideHttp(run: Run, atPresent: AtPresent): OutsideHttp {
  const shake = (
    node: NodeId,
    peer: OutsidePeer,
  ): {
    readonly end: SocketEnd
    readonly open: (server: SocketEnd) => OutsideSocket
  } => {
    let socket: ReturnType<typeof createSocket> | null = null
    return {
      end: {
        message: ({ data }) => peer.message(data),
        closed(close) {
          socket?.over()
          peer.closed(close)
        },
      },
      open(server) {
        socket = createSocket(run, node, server)
        return socket
      },
    }
  }

  return {
    doors: () =>
      [...run.rooms].flatMap(([node, room]): HttpDoor[] => {
        const hosts = room.service.hostnames?.() ?? []
        const answers = room.service.serve.http !== undefined && hosts.length > 0
        return answers ? [{ node, type: room.type, hosts }] : []
      }),
    send(node, { peer, traced, ...request }, answered) {
      const shaken = peer === undefined ? null : shake(node, peer)
      function* ask(context: TraceContext): Process<HttpResponse> {
        const full: HttpRequest = {
          ...request,
          context,
          attempt: 1,
          ...(shaken !== null && { upgrade: shaken.end }),
        }
        const room = run.rooms.get(node)
        if (room?.service.serve.http === undefined) return unreachableReply.http(full)
        const reply = (yield served(
          run,
          room,
          outsideEdge('http', node),
          full,
        )) as HttpResponse | null
        return reply ?? unreachableReply.http(full)
      }
      atPresent(() => {
        const context = run.spans.begin(node, null, `${request.method} ${request.path}`)
        traced?.(context.trace)
        run.kernel.start(ask(context), (response) => {
          run.spans.end(node, context, outcomeOf.http(response))
          const { upgraded } = response
          if (upgraded === undefined || shaken === null) return answered(response, null)
          const socket = betweenEvents(shaken.open(upgraded), atPresent)
          answered(response, socket)
        })
      })
    },
  }
}
