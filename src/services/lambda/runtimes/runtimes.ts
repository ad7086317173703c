import { assert } from '#kernel/assert.ts'
import { type Distribution, quantiles } from '#kernel/distributions.ts'
import type { Runtime } from '../properties/function.ts'
import type { CustomRuntime } from '../properties/model.ts'
import { MEASURED } from './measured.ts'

/** What was measured of a hello-world function of one runtime, package type and architecture. */
export interface RuntimeProfile {
  /** The row that it comes from: `python3.13|zip|x86_64`. */
  readonly name: string
  /** `Init Duration` in ms. */
  readonly init: Distribution
  /** Median duration of the very first handler call, in ms, at 128, 256, 512 and 1,024 MB. */
  readonly firstHandlerMs: readonly number[]
  /** Median `Max Memory Used` of an empty handler, in MB: what the runtime itself takes. */
  readonly baseMemoryMB: number
}

/** Lambda's names of the processors. */
export type Architecture = 'x86_64' | 'arm64'

/** What chooses a profile. */
export interface ProfileChoice {
  readonly runtime: Runtime
  /** Counts for `provided.…` only. */
  readonly customRuntime: CustomRuntime
  readonly isImage: boolean
  readonly architecture: Architecture
}

const PROBABILITIES = [0.01, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 1] as const

function parseProfile(name: string, row: string): RuntimeProfile {
  const numbers = row.split(' ').map(Number)
  assert(numbers.length === 13, `measured row ${name}`)
  return {
    name,
    init: quantiles(PROBABILITIES.map((share, at) => [share, numbers[at] ?? 0] as const)),
    firstHandlerMs: numbers.slice(8, 12),
    baseMemoryMB: numbers[12] ?? 0,
  }
}

const profiles = new Map<string, RuntimeProfile>()

function findProfile(name: string): RuntimeProfile | undefined {
  const known = profiles.get(name)
  if (known !== undefined) return known
  const row = MEASURED[name]
  if (row === undefined) return undefined
  const parsed = parseProfile(name, row)
  profiles.set(name, parsed)
  return parsed
}

/** The measured profile of a runtime. Custom ones were measured on one OS-only runtime or both. */
export function getProfile(choice: ProfileChoice): RuntimeProfile {
  const { runtime, customRuntime } = choice
  const tail = `|${choice.isImage ? 'image' : 'zip'}|${choice.architecture}`
  const names = runtime.startsWith('provided.')
    ? [
        `${customRuntime} (${runtime.replace('provided', 'prov')})`,
        `${customRuntime} (prov.al2023)`,
        `${customRuntime} (prov.al2)`,
      ]
    : [runtime]
  for (const name of names) {
    const found = findProfile(name + tail)
    if (found !== undefined) return found
  }
  throw new Error(`no measured profile of ${names.join(', ')}`)
}

/** Measured sizes at which `firstHandlerMs` was taken, in MB. */
const MEASURED_MB = [128, 256, 512, 1_024] as const

/**
 * How long the very first handler call of an environment takes for an empty handler, in ms. Linear between the measured
 * sizes; above 1,024 MB it stays as it was there.
 */
export function computeFirstHandlerMs(profile: RuntimeProfile, memoryMB: number): number {
  const above = MEASURED_MB.findIndex((size) => memoryMB <= size)
  if (above <= 0) return profile.firstHandlerMs[above === 0 ? 0 : 3] ?? 0
  const [small = 0, large = 0] = MEASURED_MB.slice(above - 1)
  const [slow = 0, fast = 0] = profile.firstHandlerMs.slice(above - 1)
  return slow + ((fast - slow) * (memoryMB - small)) / (large - small)
}
