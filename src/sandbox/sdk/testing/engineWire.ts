import { createRandom } from '#kernel/random.ts'
import { createDynamodbEngine } from '#services/dynamodb/engine.ts'
import type { Wire } from './pair.ts'

/** The simulated DynamoDB with a table `Items` (id, n), without network or time. */
export const createEngineWire = (): Wire => {
  const engine = createDynamodbEngine({ region: 'eu-west-1', accountId: '123456789012' })
  engine.createTable({
    name: 'Items',
    id: 'items',
    keySchema: { hash: { name: 'id', type: 'S' }, range: { name: 'n', type: 'N' } },
    billingMode: 'PAY_PER_REQUEST',
    readCapacityUnits: 0,
    writeCapacityUnits: 0,
    createdAt: 1_767_225_600,
  })
  const chance = createRandom(1, 'requests')
  return (operation, body) => {
    const reply = engine.handle(`DynamoDB_20120810.${operation}`, body, chance)
    return { status: reply.status, headers: Object.fromEntries(reply.headers), body: reply.body }
  }
}
