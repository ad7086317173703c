import type { Scenario } from '#scenario/schema.ts'
import {
  type Bill,
  type BillTerms,
  computeBill,
  MONTH_SECONDS,
  type Usage,
} from '#services/cost.ts'
import { costs } from '#services/costs.ts'

/** What the Cost tab can be asked for: what ran, or a month of it. */
export type BillSpan = 'run' | 'month'

/** Usage of the nodes of a run, and how long the run has lasted, in µs of virtual time. */
export interface Metered {
  readonly now: number
  readonly usage: Readonly<Record<string, Usage>>
}

/** A bill over a run, and what it comes to by the million requests that clients sent. */
export interface RunBill extends Bill {
  readonly requests: number
  /** USD; null where no client sent anything. */
  readonly perMillion: number | null
}

/** Shorter runs say nothing about a month. */
export const MONTH_BASIS_SECONDS_MIN = 1

/** The bill of a run, as it ran or continued at its rate for a month of 730 hours. */
export function computeRunBill(
  scenario: Scenario,
  { now, usage }: Metered,
  terms: { readonly span: BillSpan; readonly hasFreeTier: boolean },
): RunBill {
  const elapsed = now / 1e6
  const scale = terms.span === 'month' && elapsed > 0 ? MONTH_SECONDS / elapsed : 1
  const billTerms: BillTerms = { hasFreeTier: terms.hasFreeTier, scale }
  const metered = scenario.nodes.flatMap(({ id, type }) => {
    const prices = costs[type]
    const used = usage[id]
    return prices === undefined || used === undefined ? [] : [{ id, prices, usage: used }]
  })
  const bill = computeBill(metered, billTerms)
  const requests =
    scale *
    scenario.nodes
      .filter(({ type }) => type === 'Coldstart::Client')
      .reduce((sum, { id }) => sum + (usage[id]?.['requests'] ?? 0), 0)
  const exact = Object.values(bill.nodes).reduce((sum, usd) => sum + usd, 0)
  return { ...bill, requests, perMillion: requests > 0 ? (exact / requests) * 1e6 : null }
}

const trimmed = (value: number, digits: number): string => {
  const text = value.toFixed(digits)
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
}

/** `$0.0000166667`, `$2.33`: as many digits as it takes to see something. */
export function formatUsd(usd: number): string {
  if (usd === 0) return '$0.00'
  if (usd >= 1_000) return `$${Math.round(usd).toLocaleString('en-US')}`
  if (usd >= 0.01) return `$${usd.toFixed(2)}`
  const digits = Math.min(12, 2 - Math.floor(Math.log10(usd)))
  return `$${trimmed(usd, digits)}`
}

/** `140,000`, `0.0123`: four significant digits below a thousand. */
export function formatQuantity(quantity: number): string {
  if (quantity >= 1_000) return Math.round(quantity).toLocaleString('en-US')
  if (Number.isInteger(quantity)) return String(quantity)
  return trimmed(quantity, Math.max(0, Math.min(9, 3 - Math.floor(Math.log10(quantity)))))
}

/** A price a unit with all its digits; requests are priced by the million. */
const formatPrice = (usd: number, unit: string): string =>
  unit === 'request' ? `${formatUsd(usd * 1e6)} per million` : `$${trimmed(usd, 10)}`

/** The arithmetic of a line: `(540,000 − 400,000 free) GB-s × $0.0000166667`. */
export function explainLine(line: Bill['lines'][number]): string {
  const { quantity, free, parts, unit } = line
  const used = formatQuantity(quantity)
  if (free > 0 && free >= quantity)
    return `${used} ${unit === 'request' ? 'requests' : unit}, all of it in the free tier`
  const first = parts[0]
  if (parts.length > 1) {
    return parts
      .map((part) => `${formatQuantity(part.quantity)} × ${formatPrice(part.usd, unit)}`)
      .join(' + ')
  }
  const counted = free > 0 ? `(${used} − ${formatQuantity(free)} free)` : used
  return `${counted} ${unit === 'request' ? '' : `${unit} `}× ${formatPrice(first?.usd ?? 0, unit)}`
}
