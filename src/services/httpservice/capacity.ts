import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Cancel } from '#kernel/process.ts'
import { after, between, type Instant, ms, seconds } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import type { httpServiceDefinition } from './definition.ts'
import { createFleet, type Fleet, type Instance } from './fleet.ts'
import { planScaling } from './scaling.ts'

/** A service's instances, and how many of them there are when. */
export interface Capacity {
  readonly fleet: Fleet
  /** Percent of the places that were taken in the last whole period; null before the first. */
  readonly utilization: number | null
  /** Places are about to be taken or left: what was so far is added up. */
  note(taken: number): void
  /** Something is asked: whoever scales has to look again. */
  wake(): void
  /** The properties changed. */
  redeploy(): void
}

const START_SIGMA = 0.2

/** Creates the instances that are there when the run begins, and whoever adds and takes away. */
export function createCapacity(
  ctx: ServiceContext<typeof httpServiceDefinition>,
  heard: { readonly changed: () => void; readonly gone: (instance: Instance) => void },
): Capacity {
  const starts = ctx.random('instance starts')
  const fleet = createFleet()
  let datapoints: number[] = []
  let lastScaledAt: Instant = ctx.now
  let look: Cancel | null = null
  let periodFrom: Instant = ctx.now
  let notedAt: Instant = ctx.now
  let notedTaken = 0
  let takenSum = 0
  let placesSum = 0

  const gauge = (name: string, value: number): void => ctx.record({ type: 'gauge', name, value })
  const show = (): void => {
    gauge('RunningCount', fleet.ready)
    gauge('DesiredCount', fleet.wanted)
  }

  const sumUp = (): void => {
    const span = between(notedAt, ctx.now)
    takenSum += span * notedTaken
    placesSum += span * fleet.ready * ctx.node.properties.MaxConcurrency
    notedAt = ctx.now
  }

  const begin = (): void => {
    const { StartSeconds } = ctx.node.model
    const took =
      StartSeconds === 0
        ? 0
        : sample(logNormalOf({ median: StartSeconds, sigma: START_SIGMA }), starts)
    const delay = ms(took * 1_000)
    const instance = fleet.add('starting', { now: ctx.now, readyAt: after(ctx.now, delay) })
    ctx.schedule(delay, () => {
      // It may have been taken back meanwhile.
      if (instance.state !== 'starting') return
      sumUp()
      instance.state = 'ready'
      show()
      heard.changed()
    })
  }

  const scaleTo = (count: number, why: string): void => {
    const { wanted } = fleet
    if (count === wanted) return
    sumUp()
    lastScaledAt = ctx.now
    for (let more = wanted; more < count; more++) begin()
    if (count < wanted) for (const each of fleet.retire(wanted - count, ctx.now)) heard.gone(each)
    const detail = `${wanted} → ${count} instances: ${why}`
    ctx.record({ type: 'mark', trace: null, mark: 'scaling', detail })
    show()
  }

  const evaluate = (): void => {
    look = null
    const { AutoScaling: policy } = ctx.node.properties
    if (policy === undefined) return
    sumUp()
    const share = placesSum === 0 ? (notedTaken > 0 ? 100 : 0) : (takenSum / placesSum) * 100
    takenSum = 0
    placesSum = 0
    periodFrom = ctx.now
    const { ScaleOutDatapoints, ScaleInDatapoints } = ctx.node.model
    datapoints = [...datapoints, Math.min(100, share)].slice(
      -Math.max(ScaleOutDatapoints, ScaleInDatapoints),
    )
    gauge('Utilization', share)
    const at = { measured: fleet.ready, desired: fleet.wanted }
    const count = planScaling(datapoints, at, {
      ...policy,
      scaleOutDatapoints: ScaleOutDatapoints,
      scaleInDatapoints: ScaleInDatapoints,
    })
    const cooled = ctx.now >= after(lastScaledAt, seconds(policy.ScaleInCooldown))
    if (count > fleet.wanted || (count < fleet.wanted && cooled)) {
      scaleTo(count, `${share.toFixed(0)} % of the places taken, ${policy.TargetValue} % wanted`)
      datapoints = []
    }
    // Nothing to do and nothing to take back: nobody looks again before the next request.
    if (notedTaken > 0 || share > 0 || fleet.wanted > policy.MinCapacity) watch()
  }

  function watch(): void {
    if (ctx.node.properties.AutoScaling === undefined || look !== null) return
    look = ctx.schedule(seconds(ctx.node.model.MetricPeriodSeconds), evaluate)
  }

  const planned = (): number => {
    const { DesiredCount, AutoScaling: policy } = ctx.node.properties
    return policy === undefined
      ? DesiredCount
      : Math.max(policy.MinCapacity, Math.min(policy.MaxCapacity, DesiredCount))
  }

  // What the run begins with has been there before it.
  for (let count = planned(); count > 0; count--) {
    fleet.add('ready', { now: ctx.now, readyAt: ctx.now })
  }

  return {
    fleet,
    get utilization() {
      return datapoints.at(-1) ?? null
    },
    note(taken) {
      sumUp()
      notedTaken = taken
    },
    wake() {
      if (look !== null) return
      // The time in which nobody looked is no datapoint.
      sumUp()
      if (ctx.now > periodFrom) {
        takenSum = 0
        placesSum = 0
        periodFrom = ctx.now
      }
      watch()
    },
    redeploy() {
      const { AutoScaling: policy } = ctx.node.properties
      if (policy === undefined) scaleTo(planned(), 'the desired count was changed')
      else {
        const { MinCapacity, MaxCapacity } = policy
        const count = Math.max(MinCapacity, Math.min(MaxCapacity, fleet.wanted))
        scaleTo(count, 'the bounds were changed')
        watch()
      }
    },
  }
}
