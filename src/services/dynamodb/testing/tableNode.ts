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

/** A call of the API; `input` may be text that is sent as it is. `region`: where its client calls. */
export const toRequest = (action: string, input: unknown, region = 'us-east-1'): ApiRequest => ({
  context: { trace: 1, span: 1 },
  service: 'dynamodb',
  method: 'POST',
  path: '/',
  query: '',
  headers: [
    ['X-Amz-Target', `DynamoDB_20120810.${action}`],
    ['host', `dynamodb.${region}.amazonaws.com`],
  ],
  body: typeof input === 'string' ? input : JSON.stringify(input),
  attempt: 1,
})

/** A table node `items`; `call` answers the parsed reply within a second, or within `wait` seconds. */
export function createTableNode(
  properties: object = {},
  model: object = {},
  more: Pick<NonNullable<Parameters<typeof createFakeWorld>[1]>, 'edges' | 'callApi'> = {},
) {
  const world = createFakeWorld(dynamodbDefinition, {
    properties: { TableName: 'items', ...properties },
    model,
    ...more,
  })
  const region = createRegion(ACCOUNT)
  const service = dynamodb.create(world.ctx, region)
  /** Sends a call and does not wait: `read` answers the parsed reply once it is there. */
  const send = (action: string, input: unknown, where?: string) => {
    const sent: { reply: ApiReply | null } = { reply: null }
    world.kernel.start(
      (function* () {
        sent.reply = yield* service.serve.api(toRequest(action, input, where), EDGE)
      })(),
    )
    return {
      read(): unknown {
        if (sent.reply?.type !== 'response') throw new Error('no reply')
        return JSON.parse(String(sent.reply.body))
      },
    }
  }
  const call = (action: string, input: unknown, wait = 1, where?: string): unknown => {
    const sent = send(action, input, where)
    world.run(seconds(wait))
    return sent.read()
  }
  return { world, region, service, call, send }
}
