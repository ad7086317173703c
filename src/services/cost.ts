/** What a node has used since its run began: quantities by meter, in the meter's own unit. */
export type Usage = Readonly<Record<string, number>>

/** A stretch of a tiered price: `usd` a unit until `upTo` units a month; the last one has no end. */
export interface PriceTier {
  readonly upTo: number
  readonly usd: number
}

/** What one meter costs. */
export interface MeterPrice {
  /** `Requests`, `Duration (x86)` */
  readonly title: string
  /** One of it is what a tier's price is for: `request`, `GB-s`. */
  readonly unit: string
  readonly tiers: readonly PriceTier[]
  /** What the always-free tier takes off each month; meters of one `pool` share one allowance. */
  readonly free?: {
    readonly quantity: number
    readonly pool: string
    /** What is free uses up the first tier as well; else tiers begin behind it. */
    readonly isOfFirstTier?: boolean
  }
  /** Held for a while, not counted: `usage` is in unit-seconds, and the price is for a month of it. */
  readonly isHeld?: boolean
}

/** All meters of a service, in the order of its bill. */
export type PriceList = Readonly<Record<string, MeterPrice>>

/** One line of a bill, for the whole account. */
export interface BillLine {
  readonly meter: string
  readonly title: string
  readonly unit: string
  readonly quantity: number
  /** Of `quantity`, what the free tier took off. */
  readonly free: number
  /** What each tier came to, for the arithmetic that is shown. */
  readonly parts: readonly { readonly quantity: number; readonly usd: number }[]
  /** Before rounding. */
  readonly exactUsd: number
  /** Rounded to cents, half up. */
  readonly usd: number
}

/** The usage of one node, priced by its service's list. */
export interface MeteredNode {
  readonly id: string
  readonly prices: PriceList
  readonly usage: Usage
}

/** A bill: lines for the account, and what each node's share of them is. */
export interface Bill {
  readonly lines: readonly (BillLine & { readonly shares: Readonly<Record<string, number>> })[]
  /** By node id, before rounding. */
  readonly nodes: Readonly<Record<string, number>>
  /** The sum of the rounded lines, as AWS adds them up. */
  readonly usd: number
}

/** How usage becomes a month's bill. */
export interface BillTerms {
  readonly hasFreeTier: boolean
  /** Every quantity times this: a month's seconds over the run's, or 1 for what really ran. */
  readonly scale: number
}

/** Seconds of AWS's usual month of 730 hours. */
export const MONTH_SECONDS = 730 * 3_600

/** Cents, half up: AWS rounds each line of a bill. */
export const roundCents = (usd: number): number => Math.floor(usd * 100 + 0.5 + 1e-9) / 100

function priceTiers(
  tiers: readonly PriceTier[],
  { begin, quantity }: { readonly begin: number; readonly quantity: number },
): BillLine['parts'] {
  const parts: { quantity: number; usd: number }[] = []
  let from = begin
  for (const { upTo, usd } of tiers) {
    if (upTo <= from) continue
    const inside = Math.min(quantity, upTo) - from
    if (inside <= 0) break
    parts.push({ quantity: inside, usd })
    from = upTo
  }
  return parts
}

interface Metered {
  readonly meter: string
  readonly price: MeterPrice
  /** By node id. */
  readonly byNode: ReadonlyMap<string, number>
  readonly quantity: number
}

const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}

/** All meters that were used, the account's nodes added up. */
function collect(nodes: readonly MeteredNode[], { scale }: BillTerms): readonly Metered[] {
  const found = new Map<string, { price: MeterPrice; byNode: Map<string, number> }>()
  for (const { id, prices, usage } of nodes) {
    for (const [meter, price] of Object.entries(prices)) {
      const used = usage[meter] ?? 0
      if (used <= 0) continue
      const key = `${price.title} ${meter}`
      const entry = found.get(key) ?? { price, byNode: new Map<string, number>() }
      found.set(key, entry)
      const held = price.isHeld === true ? used / MONTH_SECONDS : used
      entry.byNode.set(id, (entry.byNode.get(id) ?? 0) + held * scale)
    }
  }
  return [...found].map(([key, { price, byNode }]) => ({
    meter: key.slice(price.title.length + 1),
    price,
    byNode,
    quantity: sum(byNode.values()),
  }))
}

/**
 * Adds up a month's bill: quantities of the account's nodes together, less the free tier, by tiers; each line rounded
 * to cents and the rounded lines summed, which reproduces AWS's own examples. A shared allowance is used up in the order
 * of the price list.
 */
export function computeBill(nodes: readonly MeteredNode[], terms: BillTerms): Bill {
  const left = new Map<string, number>()
  const shares = new Map<string, number>()
  const lines = collect(nodes, terms).map(({ meter, price, byNode, quantity }) => {
    const pool = price.free?.pool ?? ''
    const allowance = terms.hasFreeTier ? (left.get(pool) ?? price.free?.quantity ?? 0) : 0
    const free = Math.min(allowance, quantity)
    if (price.free !== undefined) left.set(pool, allowance - free)
    const parts =
      price.free?.isOfFirstTier === true
        ? priceTiers(price.tiers, { begin: free, quantity })
        : priceTiers(price.tiers, { begin: 0, quantity: quantity - free })
    const exactUsd = sum(parts.map((part) => part.quantity * part.usd))
    const own: Record<string, number> = {}
    for (const [id, used] of byNode) {
      own[id] = (exactUsd * used) / quantity
      shares.set(id, (shares.get(id) ?? 0) + own[id])
    }
    const { title, unit } = price
    return {
      meter,
      title,
      unit,
      quantity,
      free,
      parts,
      exactUsd,
      usd: roundCents(exactUsd),
      shares: own,
    }
  })
  return {
    lines,
    nodes: Object.fromEntries(nodes.map(({ id }) => [id, shares.get(id) ?? 0])),
    usd: roundCents(sum(lines.map(({ usd }) => usd))),
  }
}
