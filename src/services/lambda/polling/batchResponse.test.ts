import { describe, expect, test } from 'vitest'
import { readBatchResponse } from './batchResponse.ts'

const IDS = new Set(['a', 'b'])

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#sqs-batchfailurereporting-conditions
describe('a response that reports batch item failures', () => {
  test.each([
    ['an empty batchItemFailures list', '{"batchItemFailures":[]}'],
    ['a null batchItemFailures list', '{"batchItemFailures":null}'],
    ['an empty response', '{}'],
    ['a null response', 'null'],
  ])('is a complete success with %s', (_, payload) => {
    expect(readBatchResponse(payload, IDS)).toEqual({ type: 'success' })
  })

  test.each([
    ['an invalid JSON response', 'oops'],
    ['an empty string itemIdentifier', '{"batchItemFailures":[{"itemIdentifier":""}]}'],
    ['a null itemIdentifier', '{"batchItemFailures":[{"itemIdentifier":null}]}'],
    ['an itemIdentifier with a bad key name', '{"batchItemFailures":[{"itemId":"a"}]}'],
    [
      'an itemIdentifier that is not in the batch',
      '{"batchItemFailures":[{"itemIdentifier":"z"}]}',
    ],
  ])('is a complete failure with %s', (_, payload) => {
    expect(readBatchResponse(payload, IDS).type).toBe('failure')
  })

  test('names what failed', () => {
    const payload = '{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"b"}]}'
    expect(readBatchResponse(payload, IDS)).toEqual({ type: 'partial', failed: new Set(['b']) })
  })
})
