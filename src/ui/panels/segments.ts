import type { Span, Trace } from '../stores/traces.ts'

/** The note that holds a segment document of X-Ray's, as JSON text. */
const SEGMENT_NOTE = 'xray'

/** A segment as it is shown. */
export interface ShownSegment {
  readonly id: string
  readonly name: string
  readonly origin: string
  /** `fault`, `throttle`, `error`; null: it went well. */
  readonly flag: 'fault' | 'throttle' | 'error' | null
  readonly document: object
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function readSegment(text: string): ShownSegment | null {
  const document: unknown = JSON.parse(text)
  if (!isObject(document)) return null
  const flag = (['fault', 'throttle', 'error'] as const).find((each) => document[each] === true)
  return {
    id: textOf(document['id']),
    name: textOf(document['name']),
    origin: textOf(document['origin']),
    flag: flag ?? null,
    document,
  }
}

/** The notes that are facts to read. */
export const plainNotes = ({ notes }: Span): Span['notes'] =>
  notes.filter(([key]) => key !== SEGMENT_NOTE)

const startOf = ({ document }: ShownSegment): number =>
  'start_time' in document && typeof document.start_time === 'number' ? document.start_time : 0

/** What services sent to X-Ray of a trace, by the time at which it began. */
export const segmentsOf = (trace: Trace): readonly ShownSegment[] =>
  trace.spans
    .flatMap(({ notes }) => notes)
    .flatMap(([key, value]) => (key === SEGMENT_NOTE ? (readSegment(value) ?? []) : []))
    .sort((one, two) => startOf(one) - startOf(two))

/** All of a trace's documents, as one list of JSON. */
export const segmentsText = (segments: readonly ShownSegment[]): string =>
  JSON.stringify(
    segments.map(({ document }) => document),
    null,
    2,
  )
