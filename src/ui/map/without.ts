import { setModel } from '#scenario/setProperties.ts'
import type { Scenario } from '#scenario/schema.ts'
import { catalog } from '#services/catalog.ts'
import type { ServiceDefinition } from '#services/definition.ts'
import type { SimClient, SimListeners } from '#worker/client.ts'
import { runBeside, runUntil } from '../stores/beside.ts'
import { clientsOf, type PlaceReport, readReports } from './mapPlaces.ts'

/** A document to be held against another: the same, as though some of its nodes were not there. */
export interface WithoutPlan {
  /** `the CDN` */
  readonly title: string
  readonly scenario: Scenario
}

const withoutOf = (type: keyof typeof catalog): ServiceDefinition['without'] => {
  const definition: ServiceDefinition = catalog[type]
  return definition.without
}

/** The same document as though what may be left out were not there; null where there is nothing of that kind. */
export function planWithout(scenario: Scenario): WithoutPlan | null {
  let title: string | null = null
  let changed = scenario
  for (const { id, type } of scenario.nodes) {
    const without = withoutOf(type)
    if (without === undefined) continue
    title ??= without.title
    changed = setModel(changed, id, without.model)
  }
  return title === null ? null : { title, scenario: changed }
}

/** The mean latency over several places, by how many requests came from each; ms. */
export function meanOf(
  reports: readonly Pick<PlaceReport, 'requests' | 'latencyMs'>[],
): number | null {
  let requests = 0
  let sum = 0
  for (const report of reports) {
    if (report.latencyMs === null) continue
    requests += report.requests
    sum += report.latencyMs.mean * report.requests
  }
  return requests === 0 ? null : sum / requests
}

/** Runs `scenario` with its own seed for that long, in a worker beside the page's run, and tells what each place waited. */
export async function measurePlaces(
  scenario: Scenario,
  untilSeconds: number,
  options: {
    readonly createClient: (listeners: SimListeners) => SimClient
    /** 0 to 1. */
    readonly onProgress: (share: number) => void
    readonly signal: AbortSignal
  },
): Promise<readonly PlaceReport[] | 'aborted'> {
  const { createClient, onProgress, signal } = options
  const onSeeking = (now: number): void => onProgress(now / (untilSeconds * 1_000_000))
  return await runBeside({ createClient, onSeeking, signal }, async (client) => {
    await runUntil(client, scenario, untilSeconds)
    const answers = await Promise.all(
      clientsOf(scenario).map((node) => client.call('read', { node, query: { type: 'places' } })),
    )
    return answers.flatMap(readReports)
  })
}
