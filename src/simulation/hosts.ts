import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import { findHeader } from '#contracts/body.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import type { NodeId } from '#kernel/trace.ts'
import type { Edge, HostCall } from '#services/service.ts'
import { type ApiCall, call, callApi, LOOKUP } from './carry.ts'
import type { Room } from './room.ts'
import type { Run } from './run.ts'

/** Who answers to a name: the public endpoint of an AWS service, or a node. */
export type Host =
  | { readonly type: 'api'; readonly service: string }
  | { readonly type: 'node'; readonly node: NodeId }

/** The names that SDKs call an AWS service by: https://docs.aws.amazon.com/general/latest/gr/rande.html */
const serviceHosts = (service: string, region: string): readonly string[] => [
  `${service}.${region}.amazonaws.com`,
  `${service}.${region}.api.aws`,
]

/** Tells anew who answers to which name: nodes come and go, and their names are properties. */
export function nameHosts(run: Run): void {
  run.hosts.clear()
  const add = (name: string, host: Host): void => {
    const known = name.toLowerCase()
    // Of several nodes with one name, the first by id has it.
    if (!run.hosts.has(known)) run.hosts.set(known, host)
  }
  for (const { service, hosts = [] } of run.endpoints.values()) {
    const names = [...serviceHosts(service, run.account.region), ...hosts]
    for (const name of names) add(name, { type: 'api', service })
  }
  const rooms = [...run.rooms].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [node, room] of rooms) {
    for (const name of room.service.hostnames?.() ?? []) add(name, { type: 'node', node })
  }
}

const failure = (code: string, message: string): ApiReply => ({
  type: 'unreachable',
  code,
  message,
})

/** What Node's socket says. */
const refused = (address: string): ApiReply =>
  failure('ECONNREFUSED', `connect ECONNREFUSED ${address}`)

const toApiReply = ({ status, headers, body, networkError }: HttpResponse): ApiReply =>
  networkError === undefined
    ? { type: 'response', status, headers, body }
    : { type: 'unreachable', ...networkError }

const isSigned = ({ headers, query }: HttpRequest): boolean =>
  findHeader(headers, 'authorization') !== undefined || query.includes('X-Amz-Signature=')

function* callService(
  run: Run,
  service: string,
  { request, from }: { readonly request: HttpRequest; readonly from: ApiCall },
): Process<ApiReply> {
  const unsigned = run.endpoints.get(service)?.unsigned
  if (unsigned !== undefined && !isSigned(request)) {
    yield run.kernel.sleep(LOOKUP)
    return unsigned()
  }
  const { sourceIp: _sourceIp, ...rest } = request
  const asked: ApiRequest = { ...rest, service }
  return yield* callApi(run, asked, from)
}

/** The address of a node, for messages: any in the VPC's range, the same in every run. */
function addressOf(node: NodeId): string {
  let hash = 0
  for (let at = 0; at < node.length; at++) hash = (hash * 31 + node.charCodeAt(at)) % 65_536
  return `10.0.${hash >> 8}.${hash & 255}`
}

/**
 * The wire from `caller` to `target`, as one of HTTP: whatever else an edge carries, it is the permission to call. Null
 * where there is none, or the target serves no HTTP.
 */
function findHttpEdge(caller: Room, target: Room): Edge<'http'> | null {
  if (target.service.serve.http === undefined) return null
  const edges = caller.edges.filter(
    (edge) => edge.source === caller.node.id && edge.target === target.node.id,
  )
  const edge = edges.find(({ contract }) => contract === 'http') ?? edges[0]
  return edge === undefined ? null : { ...edge, contract: 'http' }
}

const IP_ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/

const isLoopback = (name: string): boolean =>
  name === 'localhost' || name === '[::1]' || name.startsWith('127.')

/**
 * Calls a host by name. Whose name it is, and whether an edge leads there, decide: AWS's service endpoints answer what
 * IAM would, a node that no edge leads to refuses the connection, and no other name exists.
 */
export function* callHost(run: Run, { host, request }: HostCall, from: ApiCall): Process<ApiReply> {
  const name = host.name.toLowerCase()
  const { port } = host
  const found = run.hosts.get(name)
  if (found?.type === 'api') return yield* callService(run, found.service, { request, from })
  const room = found === undefined ? undefined : run.rooms.get(found.node)
  const edge = room === undefined ? null : findHttpEdge(from.caller, room)
  if (edge !== null) return toApiReply(yield* call(run, edge, request))
  yield run.kernel.sleep(LOOKUP)
  const forbidden = room?.service.forbid?.(request, from.principalArn) ?? null
  if (forbidden !== null) return toApiReply(forbidden)
  if (room !== undefined) return refused(`${addressOf(room.node.id)}:${port}`)
  if (isLoopback(name)) return refused(`${name === 'localhost' ? '127.0.0.1' : name}:${port}`)
  // There is no internet here.
  if (IP_ADDRESS.test(name)) return failure('ENETUNREACH', `connect ENETUNREACH ${name}:${port}`)
  return failure('ENOTFOUND', `getaddrinfo ENOTFOUND ${name}`)
}
