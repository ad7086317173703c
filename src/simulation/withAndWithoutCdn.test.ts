import { cdn } from '#gallery/lessons/cdn.ts'
import { after, seconds, START } from '#kernel/time.ts'
import { applyEdit } from '#scenario/edit.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { PlaceLatency } from '#services/client/definition.ts'
import { findCity } from '#world/cities.ts'
import { nearestEdge } from '#world/edgeLocations.ts'
import { LAST_MILE_MS, roundTripMs } from '#world/latency.ts'
import { findRegion } from '#world/regions.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'
import { noHandlers } from './toyRooms.ts'

/** The lesson's document as its steps up to `last` leave it. */
const documentOf = (last: number): Scenario =>
  cdn.steps
    .slice(0, last + 1)
    .reduce((scenario, { edits }) => applyEdit(scenario, { type: 'batch', edits }), cdn.scenario)

const run = (scenario: Scenario): ReadonlyMap<string, PlaceLatency> => {
  const simulation = createSimulation({ scenario, handlers: noHandlers, traceRowsMax: 0 })
  simulation.runUntil(after(START, seconds(55)))
  const places = simulation.query('Users', { type: 'places' }) as readonly PlaceLatency[]
  return new Map(places.map((place) => [place.place, place]))
}

const virginia = findRegion('us-east-1')

test('the same seed with and without the CDN: the same people ask, and what they save is the way', () => {
  const without = run(documentOf(0))
  const withCdn = run(documentOf(1))
  const far = ['Tokyo', 'Mumbai', 'Sao Paulo', 'Cairo', 'Manila']
  for (const name of far) {
    const [before, now] = [without.get(name), withCdn.get(name)]
    const city = findCity(name)
    if (city === undefined || virginia === undefined) throw new Error(name)
    const fromRegion = roundTripMs(city, virginia) + LAST_MILE_MS.cable
    const fromEdge = roundTripMs(city, nearestEdge(city)) + LAST_MILE_MS.cable
    // Nobody is faster than the network allows; who finds a copy is not much slower.
    expect(before?.latencyMs?.p50).toBeGreaterThan(fromRegion * 0.75)
    expect(now?.latencyMs?.p50).toBeGreaterThan(fromEdge * 0.75)
    expect(now?.latencyMs?.p50).toBeLessThan((before?.latencyMs?.p50 ?? 0) / 2)
    // Answers that are under way at the end of the run are not counted yet.
    expect(Math.abs((now?.requests ?? 0) - (before?.requests ?? 0))).toBeLessThanOrEqual(2)
  }
})
