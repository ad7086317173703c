import type { Service, ServiceContext } from '../service.ts'
import type { ApiState, httpApiDefinition } from './definition.ts'

type Definition = typeof httpApiDefinition
type Api = Service<Definition, ApiState>

/** One API of either protocol. Another `ProtocolType` is another API, as CloudFormation replaces it: connections break, counts begin anew. */
export function switchProtocol(
  ctx: ServiceContext<Definition>,
  create: { readonly HTTP: () => Api; readonly WEBSOCKET: () => Api },
): Api {
  let protocol = ctx.node.properties.ProtocolType
  let api = create[protocol]()
  return {
    serve: { http: (request, along) => api.serve.http(request, along) },
    changed(what) {
      if (ctx.node.properties.ProtocolType === protocol) {
        api.changed?.(what)
        return
      }
      protocol = ctx.node.properties.ProtocolType
      api.dispose?.()
      api = create[protocol]()
    },
    query: (query) => api.query?.(query) ?? null,
    hostnames: () => api.hostnames?.() ?? [],
    forbid: (request, principalArn) => api.forbid?.(request, principalArn) ?? null,
    usage: () => api.usage?.() ?? {},
    pending: () => api.pending?.() ?? 0,
    inspect: () => api.inspect(),
    dispose: () => api.dispose?.(),
  }
}
