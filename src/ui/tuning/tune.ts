import { seconds, START, after } from '#kernel/time.ts'
import { setTuned } from '#scenario/setProperties.ts'
import type { Scenario } from '#scenario/schema.ts'
import { costs } from '#services/costs.ts'
import type { TuningDefinition } from '#services/definition.ts'
import { computePoint, type TuningPoint } from '#services/tuning.ts'
import type { SimClient, SimListeners } from '#worker/client.ts'
import { runBeside, runUntil } from '../stores/beside.ts'

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
  const { scenario, node, tuning, values, untilSeconds } = plan
  const type = scenario.nodes.find(({ id }) => id === node)?.type
  const prices = type === undefined ? undefined : costs[type]
  const { createClient, onProgress, signal } = options
  const end = after(START, seconds(untilSeconds))
  const points: TuningPoint[] = []
  const tell = (part: number): void =>
    onProgress({ points: [...points], share: (points.length + part) / values.length })
  const runOne = async (client: SimClient, value: number): Promise<TuningPoint> => {
    await runUntil(client, setTuned(scenario, node, { ...tuning, value }), untilSeconds)
    const totals = await client.call('totals', { node })
    const { usage } = await client.call('usage', null)
    const point = computePoint(tuning, { value, totals, usage: usage[node], prices })
    if (point === null) throw new Error(`the load did not reach ${node} within the run`)
    return point
  }
  tell(0)
  const onSeeking = (now: number): void => tell(now / end)
  await runBeside({ createClient, onSeeking, signal }, async (client) => {
    for (const value of values) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other: each run takes a whole core
      points.push(await runOne(client, value))
      if (signal.aborted) return
      tell(0)
    }
  })
  return points
}
