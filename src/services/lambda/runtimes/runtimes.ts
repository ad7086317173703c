/**
 * Measured `Init Duration` of a hello-world function and what goes with it, per runtime and architecture, zip package.
 * Source: repository maxday/lambda-perf, 1 January to 22 August 2026, about 7,300 cold starts a row (Apache-2.0).
 */
export interface RuntimeProfile {
  /** Quantile points in ms: [probability, value]. p1 is the lowest of the four memory sizes'. */
  readonly initMs: readonly (readonly [number, number])[]
  /** Median duration of the very first handler call, in ms, at 128, 256, 512 and 1,024 MB. */
  readonly firstHandlerMs: readonly [number, number, number, number]
  /** Median `Max Memory Used` of an empty handler, in MB: what the runtime itself takes. */
  readonly baseMemoryMB: number
}

/** Lambda's names of the runtimes that are simulated. */
export type Runtime = 'nodejs24.x' | 'nodejs22.x' | 'nodejs20.x'
/** Lambda's names of the processors. */
export type Architecture = 'x86_64' | 'arm64'

type Row = readonly [number, number, number, number, number, number, number, number]

const PROBABILITIES = [0.01, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 1] as const

const profile = (
  row: Row,
  firstHandlerMs: RuntimeProfile['firstHandlerMs'],
  baseMemoryMB: number,
): RuntimeProfile => ({
  initMs: PROBABILITIES.map((probability, at) => [probability, row[at] ?? 0] as const),
  firstHandlerMs,
  baseMemoryMB,
})

/** Measured on AWS; the numbers of a row are quantiles at `PROBABILITIES`. */
export const PROFILES: {
  readonly [R in Runtime]: { readonly [A in Architecture]: RuntimeProfile }
} = {
  'nodejs24.x': {
    x86_64: profile([107, 126, 143, 171, 184, 219, 281, 546], [28.7, 10.3, 4.1, 4.1], 76),
    arm64: profile([92, 104, 122, 143, 150, 190, 483, 523], [31.4, 10.0, 4.2, 4.1], 77),
  },
  'nodejs22.x': {
    x86_64: profile([108, 127, 142, 169, 182, 218, 266, 308], [12.3, 3.4, 3.4, 3.4], 73),
    arm64: profile([96, 103, 124, 140, 146, 177, 239, 573], [13.7, 4.9, 3.7, 3.7], 73),
  },
  'nodejs20.x': {
    x86_64: profile([110, 130, 145, 170, 183, 214, 282, 538], [11.7, 3.1, 3.1, 3.1], 67),
    arm64: profile([100, 108, 128, 144, 149, 180, 234, 305], [12.2, 3.8, 3.5, 3.5], 68),
  },
}

/** Measured sizes at which `firstHandlerMs` was taken, in MB. */
const MEASURED_MB = [128, 256, 512, 1_024] as const

/**
 * How long the very first handler call of an environment takes for an empty handler, in ms. Linear between the measured
 * sizes; above 1,024 MB it stays as it was there.
 */
export function computeFirstHandlerMs(profile: RuntimeProfile, memoryMB: number): number {
  const above = MEASURED_MB.findIndex((size) => memoryMB <= size)
  if (above <= 0) return profile.firstHandlerMs[above === 0 ? 0 : 3]
  const [small = 0, large = 0] = MEASURED_MB.slice(above - 1)
  const [slow = 0, fast = 0] = profile.firstHandlerMs.slice(above - 1)
  return slow + ((fast - slow) * (memoryMB - small)) / (large - small)
}
