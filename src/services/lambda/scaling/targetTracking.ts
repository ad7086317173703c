// Target tracking of LambdaProvisionedConcurrencyUtilization.
// https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html#managing-provisioned-concurency

/** Minutes above the target until the alarm scales out. */
const MINUTES_OUT = 3
/** Minutes below nine tenths of the target until it scales in. */
const MINUTES_IN = 15
const SCALE_IN_SHARE = 0.9

/** What the alarms have seen so far. */
export interface Alarms {
  readonly lastMinute: number
  readonly above: number
  readonly below: number
}

/** Alarms without data. */
export const NO_DATA: Alarms = { lastMinute: -1, above: 0, below: 0 }

/** A minute's metric, and what is provisioned. */
interface Datapoint {
  /** Minutes since the run began. */
  readonly minute: number
  /** The average share of provisioned concurrency that was in use. */
  readonly utilization: number
  readonly target: number
  readonly capacity: number
}

/** One more minute: the alarms after it, and the capacity that is wanted from now on. A minute without data ends a row of them. */
export function planScaling(
  alarms: Alarms,
  { minute, utilization, target, capacity }: Datapoint,
): { readonly alarms: Alarms; readonly capacity: number } {
  const { above, below } = alarms.lastMinute === minute - 1 ? alarms : NO_DATA
  const isAbove = utilization > target
  const isBelow = utilization < target * SCALE_IN_SHARE
  const next = {
    lastMinute: minute,
    above: isAbove ? above + 1 : 0,
    below: isBelow ? below + 1 : 0,
  }
  const wanted = Math.ceil((capacity * utilization) / target - 1e-9)
  if (next.above >= MINUTES_OUT) {
    return { alarms: { ...next, above: 0 }, capacity: Math.max(capacity, wanted) }
  }
  if (next.below >= MINUTES_IN) {
    return { alarms: { ...next, below: 0 }, capacity: Math.min(capacity, wanted) }
  }
  return { alarms: next, capacity }
}
