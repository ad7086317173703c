import { expect, test } from 'vitest'
import { seconds } from '#kernel/time.ts'
import { computeBill } from '../cost.ts'
import { sqsPrices } from './cost.ts'
import { createQueueNode } from './testing/queueNode.ts'

const URL = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders'

// https://aws.amazon.com/sqs/pricing/
test('"each 64 KB chunk of a payload is billed as 1 request"; a batch of ten in 64 KB is one, an empty receive too', () => {
  const { call, service } = createQueueNode()
  call('SendMessage', { QueueUrl: URL, MessageBody: 'x'.repeat(130 * 1_024) })
  expect(service.usage?.()).toEqual({ standard: 3 })
  const Entries = Array.from({ length: 10 }, (_, index) => ({
    Id: `e${index}`,
    MessageBody: 'small',
  }))
  call('SendMessageBatch', { QueueUrl: URL, Entries })
  expect(service.usage?.()).toEqual({ standard: 4 })
  call('PurgeQueue', { QueueUrl: URL })
  call('ReceiveMessage', { QueueUrl: URL, WaitTimeSeconds: 20 }, seconds(20))
  expect(service.usage?.()).toEqual({ standard: 6 })
})

test('the first million requests are free, standard and FIFO together; then 0.40 and 0.50 USD a million', () => {
  const { usd, lines } = computeBill(
    [
      { id: 'a', prices: sqsPrices, usage: { standard: 3_000_000 } },
      { id: 'b', prices: sqsPrices, usage: { fifo: 2_000_000 } },
    ],
    { hasFreeTier: true, scale: 1 },
  )
  expect(lines.map(({ meter, usd: part }) => [meter, part])).toEqual([
    ['standard', 0.8],
    ['fifo', 1],
  ])
  expect(usd).toBe(1.8)
})

test('ten million messages, each sent, received and deleted by itself: 29 million requests beyond the free one', () => {
  const usage = { standard: 30_000_000 }
  const { usd } = computeBill([{ id: 'q', prices: sqsPrices, usage }], {
    hasFreeTier: true,
    scale: 1,
  })
  expect(usd).toBe(11.6)
})
