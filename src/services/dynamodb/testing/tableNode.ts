import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import { seconds } from '#kernel/time.ts'
import { createFakeWorld } from '#services/fakeContext.ts'
import type { Edge } from '#services/service.ts'
import { dynamodbDefinition } from '../definition.ts'
import { createRegion } from '../region.ts'
import { dynamodb } from '../service.ts'

/** The account and Region of a table node under test. */
export const ACCOUNT = { accountId: '123456789012', region: 'us-east-1' }
/** The wire by which a function calls it. */
export const EDGE: Edge<'api'> = {
  id: 'e',
  contract: 'api',
  source: 'Fn',
  target: 'Node',
  port: null,
  properties: {},
}

/** A call of the API; `input` may be text that is sent as it is. */
export const toRequest = (action: string, input: unknown): ApiRequest => ({
  context: { trace: 1, span: 1 },
  service: 'dynamodb',
  method: 'POST',
  path: '/',
  query: '',
  headers: [['X-Amz-Target', `DynamoDB_20120810.${action}`]],
  body: typeof input === 'string' ? input : JSON.stringify(input),
  attempt: 1,
})

/** A table node `items`; `call` answers the parsed reply within a second, or within `wait` seconds. */
export function createTableNode(properties: object = {}, model: object = {}) {
  const world = createFakeWorld(dynamodbDefinition, {
    properties: { TableName: 'items', ...properties },
    model,
  })
  const region = createRegion(ACCOUNT)
  const service = dynamodb.create(world.ctx, region)
  const call = (action: string, input: unknown, wait = 1): unknown => {
    let reply: ApiReply | null = null
    world.kernel.start(
      (function* () {
        reply = yield* service.serve.api(toRequest(action, input), EDGE)
      })(),
    )
    world.run(seconds(wait))
    const answer = reply as ApiReply | null
    if (answer?.type !== 'response') throw new Error('no reply')
    return JSON.parse(String(answer.body))
  }
  return { world, region, service, call }
}
