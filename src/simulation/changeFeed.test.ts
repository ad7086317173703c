import { changeFeed } from '#gallery/changeFeed.ts'
import { after, seconds, START } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { ItemsPage } from '#services/dynamodb/definition.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'

// Table → stream → poller → function → another table, nothing faked.
test('every change of a table reaches the function behind its stream, once', () => {
  const simulation = createSimulation({ scenario: changeFeed, handlers: loadQuickJs() })
  simulation.runUntil(after(START, seconds(75)))
  const counter = (node: string, name: string): number => {
    const total = simulation.totals(node).find((metric) => metric.name === name)
    return total?.kind === 'counter' ? total.sum : 0
  }
  const page = (node: string): ItemsPage =>
    simulation.query(node, { type: 'items', offset: 0, limit: 1_000 }) as ItemsPage
  const orders = page('OrdersTable')
  const changes = counter('OrdersFunction', 'Invocations')
  const revenue = orders.items.reduce(
    (sum, { total }) => sum + Number((total as { N: string }).N),
    0,
  )
  expect(changes).toBeGreaterThan(1_000)
  expect(page('TotalsTable').items).toEqual([
    {
      id: { S: 'all' },
      changes: { N: String(changes) },
      orders: { N: String(orders.total) },
      revenue: { N: String(revenue) },
    },
  ])
  // Many changes came in one batch: the function ran far less often than its source.
  expect(counter('TotalsFunction', 'Invocations')).toBeLessThan(changes / 2)
  simulation.dispose()
})
