import type { CacheUse, Outcome, TraceEvent } from '#kernel/trace.ts'

/** What a dot says, by shape and colour. */
export type DotKind = 'request' | 'reply' | 'cold' | 'throttle' | 'error' | 'retry' | CacheUse

export type Hop = Extract<TraceEvent, { type: 'hop' }>

/** A hop on its way over the screen. Times are display time: ms that stand still while the run is paused. */
export interface Dot {
  readonly edge: string
  readonly trace: number
  readonly phase: 'request' | 'reply'
  readonly outcome: Outcome
  readonly attempt: number
  /** On a reply: what a cache made of the request. */
  readonly cache: CacheUse | null
  readonly begin: number
  readonly end: number
}

/** What the wire between two nodes must tell a dot. */
export interface WireFacts {
  readonly source: string
  readonly target: string
  /** px */
  readonly length: number
}

/** A wire's traffic where there is too much of it for dots: requests per second of display time, smoothed. */
export interface Flow {
  readonly rate: number
  /** Share of replies that went wrong, 0-1. */
  readonly bad: number
  /** Share of replies that a cache could give, 0-1; null where no cache has answered. */
  readonly hits: number | null
  /** Whether hops are drawn as flow now. */
  readonly merged: boolean
}

/** A hop within a Region takes under a millisecond: on screen it takes at least this, so that it can be seen. */
const TRAVEL_MS_MIN = 160
const TRAVEL_MS_PER_PX = 0.9
/** The screen may lag the run by this much to show one request's hops one after the other. */
const LAG_MS_MAX = 1_200
/** Dots of one lane that would lie closer than this run together: their wire is drawn as flow. */
const SPACING_PX_MIN = 4
/** A wire that flows goes back to dots once it carries this share of what made it flow. */
const CALM = 0.7
/** Dots of one wire at most, those that wait for their turn included. */
const DOTS_PER_WIRE_MAX = 300
export const DOTS_MAX = 6_000
const RATE_TAU_MS = 1_500
/** How much one reply moves a wire's shares. */
const SHARE_OF_ONE = 0.05
/** More nodes than any document has. */
const NODES_MAX = 65_536
/** Arrivals that are remembered before those of the past are dropped. */
const ARRIVALS_MAX = 10_000

interface Wire {
  dots: number
  rate: number
  bad: number
  hits: number | null
  /** px */
  length: number
  merged: boolean
  /** Counts without hops arrive: it is flow, whatever the rate. */
  countedUntil: number
}

/** Hops on the screen. */
export interface Dots {
  readonly all: readonly Dot[]
  isCold(trace: number): boolean
  /** Whether a cache has answered since the run began. */
  readonly hasCaches: boolean
  /** A hop was told; `now` is display time, `perUs` display ms per virtual µs. */
  add(hop: Hop, facts: WireFacts, now: number, perUs: number): void
  markCold(trace: number): void
  /** Hops that came only as a number. */
  addFlow(edge: string, count: number, now: number): void
  /** Drops what has arrived and lets rates decay. */
  advance(now: number): void
  flow(edge: string, now: number): Flow
  /** Whether nothing is on any wire. */
  isStill(now: number): boolean
  /** Takes all that is on the wires away; what is known of traces and caches stays. */
  empty(): void
  clear(): void
}

/** Which shape a hop has. A failure outranks a retry, a retry what a cache says, that a cold start. */
export function kindOf(dot: Dot, cold: boolean): DotKind {
  if (dot.outcome === 'throttle') return 'throttle'
  if (dot.outcome !== 'ok') return 'error'
  if (dot.attempt > 1 && dot.phase === 'request') return 'retry'
  if (dot.cache !== null) return dot.cache
  if (cold) return 'cold'
  return dot.phase
}

/** How much of its way a dot has gone, 0-1, seen from the source; null before it begins. */
export function shareOf(dot: Dot, now: number): number | null {
  if (now < dot.begin) return null
  const gone = Math.min(1, (now - dot.begin) / Math.max(1e-6, dot.end - dot.begin))
  return dot.phase === 'request' ? gone : 1 - gone
}

/** How long a hop travels over the screen; ms. Slow motion shows its true time once that is longer. */
export const travelMs = (length: number, trueMs: number): number =>
  Math.max(TRAVEL_MS_MIN + TRAVEL_MS_PER_PX * length * 0.5, trueMs)

