import { loadBrotli } from '../../src/cli/loadBrotli.ts'
import { defaultScenario } from '../../src/gallery/gallery.ts'
import { after, seconds, START } from '../../src/kernel/time.ts'
import { loadQuickJs } from '../../src/sandbox/quickjs/loadNode.ts'
import { createSimulation } from '../../src/simulation/createSimulation.ts'

/** The trace hash of a scenario, by default the default one, run under Node until nothing is left to happen. */
export async function runInNode(scenario = defaultScenario): Promise<string> {
  const simulation = createSimulation({
    scenario,
    handlers: loadQuickJs(),
    brotli: loadBrotli,
  })
  const run = () => simulation.runUntil(after(START, seconds(1_000_000)))
  let end = run()
  for (; end === 'blocked'; end = run()) {
    // Nothing else is to be done meanwhile.
    // oxlint-disable-next-line no-await-in-loop
    await simulation.settled()
  }
  const { traceHash } = simulation
  simulation.dispose()
  if (end !== 'idle') throw new Error(`the run did not end: ${end}`)
  return traceHash
}
