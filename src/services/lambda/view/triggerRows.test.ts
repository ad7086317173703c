import { expect, test } from 'vitest'
import type { EventSourceState } from '../polling/state.ts'
import { formatSeconds, rowsOfMapping, rowsOfQueue } from './triggerRows.ts'

test('settings in seconds are told in the largest unit that is exact', () => {
  expect([90, 60, 300, 3_600, 21_600, 5_400].map(formatSeconds)).toEqual([
    '90 s',
    '1 min',
    '5 min',
    '1 h',
    '6 h',
    '90 min',
  ])
})

test('the queue tells how old its oldest event is, and AWS’s defaults where nothing is set', () => {
  const queue = { received: 9, attempts: 12, dropped: 1, destinations: [] }
  const rows = rowsOfQueue({ ...queue, depth: 2, oldestAt: 1_000_000 }, undefined, 3_500_000)
  expect(rows.find(({ label }) => label === 'waiting or running')).toEqual({
    label: 'waiting or running',
    value: '2',
    unit: 'oldest 2.50 s',
  })
  expect(rows.find(({ label }) => label === 'given up')?.tone).toBe('error')
  expect(rows.slice(-2).map(({ value }) => value)).toEqual(['2', '6 h'])
  expect(rowsOfQueue({ ...queue, depth: 0, oldestAt: null }, undefined, 0)[2]).toEqual({
    label: 'waiting or running',
    value: '0',
  })
})

test('a queue’s mapping deletes, a stream’s gives up and tells', () => {
  const mapping: EventSourceState = {
    edge: 'e',
    source: 'Queue',
    kind: 'queue',
    isEnabled: true,
    workers: 5,
    batches: 2,
    maximumConcurrency: 4,
    pollers: null,
    polled: 30,
    filteredOut: 1,
    invoked: 29,
    failed: 0,
    deleted: 29,
    dropped: 0,
    delivered: 0,
    iteratorAgeMs: null,
  }
  const labels = (state: EventSourceState) => rowsOfMapping(state).map(({ label }) => label)
  expect(rowsOfMapping(mapping)[1]).toEqual({ label: 'batches at work', value: '2 / 4' })
  expect(labels(mapping)).toContain('deleted')
  expect(labels({ ...mapping, pollers: 3 })[1]).toBe('event pollers, provisioned')
  expect(labels({ ...mapping, kind: 'stream' })).toEqual([
    'shards read',
    'batches at work',
    'events polled',
    'filtered out',
    'invoked with',
    'failed',
    'given up',
    'told on failure',
  ])
})
