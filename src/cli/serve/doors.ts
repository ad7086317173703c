import type { Headers } from '#contracts/body.ts'
import { decodePercent } from '#contracts/proxyRequest.ts'
import type { HttpDoor } from '#simulation/simulation.ts'
import type { RequestHead } from './exposure.ts'

/** AWS's own domains, in whose place `localhost` may stand: browsers and most resolvers lead its subdomains here. */
const AWS_DOMAIN = /\.(amazonaws\.com|on\.aws)$/
const LOCAL = '.localhost'

/** Names that only an API, or a function's URL, could have. */
const API_HOST = /^[^.]+\.execute-api\.[a-z0-9-]+\.(amazonaws\.com|localhost)$/
const URL_HOST = /^[^.]+\.lambda-url\.[a-z0-9-]+\.(on\.aws|localhost)$/

/** A node, and the request's path as it sees it. */
export interface Way {
  readonly door: HttpDoor
  readonly path: string
  readonly fields: Headers
}

/** The names of a door on this machine: `a1b2.execute-api.us-east-1.localhost`, `orders.localhost`. */
export const localNames = ({ hosts }: HttpDoor): readonly string[] =>
  hosts.map((host) => `${host.toLowerCase().replace(AWS_DOMAIN, '')}${LOCAL}`)

/** Finds whose request one is: by its Host header, else by the path's first segment, which is the node's id. */
export function createDoorFinder(doors: readonly HttpDoor[]): (head: RequestHead) => Way | null {
  const byHost = new Map<string, { readonly door: HttpDoor; readonly host: string }>()
  const byNode = new Map(doors.map((door) => [door.node, door]))
  for (const door of doors) {
    const local = localNames(door)
    for (const [at, host] of door.hosts.entries()) {
      for (const name of [host.toLowerCase(), local[at] ?? host]) {
        // Of several nodes with one name, the first by id has it.
        if (!byHost.has(name)) byHost.set(name, { door, host })
      }
    }
  }
  return ({ host, path, fields }) => {
    const named = byHost.get(host)
    if (named !== undefined) {
      return { door: named.door, path, fields: withHost(fields, named.host) }
    }
    const [, first = '', ...rest] = path.split('/')
    const door = byNode.get(decodePercent(first))
    return door === undefined
      ? null
      : { door, path: `/${rest.join('/')}`, fields: withHost(fields, door.hosts[0] ?? '') }
  }
}

/** What the node shall believe that it was called by: AWS's name for what it was called by here. A bucket has several. */
const withHost = (fields: Headers, host: string): Headers =>
  fields.map((field) => (field[0].toLowerCase() === 'host' ? [field[0], host] : field))

/** Whether a name is one of an API or a URL that there is not: AWS refuses it, whatever is asked. */
export const strayHost = (host: string): 'api' | 'url' | null => {
  if (API_HOST.test(host)) return 'api'
  return URL_HOST.test(host) ? 'url' : null
}
