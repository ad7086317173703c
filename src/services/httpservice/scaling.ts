/** What target tracking aims at, as Application Auto Scaling names it. */
export interface ScalingPolicy {
  readonly MinCapacity: number
  readonly MaxCapacity: number
  /** Percent of the places that shall be taken. */
  readonly TargetValue: number
}

/** How alarms judge: datapoints of one period each. */
export interface ScalingModel {
  readonly scaleOutDatapoints: number
  readonly scaleInDatapoints: number
}

/** "Scale-in … by a threshold that is more than 10 % lower than the target". */
const SCALE_IN_SHARE = 0.9

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * How many instances there should be. `datapoints` are percents of places taken, the newest last; `measured` how many
 * instances they are of, `desired` how many are wanted already. Out as soon as the last datapoints are all above the
 * target, and by as much as brings them to it; in only after many that are well below.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
export function planScaling(
  datapoints: readonly number[],
  at: { readonly measured: number; readonly desired: number },
  by: ScalingPolicy & ScalingModel,
): number {
  const { TargetValue, MinCapacity, MaxCapacity } = by
  const bound = (count: number): number => Math.max(MinCapacity, Math.min(MaxCapacity, count))
  const wanted = (last: readonly number[]): number =>
    Math.ceil((at.measured * mean(last)) / TargetValue)
  const out = datapoints.slice(-by.scaleOutDatapoints)
  if (out.length === by.scaleOutDatapoints && out.every((value) => value > TargetValue)) {
    // What is on its way counts: only what the datapoints ask for beyond it is added.
    return bound(Math.max(at.desired, wanted(out)))
  }
  const low = datapoints.slice(-by.scaleInDatapoints)
  const isLow = low.every((value) => value < TargetValue * SCALE_IN_SHARE)
  if (low.length === by.scaleInDatapoints && isLow) {
    return bound(Math.min(at.desired, Math.max(1, wanted(low))))
  }
  return bound(at.desired)
}
