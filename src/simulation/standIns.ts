import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import { between, type Instant } from '#kernel/time.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import { modules } from '#services/modules.ts'
import type { ServiceContext } from '#services/service.ts'
import type { AnyModule } from './room.ts'

/** Somebody outside of the simulation who answers in the place of an HTTP service. */
export type StandIn = (request: HttpRequest) => Promise<HttpResponse>

/** The clock that their answers come by. */
export interface WallClock {
  /** The present, in the simulation's time. */
  readonly now: () => Instant
  /** Runs all that is due by now. */
  readonly advance: () => void
}

/** Waits for the answer while the simulation goes on; it comes as an event of the instant at which it really came. */
function* ask(
  ctx: ServiceContext<ServiceDefinition>,
  request: HttpRequest,
  { standIn, clock }: { readonly standIn: StandIn; readonly clock: WallClock },
): Process<HttpResponse> {
  const span = ctx.beginSpan(request.context, `${request.method} ${request.path}`)
  const response = (yield (resume) => {
    void standIn(request).then((answer) => {
      clock.advance()
      ctx.schedule(between(ctx.now, clock.now()), () => resume(answer))
      clock.advance()
    })
  }) as HttpResponse
  ctx.endSpan(span, response.networkError === undefined ? 'ok' : 'fault')
  return response
}

const TYPE = 'Coldstart::HttpService'

/**
 * All services, with others in the place of the HTTP services that `standIns` names by id. What they answer is their
 * own: such a run is no run that could be repeated.
 */
export function withStandIns(
  standIns: ReadonlyMap<NodeId, StandIn>,
  clock: WallClock,
): Readonly<Record<string, AnyModule>> {
  if (standIns.size === 0) return modules
  const modelled: AnyModule = modules[TYPE]
  return {
    ...modules,
    [TYPE]: {
      ...modelled,
      create(ctx, shared) {
        const service = modelled.create(ctx, shared)
        const standIn = standIns.get(ctx.node.id)
        if (standIn === undefined) return service
        const http = (request: HttpRequest) => ask(ctx, request, { standIn, clock })
        return { ...service, serve: { ...service.serve, http } }
      },
    },
  }
}
