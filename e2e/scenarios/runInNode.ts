import { defaultScenario } from '../../src/gallery/gallery.ts'
import { after, seconds, START } from '../../src/kernel/time.ts'
import { loadQuickJs } from '../../src/sandbox/quickjs/loadNode.ts'
import { createSimulation } from '../../src/simulation/createSimulation.ts'

/** The trace hash of the default scenario, run under Node until nothing is left to happen. */
export function runInNode(): string {
  const simulation = createSimulation({ scenario: defaultScenario, handlers: loadQuickJs() })
  const end = simulation.runUntil(after(START, seconds(1_000_000)))
  const { traceHash } = simulation
  simulation.dispose()
  if (end !== 'idle') throw new Error(`the run did not end: ${end}`)
  return traceHash
}
