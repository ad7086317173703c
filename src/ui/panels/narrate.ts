import type { Outcome } from '#kernel/trace.ts'
import { formatDuration } from '../timeline/clock.ts'
import { lookOf } from '../timeline/marks.ts'
import type { StoryEvent } from '../stores/record.ts'
import type { Trace } from '../stores/traces.ts'

/** What the narrator has to know beside the event itself. */
export interface Cast {
  nameOf(node: string): string
  edge(id: string): { readonly source: string; readonly target: string } | undefined
  trace(id: number): Trace | undefined
}

/** One step of the story, in words. */
export interface Step {
  readonly text: string
  readonly tone: 'plain' | 'cold' | Outcome
}

const HOW: Readonly<Record<Outcome, string>> = {
  ok: 'is done',
  error: 'ends with an error of the caller (4xx)',
  throttle: 'was throttled (429)',
  fault: 'failed (5xx)',
}

const RETURNS: Readonly<Record<Outcome, string>> = {
  ok: 'answers',
  error: 'refuses: an error reply travels back to',
  throttle: 'throttles: 429 travels back to',
  fault: 'fails: a fault travels back to',
}

/** Notes that repeat what another line says. */
const SILENT_NOTES: readonly string[] = ['report', 'requestId']

const NOTE_LENGTH_MAX = 160
/** A REPORT line with all its fields is shorter than this. */
const LOG_LENGTH_MAX = 320

const shorten = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length)}…` : text

function narrateHop(event: StoryEvent & { type: 'hop' }, cast: Cast): Step | null {
  const edge = cast.edge(event.edge)
  if (edge === undefined) return null
  const from = cast.nameOf(edge.source)
  const to = cast.nameOf(edge.target)
  const time = formatDuration(event.arriveAt - event.at)
  if (event.phase === 'request') {
    const again = event.attempt > 1 ? ` again (attempt ${event.attempt})` : ''
    return { text: `${from} calls ${to}${again}; on the wire for ${time}`, tone: 'plain' }
  }
  const verb = RETURNS[event.outcome]
  return { text: `${to} ${verb} ${from}; on the wire for ${time}`, tone: event.outcome }
}

function narrateEnd(event: StoryEvent & { type: 'span-end' }, cast: Cast): Step | null {
  const trace = cast.trace(event.trace)
  const span = trace?.spans.find(({ id }) => id === event.span)
  if (span === undefined) return null
  const took = formatDuration(event.at - span.begin)
  const name = cast.nameOf(event.node)
  return { text: `${name}: ${span.name} ${HOW[event.outcome]} after ${took}`, tone: event.outcome }
}

/** `event` in words, for someone who watches in slow motion; null where there is nothing to say. */
export function narrate(event: StoryEvent, cast: Cast): Step | null {
  const name = cast.nameOf(event.node)
  switch (event.type) {
    case 'span-begin':
      return event.parent === null
        ? { text: `${name} begins ${event.name}`, tone: 'plain' }
        : { text: `${name}: ${event.name} begins`, tone: 'plain' }
    case 'span-end':
      return narrateEnd(event, cast)
    case 'hop':
      return narrateHop(event, cast)
    case 'note': {
      if (SILENT_NOTES.includes(event.key)) return null
      const value = event.value.replaceAll(/\s+/g, ' ')
      const short = shorten(value, NOTE_LENGTH_MAX)
      const words = event.key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
      return { text: `${name}: ${words} ${short}`, tone: 'plain' }
    }
    case 'log': {
      const parts = event.line.trimEnd().split('\t')
      const message =
        parts.length > 3 && parts[0]?.endsWith('Z') ? parts.slice(3).join(' ') : event.line
      return { text: `${name} logs: ${shorten(message.trim(), LOG_LENGTH_MAX)}`, tone: 'plain' }
    }
    case 'mark': {
      const { title } = lookOf(event.mark)
      const tone =
        event.mark === 'cold-start' ? 'cold' : event.mark === 'throttle' ? 'throttle' : 'fault'
      const isInput = event.mark === 'edit' || event.mark === 'command'
      return { text: `${name}: ${title}, ${event.detail}`, tone: isInput ? 'plain' : tone }
    }
  }
}
