/** A stretch of load, by the scenario's names. */
export interface Stage {
  readonly DurationSeconds: number
  /** Open: requests per second. Closed: users. */
  readonly TargetPerSecond: number
  readonly Shape: 'hold' | 'ramp'
}

/** Where a profile stands: how far into which stage, in seconds, counting all rounds. */
interface Cursor {
  /** Seconds from the profile's beginning to that of the stage. */
  begun: number
  index: number
  /** Seconds into the stage. */
  into: number
  /** The target before the stage: where a ramp begins. */
  from: number
}

/** Rate at `into` seconds of a stage that begins at `from`. */
const rateIn = (stage: Stage, from: number, into: number): number =>
  stage.Shape === 'hold'
    ? stage.TargetPerSecond
    : from + ((stage.TargetPerSecond - from) * into) / stage.DurationSeconds

/** How many arrivals the stage has from `into` to its end: the area under its rate. */
const massLeft = (stage: Stage, from: number, into: number): number =>
  ((rateIn(stage, from, into) + stage.TargetPerSecond) / 2) * (stage.DurationSeconds - into)

/** Seconds from `into` until the stage has had `mass` more arrivals: the root of a quadratic, in its stable form. */
const solveIn = (stage: Stage, at: { from: number; into: number }, mass: number): number => {
  if (mass <= 0) return 0
  const rate = rateIn(stage, at.from, at.into)
  const slope =
    stage.Shape === 'hold' ? 0 : (stage.TargetPerSecond - at.from) / stage.DurationSeconds
  const root = Math.sqrt(Math.max(0, rate * rate + 2 * slope * mass))
  return (2 * mass) / (rate + root)
}

/** Walks through the arrivals of an open load. */
export interface Arrivals {
  /**
   * Seconds from the profile's beginning to the instant at which `mass` more arrivals are expected than at the last
   * answer; null when the profile ends before. Exponential masses of mean 1 make a Poisson process with the profile's
   * rate (time change), masses of 1 make even spacing.
   */
  next(mass: number): number | null
}

/** Later than this nothing is awaited any more: some 30 years. */
const SECONDS_MAX = 1e9

/** Begins at the beginning of `stages`. */
export function createArrivals(stages: readonly Stage[], isRepeating: boolean): Arrivals {
  const at: Cursor = { begun: 0, index: 0, into: 0, from: 0 }
  const roundSeconds = stages.reduce((sum, stage) => sum + stage.DurationSeconds, 0)
  /** Arrivals of a round that begins where the one before ended. */
  const roundMass = stages.reduce(
    (sum, stage, index) => sum + massLeft(stage, stages.at(index - 1)?.TargetPerSecond ?? 0, 0),
    0,
  )

  /** Leaves the stage; of a profile that repeats, whole rounds are passed over at once. Answers the mass still wanted. */
  const leave = (stage: Stage, wanted: number): number => {
    at.begun += stage.DurationSeconds
    at.from = stage.TargetPerSecond
    at.into = 0
    at.index++
    if (!isRepeating || at.index < stages.length) return wanted
    at.index = 0
    const rounds = Math.max(0, Math.floor(wanted / roundMass) - 1)
    at.begun += rounds * roundSeconds
    return wanted - rounds * roundMass
  }

  return {
    next(mass) {
      if (roundMass === 0) return null
      let wanted = mass
      while (at.begun < SECONDS_MAX) {
        const stage = stages[at.index]
        if (stage === undefined) return null
        const left = massLeft(stage, at.from, at.into)
        if (wanted <= left && left > 0) {
          at.into = Math.min(stage.DurationSeconds, at.into + solveIn(stage, at, wanted))
          return at.begun + at.into
        }
        wanted = leave(stage, wanted - left)
      }
      return null
    },
  }
}

/** A change of the number of users: `seconds` from the profile's beginning. */
export interface UserChange {
  readonly seconds: number
  readonly users: number
}

/** The whole number of users nearest to `target`. */
const toUsers = (target: number): number => Math.floor(target + 0.5)

/** The changes within one stage, in seconds from its beginning. */
function* stageChanges(
  stage: Stage,
  before: { readonly from: number; readonly users: number },
): Generator<UserChange> {
  const to = stage.TargetPerSecond
  const last = toUsers(to)
  if (stage.Shape === 'hold') {
    if (last !== before.users) yield { seconds: 0, users: last }
    return
  }
  const step = to > before.from ? 1 : -1
  for (let users = before.users; users !== last;) {
    users += step
    // Rising, n users are reached at n - 1/2; falling, below n + 1/2.
    const level = step > 0 ? users - 0.5 : users + 0.5
    yield { seconds: (stage.DurationSeconds * (level - before.from)) / (to - before.from), users }
  }
}

/** The number of users over time: the first change at 0, the last to 0 users when the stages end. */
export function* userChanges(
  stages: readonly Stage[],
  isRepeating: boolean,
): Generator<UserChange, void> {
  let begun = 0
  let from = 0
  let users = 0
  /** Rounds after the first change nothing where every stage ends with as many users. */
  const isSteady = new Set(stages.map((stage) => toUsers(stage.TargetPerSecond))).size <= 1
  const rounds = isRepeating && !isSteady ? Infinity : 1
  for (let round = 0; round < rounds; round++) {
    for (const stage of stages) {
      for (const change of stageChanges(stage, { from, users })) {
        users = change.users
        yield { seconds: begun + change.seconds, users }
      }
      from = stage.TargetPerSecond
      begun += stage.DurationSeconds
    }
  }
  if (!isRepeating && users > 0) yield { seconds: begun, users: 0 }
}
