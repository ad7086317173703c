import { failAssertion } from '#kernel/assert.ts'
import type { Instant } from '#kernel/time.ts'
import type { EnvironmentPhase } from '../definition.ts'
import type { Environment } from './environment.ts'

/**
 * Which phase may follow which. An environment is born `starting`, and gone after `shutdown`.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle
 */
export const NEXT_PHASES: { readonly [P in EnvironmentPhase]: readonly EnvironmentPhase[] } = {
  /** Placement and code download. */
  starting: ['init', 'restore'],
  /** Extensions, runtime, the function's top-level code; then the request it was made for, or a wait for the first one. */
  init: ['busy', 'idle', 'shutdown'],
  /** SnapStart: the snapshot of a finished init is resumed. */
  restore: ['busy', 'shutdown'],
  /** One request, and what extensions do after it. A reset's shutdown leaves the environment without code. */
  busy: ['idle', 'shutdown'],
  /** Frozen. A provisioned environment that lost its code initialises again ahead of requests. */
  idle: ['busy', 'init', 'shutdown'],
  /** Extensions and runtime get their time; after a reset the environment stays, frozen and without code. */
  shutdown: ['idle', 'init'],
}

/** A stretch of one phase in an environment's life. */
export interface PhaseBar {
  readonly phase: EnvironmentPhase
  readonly since: Instant
}

/** Bars that one environment remembers: the newest, in steps. Ours. */
const BARS_MAX = 256

/** Puts the environment into `phase` from `since` on, probably `until` then. */
export function enterPhase(
  environment: Environment,
  phase: EnvironmentPhase,
  { since, until }: { readonly since: Instant; readonly until: Instant },
): void {
  if (!NEXT_PHASES[environment.phase].includes(phase) && environment.bars.length > 0) {
    failAssertion(`environment ${environment.id} goes from ${environment.phase} to ${phase}`)
  }
  environment.phase = phase
  environment.since = since
  environment.until = until
  const { bars } = environment
  if (bars.length >= BARS_MAX) bars.splice(0, BARS_MAX / 4)
  bars.push({ phase, since })
}