/** Creates a screen without dots. */
export function createDots(): Dots {
  let all: Dot[] = []
  const cold = new Set<number>()
  const wires = new Map<string, Wire>()
  /** When a trace's last dot reached a node: its next hop from there begins no earlier. */
  const arrivals = new Map<number, number>()
  const nodes = new Map<string, number>()
  let advancedAt = 0
  let hasCaches = false

  const wireOf = (edge: string): Wire => {
    const known = wires.get(edge)
    if (known !== undefined) return known
    const wire: Wire = {
      dots: 0,
      rate: 0,
      bad: 0,
      hits: null,
      length: 120,
      merged: false,
      countedUntil: 0,
    }
    wires.set(edge, wire)
    return wire
  }
  /** A trace's arrival at a node, as one number: the table is asked twice for each hop. */
  const arrivalKey = (trace: number, node: string): number => {
    let index = nodes.get(node)
    if (index === undefined) nodes.set(node, (index = nodes.size))
    return trace * NODES_MAX + index
  }
  const countReply = (wire: Wire, { outcome, cache }: Hop): void => {
    wire.bad += ((outcome === 'ok' ? 0 : 1) - wire.bad) * SHARE_OF_ONE
    if (cache === undefined) return
    hasCaches = true
    const isHit = cache === 'miss' ? 0 : 1
    wire.hits = wire.hits === null ? isHit : wire.hits + (isHit - wire.hits) * SHARE_OF_ONE
  }
  const count = (wire: Wire, requests: number): void => {
    wire.rate += (requests * 1_000) / RATE_TAU_MS
  }

  const isMerged = (wire: Wire, now: number): boolean => {
    const onLane = (wire.rate * travelMs(wire.length, 0)) / 1_000
    const most = Math.max(12, wire.length / SPACING_PX_MIN)
    wire.merged = onLane > (wire.merged ? most * CALM : most)
    return wire.merged || now < wire.countedUntil
  }

  return {
    get all() {
      return all
    },
    isCold: (trace) => cold.has(trace),
    get hasCaches() {
      return hasCaches
    },
    add(hop, facts, now, perUs) {
      const wire = wireOf(hop.edge)
      wire.length = facts.length
      if (hop.phase === 'request') count(wire, 1)
      else countReply(wire, hop)
      const from = hop.phase === 'request' ? facts.source : facts.target
      const to = hop.phase === 'request' ? facts.target : facts.source
      const ready = arrivals.get(arrivalKey(hop.trace, from)) ?? now
      const begin = Math.max(now, Math.min(ready, now + LAG_MS_MAX))
      const end = begin + travelMs(facts.length, (hop.arriveAt - hop.at) * perUs)
      arrivals.set(arrivalKey(hop.trace, to), end)
      // What went wrong stays a dot of its own, however dense the traffic.
      const plain = hop.outcome === 'ok' && hop.attempt === 1 && !cold.has(hop.trace)
      if (plain && isMerged(wire, now)) return
      if (wire.dots >= DOTS_PER_WIRE_MAX || all.length >= DOTS_MAX) return
      wire.dots++
      const { edge, trace, phase, outcome, attempt, cache = null } = hop
      all.push({ edge, trace, phase, outcome, attempt, cache, begin, end })
    },
    markCold(trace) {
      cold.add(trace)
      if (cold.size > 4_000) for (const old of [...cold].slice(0, 2_000)) cold.delete(old)
    },
    addFlow(edge, hops, now) {
      const wire = wireOf(edge)
      // Counts hold both directions.
      count(wire, hops / 2)
      wire.countedUntil = now + RATE_TAU_MS
    },
    advance(now) {
      const passed = now - advancedAt
      advancedAt = now
      if (passed <= 0) return
      const decay = Math.exp(-passed / RATE_TAU_MS)
      for (const wire of wires.values()) wire.rate *= decay
      all = all.filter((dot) => {
        if (dot.end > now) return true
        wireOf(dot.edge).dots--
        return false
      })
      if (arrivals.size > ARRIVALS_MAX) {
        for (const [key, at] of arrivals) if (at < now) arrivals.delete(key)
      }
      if (arrivals.size > 2 * ARRIVALS_MAX) arrivals.clear()
    },
    flow(edge, now) {
      const wire = wireOf(edge)
      return { rate: wire.rate, bad: wire.bad, hits: wire.hits, merged: isMerged(wire, now) }
    },
    isStill: (now) => all.length === 0 && ![...wires.values()].some((wire) => isMerged(wire, now)),
    empty() {
      all = []
      arrivals.clear()
      for (const wire of wires.values()) {
        wire.dots = 0
        wire.rate = 0
        wire.countedUntil = 0
      }
    },
    clear() {
      all = []
      cold.clear()
      wires.clear()
      arrivals.clear()
      nodes.clear()
      hasCaches = false
    },
  }
}
