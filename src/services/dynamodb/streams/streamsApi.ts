import type { ApiCaller, ApiEndpoint, ApiRequest } from '#contracts/api.ts'
import type { Random } from '#kernel/random.ts'
import type { Instant } from '#kernel/time.ts'
import type { Account } from '#services/service.ts'
import { bodyText, targetOf, toApiReply } from '../endpoint.ts'
import { type EngineReply, toRefusalReply, toReply } from '../engine.ts'
import {
  accessDenied,
  missingToken,
  Refusal,
  serializationError,
  unknownOperation,
} from '../refusal.ts'
import { regionOf } from '../replication/regionOf.ts'
import type { DynamodbRegion, NodeTable } from '../region.ts'
import { streamsActions } from './actions.ts'

/** The endpoint prefix of SDKs. */
export const STREAMS_SERVICE = 'streams.dynamodb'

const TARGET = /^DynamoDBStreams_20120810\.([A-Za-z]+)$/

/** The action that the request's X-Amz-Target names, if there is one. */
export const findStreamsAction = (request: Pick<ApiRequest, 'headers'>): string | null => {
  const name = TARGET.exec(targetOf(request))?.[1]
  return name !== undefined && streamsActions.has(name) ? name : null
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw serializationError(null)
  }
}

/** Answers a request of the streams' API at one instant; whatever the input, it answers. */
export function answerStreams(
  region: DynamodbRegion,
  request: Pick<ApiRequest, 'headers' | 'body'>,
  { now, chance }: { readonly now: Instant; readonly chance: Random },
): EngineReply {
  try {
    const code = regionOf(request) ?? region.engine.control.region
    const action = streamsActions.get(findStreamsAction(request) ?? '')
    if (action === undefined) throw unknownOperation()
    const value = action(parse(bodyText(request)), { now, streams: region.streams(code) })
    return toReply(200, value, chance, null)
  } catch (error) {
    if (error instanceof Refusal) return toRefusalReply(error, chance)
    throw error
  }
}

const MEMBER = /"(?:StreamArn|ShardIterator)"\s*:\s*"(arn:aws[a-z-]*:dynamodb:[^"|\\]*)/

/** Finds the table of a request by its stream's ARN, which iterators begin with. No edge to it is denied as IAM does. */
export function createStreamsEndpoint(region: DynamodbRegion, account: Account): ApiEndpoint {
  const refuse = (refusal: Refusal) => ({
    reply: toApiReply(toRefusalReply(refusal, region.chance)),
  })
  const findTable = (arn: string): NodeTable | undefined =>
    region.all().find(({ table }) => arn.includes(`:table/${table.definition.name}/`))
  const any = `arn:aws:dynamodb:${account.region}:${account.accountId}:table/*/stream/*`

  return {
    service: STREAMS_SERVICE,
    hosts: [`streams-dynamodb.${account.region}.api.aws`],
    unsigned: () => toApiReply(toRefusalReply(missingToken(), region.chance)),
    knows: (headers) => findStreamsAction({ headers }) !== null,
    answer: (request, { now }) =>
      toApiReply(answerStreams(region, request, { now, chance: region.engine.control.random })),
    route(request: ApiRequest, caller: ApiCaller) {
      const action = findStreamsAction(request)
      if (action === null) return refuse(unknownOperation())
      const arn = MEMBER.exec(bodyText(request))?.[1]
      const found = arn === undefined ? undefined : findTable(arn)
      if (arn !== undefined && (found === undefined || !caller.mayCall(found.node))) {
        return refuse(accessDenied(caller.principalArn, action, arn))
      }
      // A request without a stream: any table may answer, as it is about all of them or malformed.
      const node =
        found?.node ?? region.all().find((table) => caller.mayCall(table.node))?.node ?? null
      return node === null
        ? refuse(accessDenied(caller.principalArn, action, any))
        : { nodes: [node] }
    },
  }
}
