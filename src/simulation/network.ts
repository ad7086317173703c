import type { ContractName, Reply, Request } from '#contracts/contracts.ts'
import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'
import { type Duration, ms } from '#kernel/time.ts'
import { findCity } from '#world/cities.ts'
import { roundTripMs, sampleAround } from '#world/latency.ts'
import type { Place } from '#world/place.ts'
import { findRegion } from '#world/regions.ts'
import type { Run, Wire } from './run.ts'

/**
 * One way between two services of a Region, in ms: median and spread of a log-normal distribution.
 * assumption: AWS publishes single-digit-millisecond round trips between Availability Zones; sub-millisecond within one.
 */
const IN_REGION = logNormalOf({ median: 0.35, sigma: 0.25 })

/** How far two ends of a wire are apart. */
export interface Way {
  /** The median in ms, with the caller's last mile; it comes on top of the Region's own network. */
  readonly roundTripMs: number
  /** `Lagos>FRA`; undefined within a Region. */
  readonly name: string | undefined
  /** What a crossing is called in a trace, there and back. */
  readonly spans: Readonly<Record<'request' | 'reply', string>>
}

/** Within the Region. */
const NEAR: Way = { roundTripMs: 0, name: undefined, spans: { request: '', reply: '' } }

/** Remembers the way between two places: what is far apart stays so. */
export interface Ways {
  get(from: Place, to: Place): Way
}

/** Creates an empty memory of ways. */
export function createWays(): Ways {
  const known = new WeakMap<Place, WeakMap<Place, Way>>()
  const measure = (from: Place, to: Place): Way => ({
    roundTripMs: roundTripMs(from, to) + (from.lastMileMs ?? 0),
    name: `${from.name}>${to.name}`,
    spans: {
      request: `Network ${from.name} → ${to.name}`,
      reply: `Network ${to.name} → ${from.name}`,
    },
  })
  return {
    get(from, to) {
      let there = known.get(from)
      if (there === undefined) known.set(from, (there = new WeakMap()))
      let way = there.get(to)
      if (way === undefined) there.set(to, (way = measure(from, to)))
      return way
    },
  }
}

/** The Region or city that `location` names; undefined where it is next to the API, or unknown. */
export const placeOf = (location: string): Place | undefined =>
  location === '' ? undefined : (findCity(location) ?? findRegion(location))

/** Where somebody who stands at `begin` meets the target of a wire. */
export const endOf = (run: Run, { edge, to }: Wire, begin: Place): Place | undefined =>
  run.rooms.get(edge.target)?.service.entrance?.(begin) ?? to ?? run.place

/** How far the ends of a wire are apart for a caller at `from`: absent, where its node stands. */
export function wayAlong(run: Run, wire: Wire, caller = wire.from): Way {
  const hasEntrance = run.rooms.get(wire.edge.target)?.service.entrance !== undefined
  if (caller === undefined && wire.to === undefined && !hasEntrance) return NEAR
  const begin = caller ?? run.place
  if (begin === undefined) return NEAR
  const end = endOf(run, wire, begin)
  return end === undefined || end === begin ? NEAR : run.ways.get(begin, end)
}

/** How long one way takes this time. */
export function sampleOneWay(random: Random, { roundTripMs }: Way = NEAR): Duration {
  const inside = sample(IN_REGION, random)
  if (roundTripMs === 0) return ms(inside)
  return ms(inside + sampleAround(roundTripMs / 2, random))
}

/** What a caller gets when nobody is there any more: the network's answer, or AWS's where a service has one. */
export const unreachableReply: {
  readonly [C in ContractName]: (request: Request<C>) => Reply<C>
} = {
  http: () => ({
    status: 0,
    headers: [],
    body: '',
    networkError: { code: 'ECONNRESET', message: 'socket hang up' },
  }),
  // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: the function is gone.
  invoke: () => ({
    type: 'refused',
    statusCode: 404,
    errorType: 'ResourceNotFoundException',
    payload: '{"Type":"User","Message":"Function not found"}',
  }),
  api: () => ({ type: 'unreachable', code: 'ECONNRESET', message: 'socket hang up' }),
  records: () => ({ type: 'unavailable' }),
}
