import { seconds, START, after } from '#kernel/time.ts'
import { applyEdit } from '#scenario/edit.ts'
import type { Scenario } from '#scenario/schema.ts'
import { computeBill } from '#services/cost.ts'
import { costs } from '#services/costs.ts'
import type { TuningDefinition } from '#services/definition.ts'
import type { SimClient, SimListeners } from '#worker/client.ts'
import type { Commands } from '#worker/protocol.ts'

/** One run of the load with one value of the property. */
export interface TuningPoint {
  readonly value: number
  /** Pieces of work that the run metered. */
  readonly count: number
  readonly meanMs: number
  readonly p95Ms: number
  /** USD for a million of them, without the free tier. */
  readonly usdPerMillion: number
}

/** What to run: the document, which node, over which values, and for how long in virtual time. */
export interface TuningPlan {
  readonly scenario: Scenario
  readonly node: string
  readonly tuning: TuningDefinition
  readonly values: readonly number[]
  readonly untilSeconds: number
}

/** What is told while it goes on. `share` of the whole, 0 to 1. */
export interface TuningProgress {
  readonly points: readonly TuningPoint[]
  readonly share: number
}

/** The document with `value` in the tuned property: everything else, the seed too, stays. */
export function createVariant({ scenario, node, tuning }: TuningPlan, value: number): Scenario {
  const before = scenario.nodes.find(({ id }) => id === node)?.properties ?? {}
  const properties = { ...before, [tuning.property]: value }
  return applyEdit(scenario, { type: 'set-properties', node, properties })
}

type Totals = Commands['totals']['reply']
type Usage = Commands['usage']['reply']['usage']

/** The figures of a run; null where the node did nothing. */
export function readPoint(
  { scenario, node, tuning }: TuningPlan,
  value: number,
  { totals, usage }: { readonly totals: Totals; readonly usage: Usage },
): TuningPoint | null {
  const used = usage[node]
  const type = scenario.nodes.find(({ id }) => id === node)?.type
  const prices = type === undefined ? undefined : costs[type]
  const duration = totals.find(({ name }) => name === tuning.durationMetric)
  const count = used?.[tuning.meter] ?? 0
  if (used === undefined || prices === undefined || count === 0) return null
  if (duration?.kind !== 'sample') return null
  const bill = computeBill([{ id: node, prices, usage: used }], { hasFreeTier: false, scale: 1 })
  const { mean, p95 } = duration.summary
  const usdPerMillion = ((bill.nodes[node] ?? 0) / count) * 1e6
  return { value, count, meanMs: mean, p95Ms: p95, usdPerMillion }
}

/** The value that costs least, the one that is fastest, and the one whose product of both is least. */
export function findBest(points: readonly TuningPoint[]): {
  readonly cheapest: number
  readonly fastest: number
  readonly balanced: number
} | null {
  const [first] = points
  if (first === undefined) return null
  const least = (of: (point: TuningPoint) => number): number =>
    points.reduce((best, point) => (of(point) < of(best) ? point : best), first).value
  return {
    cheapest: least(({ usdPerMillion }) => usdPerMillion),
    fastest: least(({ meanMs }) => meanMs),
    balanced: least(({ usdPerMillion, meanMs }) => usdPerMillion * meanMs),
  }
}

/** What a run without a screen does with what it hears. */
const quiet = (
  client: () => SimClient,
  told: { seeking: (now: number) => void; failed: (message: string) => void },
): SimListeners => ({
  onFrame: ({ frame }) => void client().call('drawn', { frame }),
  onSeeking: (now) => told.seeking(now),
  onCrash: ({ message }) => told.failed(message),
  onHung: () => told.failed('the engine does not answer any more'),
})

/**
 * Runs the same load with the same seed over every value, one after the other, in a worker of its own, as fast as it
 * goes. Rejects where a variant cannot run or the engine breaks down; ends early, with what it has, once `signal` aborts.
 */
export async function tune(
  plan: TuningPlan,
  options: {
    readonly createClient: (listeners: SimListeners) => SimClient
    readonly onProgress: (progress: TuningProgress) => void
    readonly signal: AbortSignal
  },
): Promise<readonly TuningPoint[]> {
  const { values } = plan
  const { onProgress, signal } = options
  const end = after(START, seconds(plan.untilSeconds))
  const points: TuningPoint[] = []
  const tell = (part: number): void =>
    onProgress({ points: [...points], share: (points.length + part) / values.length })
  let fail: (error: Error) => void = () => undefined
  const failure = new Promise<never>((_, reject) => {
    fail = reject
  })
  const client: SimClient = options.createClient(
    quiet(() => client, {
      seeking: (now) => tell(now / end),
      failed: (message) => fail(new Error(message)),
    }),
  )
  const aborted = new Promise<'aborted'>((resolve) => {
    signal.addEventListener('abort', () => resolve('aborted'), { once: true })
  })
  const runOne = async (value: number): Promise<TuningPoint | null> => {
    const { problems } = await client.call('load', { scenario: createVariant(plan, value) })
    const error = problems.find(({ kind }) => kind === 'error')
    if (error !== undefined) throw new Error(`${error.path}: ${error.message}`)
    await client.call('seek', { to: end })
    const totals = await client.call('totals', { node: plan.node })
    const { usage } = await client.call('usage', null)
    return readPoint(plan, value, { totals, usage })
  }
  try {
    tell(0)
    for (const value of values) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other: each run takes a whole core
      const point = await Promise.race([runOne(value), failure, aborted])
      if (point === 'aborted') break
      if (point === null) throw new Error(`the load did not reach ${plan.node} within the run`)
      points.push(point)
      tell(0)
    }
    return points
  } finally {
    client.dispose()
  }
}
