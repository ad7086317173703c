import { useEffect, useReducer } from 'react'
import { documents } from '../stores/document.ts'
import { run } from '../stores/run.ts'
import { createDots, type Hop } from './dots.ts'
import { createTicker } from './frameTicker.ts'
import { createNodeActivity } from './nodeActivity.ts'
import type { WireCurve } from './wireCurve.ts'

/** The wires as they are drawn at this moment, by edge; each edge keeps its own up to date. */
export const wires = new Map<string, WireCurve>()

export const dots = createDots()
export const activity = createNodeActivity()
/** Wakes nodes several times a second while the run changes, a few in each frame. */
export const nodeTicker = createTicker((draw) => {
  requestAnimationFrame(draw)
})

/** Dots of a frame that held more virtual time than this are spread over it, not shown all at once; ms. */
const SPREAD_MS_MAX = 120
/** A display that was asleep (a background tab) does not catch up. */
const GAP_MS_MAX = 250

/** After a seek, a node's badges and health tell of so much of the run; virtual µs. */
const RECENT_US = 2_500_000

let display = 0
let measuredAt = 0
let shownUntil = 0
let lastRun = -1

/** The screen lags the run: when it ends, or a request that was followed in slow motion does, the last dots still arrive. */
let draining = false
/** A seek passes over what happened until then, virtual µs: only what is under way where it ends is shown. Null: none does. */
let skipUntil: number | null = null

const isOver = (): boolean =>
  dots.all.every((dot) => (run.record.traces.find(dot.trace)?.end ?? null) !== null)

/** Whether anything on the wires moves. */
export function isMoving(): boolean {
  draining &&= !dots.isStill(display)
  const { status, pausing } = run.store.getState()
  return draining || (status === 'playing' && !pausing)
}

/** Display time, ms: real time that stands still while the run does. Dots move by it. */
export function displayNow(): number {
  const now = performance.now()
  if (isMoving()) display += Math.min(GAP_MS_MAX, now - measuredAt)
  measuredAt = now
  return display
}

/** Hears of a hop: when it begins on the screen, and how many ms of the screen a virtual µs is. */
type HopListener = (hop: Hop, beginsAt: number, perUs: number) => void

const hopListeners = new Set<HopListener>()

/** Tells every hop that is shown, as it is told to the graph; `cleared`: the run began anew. */
export function onHop(listener: HopListener, cleared: () => void): () => void {
  hopListeners.add(listener)
  clearListeners.add(cleared)
  return () => {
    hopListeners.delete(listener)
    clearListeners.delete(cleared)
  }
}
const clearListeners = new Set<() => void>()

const endsOf = (edge: string): { readonly source: string; readonly target: string } | undefined =>
  documents.store.getState().scenario.edges.find((each) => each.id === edge)

/** Lets dots, health and badges follow the run. Call it once; it answers how to stop. */
export function connectCanvas(): () => void {
  const stopDraining = run.store.subscribe((state, before) => {
    if (before.slowMotion && !state.slowMotion) draining = isOver()
    const { status, idle } = state
    if (before.status === 'playing' && status === 'paused' && idle) draining = true
    if (status === 'seeking' && before.status !== 'seeking') {
      skipUntil = Infinity
      shownUntil = -1
    } else if (status !== 'seeking' && before.status === 'seeking') {
      // The last frames of a seek may come after its end.
      skipUntil = shownUntil >= state.now ? null : state.now
    }
  })
  const stopFrames = run.onFrame((frame, events) => {
    const now = displayNow()
    if (frame.run !== lastRun) {
      lastRun = frame.run
      shownUntil = frame.now
      dots.clear()
      activity.clear()
      for (const cleared of clearListeners) cleared()
    }
    const skipping = skipUntil !== null
    if (skipping) {
      shownUntil = frame.now
      dots.empty()
      activity.clear()
    }
    const passed = frame.now - shownUntil
    const { speed, reachedSpeed } = run.store.getState()
    const pace = speed === 'max' ? Math.max(reachedSpeed, 1) : speed
    const perUs = Math.min(0.001 / pace, passed <= 0 ? Infinity : SPREAD_MS_MAX / passed)
    const slow = 0.001 / pace
    activity.advance(now)
    const ends = new Map<string, ReturnType<typeof endsOf>>()
    for (const event of events) {
      if (!skipping || frame.now - event.at < RECENT_US) activity.add(event, now)
      if (event.type === 'mark' && event.mark === 'cold-start' && event.trace !== null) {
        dots.markCold(event.trace)
      }
      if (event.type !== 'hop' || (skipping && event.arriveAt <= frame.now)) continue
      const begins = now + Math.max(0, event.at - shownUntil) * perUs
      for (const listener of hopListeners) listener(event, begins, slow)
      if (!ends.has(event.edge)) ends.set(event.edge, endsOf(event.edge))
      const wire = ends.get(event.edge)
      if (wire === undefined) continue
      const length = wires.get(event.edge)?.length ?? 120
      dots.add(event, { ...wire, length }, begins, slow)
    }
    if (!skipping) for (const { edge, count } of frame.flows) dots.addFlow(edge, count, now)
    shownUntil = frame.now
    if (skipUntil !== null && frame.now >= skipUntil) skipUntil = null
    nodeTicker.changed()
  })
  return () => {
    stopDraining()
    stopFrames()
  }
}

/** Renders the caller again several times a second while the run changes. */
export function useNodeTick(): number {
  const [tick, next] = useReducer((count: number) => count + 1, 0)
  useEffect(() => nodeTicker.subscribe(next), [])
  return tick
}
