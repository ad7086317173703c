import { EPOCH_MS } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { nextOccurrence } from './schedule.ts'

const iso = (expression: string, from: string): string | null => {
  const due = nextOccurrence(expression, { afterMs: Date.parse(from), sinceMs: EPOCH_MS })
  return due === null ? null : new Date(due).toISOString()
}

test.each([
  ['at(2026-01-01T00:05:00)', '2026-01-01T00:00:00Z', '2026-01-01T00:05:00.000Z'],
  ['at(2026-01-01T00:05:00)', '2026-01-01T00:05:00Z', null],
  ['rate(10 minutes)', '2026-01-01T00:10:00Z', '2026-01-01T00:20:00.000Z'],
  ['rate(1 day)', '2026-01-01T05:00:00Z', '2026-01-02T00:00:00.000Z'],
  // AWS's examples: every day at 8:15; Monday to Friday at 18:00; every 15 minutes; the first of each month.
  ['cron(15 8 * * ? *)', '2026-01-01T09:00:00Z', '2026-01-02T08:15:00.000Z'],
  ['cron(0 18 ? * MON-FRI *)', '2026-01-02T18:00:00Z', '2026-01-05T18:00:00.000Z'],
  ['cron(0/15 * * * ? *)', '2026-01-01T00:15:00Z', '2026-01-01T00:30:00.000Z'],
  ['cron(0 8 1 * ? *)', '2026-01-15T00:00:00Z', '2026-02-01T08:00:00.000Z'],
  ['cron(0 0 29 FEB ? *)', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ['cron(0 0 1 1 ? 2020)', '2026-01-01T00:00:00Z', null],
])('%s after %s is due at %s', (expression, from, due) => {
  expect(iso(expression, from)).toBe(due)
})
