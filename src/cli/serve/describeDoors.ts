import type { Scenario, ScenarioNode } from '#scenario/schema.ts'
import type { HttpDoor } from '#simulation/simulation.ts'
import { localNames } from './doors.ts'

/** The stage of a WebSocket API that names none. */
const SOCKET_STAGE = 'production'

const textOf = (node: ScenarioNode | undefined, property: string): string | undefined => {
  const value: unknown = node?.properties?.[property]
  return typeof value === 'string' ? value : undefined
}

/** What may be called, a line each: `Api (AWS::ApiGatewayV2::Api): http://127.0.0.1:4566/Api/ · http://a1b2….localhost:4566/`. */
export function describeDoors(
  doors: readonly HttpDoor[],
  { nodes }: Scenario,
  url: string,
): readonly string[] {
  const port = new URL(url).port
  return doors.map((door) => {
    const node = nodes.find(({ id }) => id === door.node)
    const isSocket = textOf(node, 'ProtocolType') === 'WEBSOCKET'
    const path = isSocket ? `/${textOf(node, 'StageName') ?? SOCKET_STAGE}` : '/'
    const scheme = (address: string): string =>
      isSocket ? address.replace(/^http/, 'ws') : address
    const addresses = [
      `${url}/${encodeURIComponent(door.node)}${path}`,
      ...localNames(door).map((name) => `http://${name}:${port}${path}`),
    ]
    return `  ${node?.name ?? door.node} (${door.type}): ${addresses.map(scheme).join(' · ')}`
  })
}
