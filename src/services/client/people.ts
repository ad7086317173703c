import { bodyLength } from '#contracts/body.ts'
import type { HttpResponse } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import { after, between, type Duration, type Instant, ms, seconds } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import { findCity } from '#world/cities.ts'
import {
  connectMs,
  LAST_MILE_MS,
  sampleAround,
  slowStartRoundTrips,
  WINDOW_BYTES_AT_FIRST,
} from '#world/latency.ts'
import type { Place } from '#world/place.ts'
import { homesOf } from '#world/population.ts'
import type { Edge, ServiceContext } from '../service.ts'
import type { clientDefinition } from './definition.ts'
import { ADDRESSES } from './requests.ts'

type Context = ServiceContext<typeof clientDefinition>

/** Where a client's users stand, and their connections: as many people as there are addresses, each with a home. */
export interface People {
  /** Where `user` stands; undefined: next to the API. */
  placeOf(user: number): Place | undefined
  /** Waits until `user` has a connection along `edge`: at once where one is alive, or where there is no distance. */
  connect(edge: Edge, user: number, by: Wanted): Process<void>
  /** Waits for the rest of a body that is larger than what its connection carries at once. */
  receive(edge: Edge, user: number, of: Received): Process<void>
  /** The properties or the model changed. */
  redeploy(): void
}

interface Wanted {
  readonly span: TraceContext
  /** Absent: over TLS. */
  readonly scheme?: 'http' | undefined
}

interface Received extends Wanted {
  readonly response: HttpResponse
}

/** A connection of one person to one server. */
interface Connection {
  readonly opened: Instant
  used: Instant
  /** Bytes that it carries before it waits for an answer. */
  window: number
}

/** A place and the weights of it and of all before it. */
interface Weighted {
  readonly place: Place
  readonly weightUpTo: number
}

/** The places that users are drawn from, with their last mile. */
function collectPlaces({ properties, model }: Context['node']): readonly Weighted[] {
  const homes = homesOf({ location: properties.Location, cities: model.Population })
  let total = 0
  return homes.map(({ place, weight }) => ({
    place: isCity(place) ? { ...place, lastMileMs: LAST_MILE_MS[model.Access] } : place,
    weightUpTo: (total += weight),
  }))
}

/** Regions are data centres: there is no last mile. */
const isCity = (place: Place): boolean => findCity(place.name) !== undefined

/** The people of one client. */
export function createPeople(ctx: Context): People {
  const network = ctx.random('connections')
  const connections = new Map<string, Connection>()
  let homes: readonly Place[] = []

  const redeploy = (): void => {
    const places = collectPlaces(ctx.node)
    const total = places.at(-1)?.weightUpTo ?? 0
    const only = places.length === 1 ? places[0]?.place : undefined
    // All at once and in order: who lives where depends on the seed, and on nothing that happens.
    const draws = only === undefined && total > 0 ? ctx.random('homes') : null
    homes = Array.from({ length: total > 0 ? ADDRESSES : 0 }, () => {
      if (draws === null) return only
      const ticket = draws.next() * total
      return places.find(({ weightUpTo }) => ticket < weightUpTo)?.place
    }).filter((place) => place !== undefined)
    connections.clear()
  }
  redeploy()

  const homeOf = (user: number): Place | undefined => homes[user % ADDRESSES]
  /** What is sent in the clear has a connection of its own. */
  const keyOf = (edge: Edge, user: number, scheme: Wanted['scheme']): string =>
    `${user % ADDRESSES} ${edge.target}${scheme === undefined ? '' : ` ${scheme}`}`

  /** Lets `took` pass as a span of its own. */
  function* spend(span: TraceContext, name: string, took: Duration): Process<void> {
    const part = ctx.beginSpan(span, name)
    yield ctx.sleep(took)
    ctx.endSpan(part, 'ok')
  }

  return {
    placeOf: homeOf,
    *connect(edge, user, { span, scheme }) {
      const roundTripMs = homes.length === 0 ? 0 : ctx.roundTripMs(edge, homeOf(user))
      if (roundTripMs === 0) return
      const { KeepAliveSeconds } = ctx.node.model
      const Handshake = scheme === 'http' ? 'tcp' : ctx.node.model.Handshake
      const key = keyOf(edge, user, scheme)
      const open = connections.get(key)
      if (open !== undefined) {
        // Another request of the same person opens it just now.
        if (open.opened > ctx.now) yield ctx.sleep(between(ctx.now, open.opened))
        if (ctx.now < after(open.used, seconds(KeepAliveSeconds))) return
      }
      const took = ms(sampleAround(connectMs(roundTripMs, Handshake), network))
      const opened = after(ctx.now, took)
      connections.set(key, { opened, used: opened, window: WINDOW_BYTES_AT_FIRST })
      yield* spend(span, `Connect (${HANDSHAKE_NAMES[Handshake]})`, took)
    },
    *receive(edge, user, { response, span, scheme }) {
      const key = keyOf(edge, user, scheme)
      const connection = connections.get(key)
      if (connection === undefined) return
      if (response.networkError !== undefined) {
        connections.delete(key)
        return
      }
      const bytes = bodyLength(response.body)
      const roundTrips = slowStartRoundTrips(bytes, connection.window)
      connection.window += bytes
      if (roundTrips > 0) {
        const roundTripMs = ctx.roundTripMs(edge, homeOf(user))
        yield* spend(span, 'Slow start', ms(sampleAround(roundTrips * roundTripMs, network)))
      }
      connection.used = ctx.now
    },
    redeploy,
  }
}

const HANDSHAKE_NAMES = {
  tcp: 'TCP',
  'tls1.2': 'TCP, TLS 1.2',
  'tls1.3': 'TCP, TLS 1.3',
  quic: 'QUIC',
} as const
