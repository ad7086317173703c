import { assert } from '#kernel/assert.ts'
import type { Instant } from '#kernel/time.ts'
import type { Input, Simulation } from './simulation.ts'

/** Runs a simulation on while what was recorded of an earlier run comes in again, at its very place. */
export interface Replay {
  /** Inputs still to come, oldest first. */
  readonly coming: readonly Input[]
  /** Like `Simulation.runUntil`. */
  runUntil(limit: Instant, maxSteps?: number): ReturnType<Simulation['runUntil']>
  /** Like `Simulation.step`; a due input counts as the step. */
  step(): ReturnType<Simulation['step']>
  /**
   * A new input is about to change what was recorded. Edits still to come happen now, so that the document stays the
   * one that the user sees; commands still to come are forgotten.
   */
  bringForward(): void
}

/** Creates a replay of `inputs`, in their order, into a simulation that has just begun. */
export function createReplay(simulation: Simulation, inputs: readonly Input[]): Replay {
  let coming = inputs

  const give = (input: Input): void => {
    coming = coming.slice(1)
    if (input.type === 'edit') simulation.apply(input.edit)
    else simulation.command(input.node, input.command)
  }

  return {
    get coming() {
      return coming
    },
    runUntil(limit, maxSteps = Number.POSITIVE_INFINITY) {
      let left = maxSteps
      for (;;) {
        const next = coming[0]
        if (next === undefined || next.at > limit) return simulation.runUntil(limit, left)
        const steps = next.events - simulation.events
        assert(steps >= 0, `an input was missed: ${next.events} events, ${simulation.events} now`)
        const before = simulation.events
        const result = simulation.runUntil(next.at, Math.min(steps, left))
        if (result === 'blocked') return result
        left -= simulation.events - before
        if (simulation.events < next.events) return 'paused'
        give(next)
      }
    },
    step() {
      const next = coming[0]
      const isDue = next !== undefined && next.events <= simulation.events
      if (!isDue) return simulation.step()
      simulation.runUntil(next.at, 0)
      give(next)
      return 'ran'
    },
    bringForward() {
      const edits = coming.flatMap((input) => (input.type === 'edit' ? [input.edit] : []))
      coming = []
      for (const edit of edits) simulation.apply(edit)
    },
  }
}
