import type { ApiCaller, ApiEndpoint, ApiRequest } from '#contracts/api.ts'
import { findHeader } from '#contracts/body.ts'
import { createRandom } from '#kernel/random.ts'
import type { Account } from '../service.ts'
import type { DaxRegion } from './region.ts'
import { actionOf, toRefusal } from './wire.ts'

/** The service by which clients of clusters call; what they ask is DynamoDB's. */
export const DAX = 'dax'

/** Finds the cluster whose discovery endpoint a client has called. */
export function createEndpoint(region: DaxRegion, account: Account): ApiEndpoint {
  const random = createRandom(0, 'dax endpoint')
  return {
    service: DAX,
    get hosts() {
      return region.hosts()
    },
    route(request: ApiRequest, caller: ApiCaller) {
      const host = findHeader(request.headers, 'host') ?? ''
      const cluster = region.find(host)
      if (cluster === undefined) {
        const message = `getaddrinfo ENOTFOUND ${host}`
        return { reply: { type: 'unreachable', code: 'ENOTFOUND', message } }
      }
      if (caller.mayCall(cluster.node)) return { nodes: [cluster.node] }
      const arn = `arn:aws:dax:${account.region}:${account.accountId}:cache/${cluster.name}`
      const words =
        `User: ${caller.principalArn} is not authorized to perform: dax:${actionOf(request)} on resource: ${arn} ` +
        `because no identity-based policy allows the dax:${actionOf(request)} action`
      return { reply: toRefusal(random, 'AccessDeniedException', words) }
    },
  }
}
