/** One line of what `npm run bench` prints. */
export interface Figure {
  readonly name: string
  /** How many a second of processor time. */
  readonly perSecond: number
  /** `perSecond` as a share of the baseline's, measured in the same rounds; null for the baseline itself. */
  readonly ratio: number | null
  /** The least `ratio` that is accepted; null where it is only told. */
  readonly ratioMin: number | null
  /** The least `perSecond` that is accepted; absent where it is only told. */
  readonly perSecondMin?: number
}

/** A line that tells not how often but how much. */
export interface Measure {
  readonly name: string
  readonly value: number
  readonly unit: 'ms' | 'µs' | 'MB' | '%' | 'bytes'
  /** The most that is accepted; null where it is only told. */
  readonly valueMax: number | null
}

export type Line = Figure | Measure

/** A group of figures that belong together; the first is the baseline of the rest. */
export interface Bench {
  readonly title: string
  readonly run: () => readonly Line[] | Promise<readonly Line[]>
}

/** Something to measure: does its work once and answers how much it did. */
export interface Contender {
  readonly name: string
  readonly work: () => number
  readonly ratioMin: number | null
}

/** The one in the middle; of an even number the upper one. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** By the processor's time, which other programs take least from: V8's own threads, for compiling and collecting, count. */
const measure = (work: () => number): number => {
  const begun = process.cpuUsage()
  const done = work()
  const { user, system } = process.cpuUsage(begun)
  return (done / (user + system)) * 1e6
}

/**
 * Measures `contenders` in turn, over and over, so that what else the machine does hits all alike; the first one is
 * the baseline. Figures are medians over the rounds, of the ratios too.
 */
export function compare(contenders: readonly Contender[], rounds: number): readonly Figure[] {
  const speeds = contenders.map((): number[] => [])
  for (let round = -1; round < rounds; round++) {
    contenders.forEach(({ work }, index) => {
      const speed = measure(work)
      // The first round only warms up.
      if (round >= 0) speeds[index]?.push(speed)
    })
  }
  const [baseline = []] = speeds
  return contenders.map(({ name, ratioMin }, index) => {
    const mine = speeds[index] ?? []
    const ratios = mine.map((speed, round) => speed / (baseline[round] ?? speed))
    const ratio = index === 0 ? null : median(ratios)
    return { name, perSecond: median(mine), ratio, ratioMin }
  })
}
