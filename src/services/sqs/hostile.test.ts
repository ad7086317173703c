import { expect, test } from 'vitest'
import fc from 'fast-check'
import { seconds } from '#kernel/time.ts'
import { actions, RECEIVE } from './actions/actions.ts'
import { createQueueNode } from './testing/queueNode.ts'

// What a handler sends is not to be trusted: every request has its answer, and nothing leaves the room as an exception.

const NAMES = [
  'QueueUrl',
  'MessageBody',
  'MessageAttributes',
  'MessageSystemAttributes',
  'MessageGroupId',
  'MessageDeduplicationId',
  'DelaySeconds',
  'Entries',
  'Id',
  'ReceiptHandle',
  'VisibilityTimeout',
  'AttributeNames',
  'MessageAttributeNames',
  'Attributes',
  'MaxNumberOfMessages',
  'WaitTimeSeconds',
  'RedrivePolicy',
  'DataType',
  'StringValue',
]

const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom('All', 'Binary', 'AQEBMToxOm9yZGVycw==', '', 0, 10, -1, 1e9, null),
    fc.array(tie('any'), { maxLength: 12 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('any'), { maxKeys: 6 }),
  ),
})).any

test.each([false, true])('any request is answered or refused, FifoQueue %s', (FifoQueue) => {
  const { call } = createQueueNode({ FifoQueue, QueueName: FifoQueue ? 'orders.fifo' : 'orders' })
  fc.assert(
    fc.property(
      fc.constantFrom(RECEIVE, ...actions.keys()),
      fc.dictionary(fc.constantFrom(...NAMES), value),
      (action, input) => {
        const { status, body } = call(action, input, seconds(21))
        expect([200, 400, 403, 404]).toContain(status)
        if (status !== 200) expect(body['__type']).toMatch(/^com\.amazonaws\.sqs#/)
      },
    ),
    { numRuns: 400 },
  )
})
