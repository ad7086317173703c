import { seconds, START, after } from '#kernel/time.ts'
import { setTuned } from '#scenario/setProperties.ts'
import type { Scenario } from '#scenario/schema.ts'
import { costs } from '#services/costs.ts'
import type { TuningDefinition } from '#services/definition.ts'
import { computePoint, type TuningPoint } from '#services/tuning.ts'
import type { SimClient, SimListeners } from '#worker/client.ts'

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

/** What a run without a screen does with what it hears. */
const quiet = (
  client: () => SimClient,
  told: { seeking: (now: number) => void; failed: (message: string) => void },
): SimListeners => ({
  // The worker may be gone by then: whoever waits for its figures hears of that.
  onFrame: ({ frame }) =>
    void client()
      .call('drawn', { frame })
      .catch(() => undefined),
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
  const { scenario, node, tuning, values } = plan
  const type = scenario.nodes.find(({ id }) => id === node)?.type
  const prices = type === undefined ? undefined : costs[type]
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
    const variant = setTuned(scenario, node, { ...tuning, value })
    const { problems } = await client.call('load', { scenario: variant })
    const error = problems.find(({ kind }) => kind === 'error')
    if (error !== undefined) throw new Error(`${error.path}: ${error.message}`)
    await client.call('seek', { to: end })
    const totals = await client.call('totals', { node })
    const { usage } = await client.call('usage', null)
    return computePoint(tuning, { value, totals, usage: usage[node], prices })
  }
  try {
    tell(0)
    for (const value of values) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other: each run takes a whole core
      const point = await Promise.race([runOne(value), failure, aborted])
      if (point === 'aborted') break
      if (point === null) throw new Error(`the load did not reach ${node} within the run`)
      points.push(point)
      tell(0)
    }
    return points
  } finally {
    client.dispose()
  }
}
