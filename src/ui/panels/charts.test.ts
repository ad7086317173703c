import type { Instant } from '#kernel/time.ts'
import type { Summary } from '#kernel/columns.ts'
import { describe, expect, test } from 'vitest'
import { createSeriesStore } from '../stores/series.ts'
import { type NodeMetrics, planNodeCharts, planOverview, readChart, titleOf } from './charts.ts'

const fn: NodeMetrics = {
  id: 'Fn',
  name: 'ItemsFunction',
  category: 'compute',
  metrics: [
    { name: 'Invocations', kind: 'counter' },
    { name: 'Errors', kind: 'counter' },
    { name: 'Throttles', kind: 'counter' },
    { name: 'ColdStarts', kind: 'counter' },
    { name: 'InitDuration', kind: 'sample' },
    { name: 'Duration', kind: 'sample' },
    { name: 'ConcurrentExecutions', kind: 'gauge' },
  ],
}

describe('planning', () => {
  test('draws how long, how often and how much, in colours that mean something', () => {
    const charts = planNodeCharts(fn)
    expect(charts.map(({ title, unit }) => `${title} ${unit}`)).toEqual([
      'ItemsFunction · Init duration ms',
      'ItemsFunction · Duration ms',
      'ItemsFunction · Rates /s',
      'ItemsFunction · Concurrent executions ',
    ])
    expect(charts[2]?.lines.map(({ label, colour }) => [label, colour])).toEqual([
      ['Invocations', '--accent'],
      ['Errors', '--error'],
      ['Throttles', '--throttle'],
      ['Cold starts', '--cold'],
    ])
  })

  test('what the account takes of its quotas is one chart, in percent', () => {
    const names = ['AccountProvisionedReadCapacityUtilization', 'ReplicaCount'].map((name) => ({
      name,
      kind: 'gauge' as const,
    }))
    const table: NodeMetrics = { id: 'T', name: 'Table', category: 'data', metrics: names }
    expect(
      planNodeCharts(table).map(({ title, unit, lines }) => [title, unit, lines[0]?.label]),
    ).toEqual([
      ['Table · Replica count', '', 'Replica count'],
      ['Table · Account’s quotas', '%', 'Account provisioned read'],
    ])
  })

  test('sizes are bytes and counts are items, not milliseconds', () => {
    const queue: NodeMetrics = {
      id: 'Queue',
      name: 'Queue',
      category: 'events',
      metrics: [
        { name: 'SentMessageSize', kind: 'sample' },
        { name: 'ReturnedItemCount', kind: 'sample' },
      ],
    }
    expect(planNodeCharts(queue).map(({ unit }) => unit)).toEqual(['B', 'items'])
  })

  test('shares are per cent of requests in one chart, and nothing while there are none', () => {
    const cdn: NodeMetrics = {
      id: 'Cdn',
      name: 'Cdn',
      category: 'edge',
      metrics: [
        { name: '5xxErrorRate', kind: 'sample' },
        { name: 'CacheHitRate', kind: 'sample' },
      ],
    }
    const charts = planNodeCharts(cdn)
    expect(charts.map(({ title, unit }) => `${title} ${unit}`)).toEqual([
      'Cdn · Shares of requests %',
    ])
    expect(charts[0]?.lines.map(({ metric, stat }) => [metric, stat])).toEqual([
      ['5xxErrorRate', 'mean'],
      ['CacheHitRate', 'mean'],
    ])
  })

  test('capacity shows what is consumed of what is provisioned, and what was throttled', () => {
    const table: NodeMetrics = {
      id: 'Table',
      name: 'Items',
      category: 'data',
      metrics: [
        { name: 'ProvisionedReadCapacityUnits', kind: 'gauge' },
        { name: 'ConsumedReadCapacityUnits', kind: 'counter' },
        { name: 'ReadThrottleEvents', kind: 'counter' },
        { name: 'ConsumedWriteCapacityUnits byOwner', kind: 'counter' },
      ],
    }
    const charts = planNodeCharts(table)
    const capacity = charts.filter(({ unit }) => unit === 'units/s')
    expect(charts.map(({ title }) => title)).toEqual([
      'Items · Rates',
      'Items · Read capacity',
      'Items · Write capacity byOwner',
    ])
    expect(capacity.map(({ lines }) => lines.map(({ label, stat }) => `${label} ${stat}`))).toEqual(
      [['Consumed rate', 'Provisioned value', 'Throttled rate'], ['Consumed rate']],
    )
  })

  test('of the whole begins with what users see', () => {
    const users: NodeMetrics = {
      ...fn,
      id: 'Users',
      name: 'Users',
      category: 'traffic',
      metrics: [{ name: 'Latency', kind: 'sample' }],
    }
    expect(planOverview([fn, users]).map(({ title }) => title)).toEqual([
      'Users · Latency',
      'ItemsFunction · Concurrent executions',
      'ItemsFunction · Duration',
      'ItemsFunction · Rates',
    ])
  })

  test("writes AWS's run-together names as words", () => {
    expect([titleOf('InitDuration'), titleOf('ConsumedReadCapacityUnits'), titleOf('4xx')]).toEqual(
      ['Init duration', 'Consumed read capacity units', '4xx'],
    )
  })
})

test('columns: rates per second, gauges held, percentiles only where something was seen', () => {
  const store = createSeriesStore()
  const summary: Summary = { count: 2, mean: 5, p50: 4, p90: 6, p95: 7, p99: 9, max: 9 }
  const point = (
    name: string,
    kind: 'counter' | 'gauge' | 'sample',
    at: number,
    value: number,
  ) => ({
    node: 'Fn',
    name,
    kind,
    at: at as Instant,
    value,
    summary: kind === 'sample' ? summary : null,
  })
  store.add(
    [
      point('Invocations', 'counter', 0, 6),
      point('Invocations', 'counter', 4_000_000, 2),
      point('ConcurrentExecutions', 'gauge', 0, 3),
      point('Duration', 'sample', 2_000_000, 5),
      point('Invocations', 'counter', 6_000_000, 1),
    ],
    2_000_000,
  )
  const line = (metric: string, stat: 'rate' | 'value' | 'p95') =>
    ({ node: 'Fn', metric, stat, label: '', colour: '', fill: false }) as const
  const lines = [
    line('Invocations', 'rate'),
    line('ConcurrentExecutions', 'value'),
    line('Duration', 'p95'),
  ]
  const spec = { id: '', node: 'Fn', title: '', unit: '', lines }
  // The stretch that begins at 6 s is not over at 7 s.
  expect(readChart(spec, store, 7_000_000)).toEqual([
    [0, 2, 4],
    [3, 0, 1],
    [3, 3, 3],
    [null, 7, null],
  ])
})
