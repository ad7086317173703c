import { parseArgs } from 'node:util'
import { after, seconds, START } from '#kernel/time.ts'
import { findLoadEnd } from '#scenario/loadEnd.ts'
import { parseScenario } from '#scenario/parse.ts'
import type { Scenario } from '#scenario/schema.ts'
import { setTuned } from '#scenario/setProperties.ts'
import { catalog } from '#services/catalog.ts'
import { costs } from '#services/costs.ts'
import type { ServiceDefinition, TuningDefinition } from '#services/definition.ts'
import {
  computePoint,
  findBest,
  readValues,
  SECONDS_DEFAULT_MAX,
  type TuningPoint,
} from '#services/tuning.ts'
import { createSimulation } from '#simulation/createSimulation.ts'
import {
  BadInput,
  type ExitCode,
  printProblem,
  readFileName,
  readNumber,
  readScenario,
  readSeed,
  type Terminal,
} from './input.ts'
import { runUntil, SECONDS_MAX } from './run.ts'
import { round, showUsd, table } from './text.ts'
import { loadBrotli } from './loadBrotli.ts'

interface Plan {
  readonly scenario: Scenario
  readonly node: string
  readonly tuning: TuningDefinition
  readonly values: readonly number[]
  /** Virtual seconds of each run. */
  readonly until: number
}

/** What `tune --json` prints. */
interface TuningReport extends Pick<Plan, 'node' | 'until'> {
  /** CloudFormation's name of what is varied. */
  readonly property: string
  readonly points: readonly TuningPoint[]
  readonly best: ReturnType<typeof findBest>
}

const tuningOf = ({ type }: Scenario['nodes'][number]): TuningDefinition | undefined => {
  const { tuning }: Pick<ServiceDefinition, 'tuning'> = catalog[type]
  return tuning
}

function findTuned({ nodes }: Scenario, id: string | undefined): Pick<Plan, 'node' | 'tuning'> {
  const node = nodes.find((each) => each.id === id)
  const tuning = node === undefined ? undefined : tuningOf(node)
  if (node !== undefined && tuning !== undefined) return { node: node.id, tuning }
  const known = nodes.filter((each) => tuningOf(each) !== undefined).map((each) => each.id)
  throw new BadInput(
    known.length === 0
      ? 'tune: the scenario has no function to tune'
      : `tune: --function names the node to tune: ${known.join(', ')}`,
  )
}

/** One run of the load, from time zero to `until`, as the app's own tuning does it. */
async function runOne(plan: Plan, value: number, terminal: Terminal): Promise<TuningPoint> {
  const { node, tuning, until } = plan
  const scenario = setTuned(plan.scenario, node, { ...tuning, value })
  const type = scenario.nodes.find(({ id }) => id === node)?.type
  const parsed = parseScenario(scenario)
  if (!parsed.ok) throw new BadInput(parsed.problems.map(printProblem).join('\n'))
  const simulation = createSimulation({
    scenario,
    handlers: terminal.loadHandlers(),
    brotli: loadBrotli,
  })
  await runUntil(simulation, after(START, seconds(until)), () => void simulation.takeTrace())
  const point = computePoint(tuning, {
    value,
    totals: simulation.totals(node),
    usage: simulation.usage()[node],
    prices: type === undefined ? undefined : costs[type],
  })
  simulation.dispose()
  if (point === null) throw new BadInput(`the load did not reach ${node} within ${until} s`)
  return point
}

function describeTuning(plan: Plan, { points, best }: TuningReport): string {
  const { scenario, node, tuning, until } = plan
  const marksOf = (value: number): string =>
    (['fastest', 'cheapest', 'balanced'] as const)
      .filter((mark) => best?.[mark] === value)
      .join(', ')
  const rows = points.map((point) => [
    `  ${point.value} ${tuning.unit}`,
    String(point.count),
    round(point.meanMs),
    round(point.p95Ms),
    showUsd(point.usdPerMillion),
    marksOf(point.value),
  ])
  return [
    `${scenario.name}: ${node} over ${until} s, seed ${scenario.seed}`,
    '',
    table([[`  ${tuning.title}`, 'count', 'mean ms', 'p95 ms', 'per million', ''], ...rows]),
  ].join('\n')
}

/** `tune FILE --function ID [--memory 128,256,…] [--until SECONDS] [--seed N] [--json]` */
export async function tuneCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values: given, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      function: { type: 'string' },
      memory: { type: 'string' },
      seed: { type: 'string' },
      until: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const read = await readScenario(terminal, readFileName('tune', positionals))
  const seed = readSeed(given.seed)
  const scenario = seed === null ? read : { ...read, seed }
  const tuned = findTuned(scenario, given.function)
  const values =
    given.memory === undefined
      ? { values: tuned.tuning.values }
      : readValues(given.memory, tuned.tuning)
  if ('error' in values) throw new BadInput(`--memory: ${values.error}`)
  const until =
    readNumber('until', given.until, { min: 0, max: SECONDS_MAX }) ??
    Math.max(1, Math.min(SECONDS_DEFAULT_MAX, findLoadEnd(scenario).seconds))

  const plan: Plan = { scenario, ...tuned, ...values, until }
  const points: TuningPoint[] = []
  for (const value of plan.values) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other: each run takes a whole core
    points.push(await runOne(plan, value, terminal))
  }
  const report: TuningReport = {
    node: plan.node,
    property: plan.tuning.property,
    until,
    points,
    best: findBest(points),
  }
  terminal.out(given.json ? JSON.stringify(report) : describeTuning(plan, report))
  return 0
}
