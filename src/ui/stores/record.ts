import type { TraceEvent } from '#kernel/trace.ts'
import { createLive, type Live } from './live.ts'
import { createLogStore, levelOf, type LogStore } from './logs.ts'
import { createMarkStore, type MarkStore } from './marks.ts'
import { createRing, type Ring } from './ring.ts'
import { createSeriesStore, type SeriesStore } from './series.ts'
import { createTraceStore, type TraceStore } from './traces.ts'

/** What the Events tab narrates. */
export type StoryEvent = TraceEvent & {
  readonly type: 'span-begin' | 'span-end' | 'note' | 'hop' | 'log' | 'mark'
}

export const STORY_EVENTS_MAX = 2_000

/** What the screen keeps of a run: bounded, and outside of React. */
export interface RunRecord {
  readonly series: SeriesStore
  readonly traces: TraceStore
  readonly logs: LogStore
  readonly marks: MarkStore
  readonly story: { readonly live: Live; readonly events: Ring<StoryEvent> }
  add(events: readonly TraceEvent[]): void
  /** A run begins anew: all but the marks, which a re-run will tell again. */
  restart(): void
}

/** Creates an empty record. */
export function createRecord(): RunRecord {
  const series = createSeriesStore()
  const traces = createTraceStore()
  const logs = createLogStore()
  const marks = createMarkStore()
  const events = createRing<StoryEvent>(STORY_EVENTS_MAX)
  const live = createLive()

  const addOne = (event: TraceEvent): void => {
    switch (event.type) {
      case 'gauge':
      case 'counter':
      case 'sample':
        return
      case 'log': {
        const { sequence, at, node, stream, trace, line } = event
        logs.push({ sequence, at, node, stream, trace, line, level: levelOf(line) })
        break
      }
      case 'mark': {
        const { sequence, at, node, mark, detail, trace } = event
        marks.add({ sequence, at, node, mark, detail, trace })
        break
      }
      case 'span-begin':
      case 'span-end':
      case 'note':
      case 'hop':
    }
    events.push(event)
    traces.add(event)
  }

  return {
    series,
    traces,
    logs,
    marks,
    story: { live, events },
    add(batch) {
      if (batch.length === 0) return
      for (const event of batch) addOne(event)
      traces.changed()
      logs.changed()
      marks.changed()
      live.changed()
    },
    restart() {
      series.clear()
      traces.clear()
      logs.clear()
      events.clear()
      live.changed(true)
    },
  }
}
