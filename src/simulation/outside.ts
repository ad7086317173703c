import type { ApiEndpoint, ApiReply, ApiRequest } from '#contracts/api.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import { assert } from '#kernel/assert.ts'
import type { Process } from '#kernel/process.ts'
import type { Duration } from '#kernel/time.ts'
import { served } from './carry.ts'
import { outsideEdge } from './outsideEdge.ts'
import type { Run } from './run.ts'
import type { OutsideApi, OutsideRequest } from './simulation.ts'

const PRINCIPAL = 'arn:aws:iam::123456789012:root'

const unreachable: ApiReply = {
  type: 'unreachable',
  code: 'ECONNREFUSED',
  message: 'nothing here answers to it',
}

/** Asks the first node that the request concerns, as its wire would; where it concerns none, the service itself. */
function* callNode(
  run: Run,
  endpoint: ApiEndpoint,
  { request, settling }: { readonly request: ApiRequest; readonly settling: Duration },
): Process<ApiReply> {
  const caller = { node: '', principalArn: PRINCIPAL, mayCall: () => true }
  const route = endpoint.route(request, caller)
  if ('reply' in route) {
    const moment = { now: run.kernel.now, settling, isModelled: true }
    return endpoint.answer?.(request, moment) ?? route.reply
  }
  const [node] = route.nodes
  const room = run.rooms.get(node)
  if (room === undefined) return unreachable
  const edge = outsideEdge('api', node)
  const context = run.spans.begin(node, null, 'a call from outside')
  const reply = (yield served(run, room, edge, { ...request, context })) as ApiReply | null
  const answer = reply ?? unreachable
  run.spans.end(node, context, outcomeOf.api(answer))
  return answer
}

/** The API of `service` for callers outside of the scenario. */
export function createOutsideApi(
  run: Run,
  service: string,
  atPresent: (work: () => void) => void,
): OutsideApi | null {
  const endpoint = run.endpoints.get(service)
  if (endpoint === undefined) return null
  const toRequest = (request: OutsideRequest): ApiRequest => ({
    ...request,
    context: { trace: 0, span: 0 },
    service,
    attempt: 1,
  })
  return {
    durable: endpoint.durable ?? null,
    knows: (headers) => endpoint.knows?.(headers) === true,
    answer(request, settling) {
      assert(endpoint.answer !== undefined, `${service} answers only through nodes`)
      let reply: ApiReply | null = null
      const ask = (): ApiReply | null =>
        endpoint.answer?.(request, { now: run.kernel.now, settling }) ?? null
      atPresent(() => {
        reply = ask()
      })
      // While an asynchronous handler holds the clock, no event of the kernel runs.
      return reply ?? ask() ?? unreachable
    },
    call(request, settling, answered) {
      atPresent(() => {
        const asked = { request: toRequest(request), settling }
        run.kernel.start(callNode(run, endpoint, asked), answered)
      })
    },
  }
}
