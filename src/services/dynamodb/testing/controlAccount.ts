import { createRandom } from '#kernel/random.ts'
import { after, type Duration, type Instant, seconds, START } from '#kernel/time.ts'
import { createDynamodbEngine } from '../engine.ts'

/** CreateTable of a provisioned table `items` with the partition key `id`. */
export const ITEMS = {
  TableName: 'items',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
}

/** An empty account with a clock of its own. */
export function createControlAccount() {
  const engine = createDynamodbEngine({ region: 'us-east-1', accountId: '123456789012' })
  const chance = createRandom(1, 'test')
  let now: Instant = START
  const ask = (action: string, input: object) => {
    const text = JSON.stringify(input)
    const reply = engine.handle(`DynamoDB_20120810.${action}`, text, chance, { now })
    const body: unknown = reply.body === '' ? null : JSON.parse(reply.body)
    return { status: reply.status, body }
  }
  const call = (action: string, input: object) => ask(action, input).body
  return {
    engine,
    call,
    ask,
    wait: (time: Duration): void => {
      now = after(now, time)
    },
    table: () => call('DescribeTable', { TableName: 'items' }),
  }
}

/** An account with the table `items`, ACTIVE. */
export function createItems(more: object = {}) {
  const account = createControlAccount()
  account.call('CreateTable', { ...ITEMS, ...more })
  account.wait(seconds(10))
  return account
}

/** One of DynamoDB's own exceptions. */
export const serviceException = (code: string, message: string) => ({
  __type: `com.amazonaws.dynamodb.v20120810#${code}`,
  message,
})

/** A ValidationException. */
export const refused = (message: string) => ({
  __type: 'com.amazon.coral.validate#ValidationException',
  message,
})
