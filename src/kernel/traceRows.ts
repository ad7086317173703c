import type { TraceColumns } from './columns.ts'
import { codeOfCacheUse, codeOfKind, codeOfOutcome, hopBits, phases } from './readColumns.ts'
import type { Instant } from './time.ts'
import type { NodeId, TraceBody } from './trace.ts'

/** Collects trace events into batches of columns, within bounds. */
export interface TraceRows {
  add(sequence: number, at: Instant, node: NodeId, body: TraceBody): void
  /** The batch so far; the next row begins a new one. */
  take(): TraceColumns
}

/** Characters of text in one batch: 16 MB in memory at most. */
const TEXT_MAX = 8 * 1024 * 1024
const ROWS_AT_FIRST = 1_024
/** How many left-out traces are remembered, so that no later fragment of them is kept. */
const LEFT_OUT_SLOTS = 65_536
const NO_TRACE = -1

interface Columns {
  readonly sequence: Float64Array<ArrayBuffer>
  readonly at: Float64Array<ArrayBuffer>
  readonly kind: Uint8Array<ArrayBuffer>
  readonly node: Uint32Array<ArrayBuffer>
  readonly a: Float64Array<ArrayBuffer>
  readonly b: Float64Array<ArrayBuffer>
  readonly c: Float64Array<ArrayBuffer>
  readonly d: Float64Array<ArrayBuffer>
  readonly text: Uint32Array<ArrayBuffer>
  readonly text2: Uint32Array<ArrayBuffer>
}

/** Bytes of a row in all columns. */
const ROW_BYTES = 6 * 8 + 3 * 4 + 1

/** All in one buffer, the widest first: ten of their own would cost each batch as many allocations and transfers. */
function createColumns(size: number): Columns {
  const buffer = new ArrayBuffer(size * ROW_BYTES)
  let end = 0
  const numbers = (): Float64Array<ArrayBuffer> => {
    const column = new Float64Array(buffer, end, size)
    end += column.byteLength
    return column
  }
  const indices = (): Uint32Array<ArrayBuffer> => {
    const column = new Uint32Array(buffer, end, size)
    end += column.byteLength
    return column
  }
  return {
    sequence: numbers(),
    at: numbers(),
    a: numbers(),
    b: numbers(),
    c: numbers(),
    d: numbers(),
    node: indices(),
    text: indices(),
    text2: indices(),
    kind: new Uint8Array(buffer, end, size),
  }
}

const copyColumns = (from: Columns, to: Columns, rows: number): Columns => {
  to.sequence.set(from.sequence.subarray(0, rows))
  to.at.set(from.at.subarray(0, rows))
  to.kind.set(from.kind.subarray(0, rows))
  to.node.set(from.node.subarray(0, rows))
  to.a.set(from.a.subarray(0, rows))
  to.b.set(from.b.subarray(0, rows))
  to.c.set(from.c.subarray(0, rows))
  to.d.set(from.d.subarray(0, rows))
  to.text.set(from.text.subarray(0, rows))
  to.text2.set(from.text2.subarray(0, rows))
  return to
}

/**
 * Creates an empty batch of at most `rowsMax` rows. What fills up first gives way in this order: metrics past half of
 * it (they come as `MetricPoint`s as well), traces that would begin past three quarters, then whole traces that no
 * longer fit; the last sixteenth is for marks.
 */
export function createTraceRows(rowsMax: number): TraceRows {
  const metricsEnd = Math.floor(rowsMax / 2)
  const beginningsEnd = Math.floor((rowsMax * 3) / 4)
  const tracesEnd = rowsMax - Math.floor(rowsMax / 16)
  const leftOut = new Float64Array(LEFT_OUT_SLOTS).fill(NO_TRACE)
  let columns = createColumns(Math.min(ROWS_AT_FIRST, rowsMax))
  let rows = 0
  let dropped = 0
  let characters = 0
  let strings: string[] = []
  /** Where a text stands among `strings` that comes again and again. */
  let places = new Map<string, number>()

  /** A text that rarely comes twice. */
  const append = (text: string): number => {
    characters += text.length
    return strings.push(text) - 1
  }
  const intern = (text: string): number => {
    const known = places.get(text)
    if (known !== undefined) return known
    const index = append(text)
    places.set(text, index)
    return index
  }

  const leaveOut = (trace: number): false => {
    leftOut[trace % LEFT_OUT_SLOTS] = trace
    return false
  }

  const admitTrace = (trace: number, begins: boolean): boolean => {
    if (leftOut[trace % LEFT_OUT_SLOTS] === trace) return false
    if (begins && rows >= beginningsEnd) return leaveOut(trace)
    return rows < tracesEnd ? true : leaveOut(trace)
  }

  const admit = (body: TraceBody): boolean => {
    if (rows >= rowsMax || characters >= TEXT_MAX) {
      if ('trace' in body && body.trace !== null) leaveOut(body.trace)
      return false
    }
    switch (body.type) {
      case 'mark':
        return true
      case 'gauge':
      case 'counter':
      case 'sample':
        return rows < metricsEnd
      case 'log':
        return body.trace === null ? rows < metricsEnd : admitTrace(body.trace, false)
      case 'span-begin':
        return admitTrace(body.trace, body.parent === null)
      case 'span-end':
      case 'note':
      case 'hop':
        return admitTrace(body.trace, false)
    }
  }

  const write = (kind: number, a: number, b: number, c: number, d: number): void => {
    columns.kind[rows] = kind
    columns.a[rows] = a
    columns.b[rows] = b
    columns.c[rows] = c
    columns.d[rows] = d
  }

  const writeTexts = (text: string, text2: string | null): void => {
    columns.text[rows] = intern(text)
    columns.text2[rows] = text2 === null ? 0 : intern(text2)
  }

  const writeBody = (body: TraceBody): void => {
    switch (body.type) {
      case 'span-begin':
        write(codeOfKind['span-begin'], body.trace, body.span, body.parent ?? NO_TRACE, 0)
        return writeTexts(body.name, null)
      case 'span-end':
        return write(codeOfKind['span-end'], body.trace, body.span, codeOfOutcome[body.outcome], 0)
      case 'note':
        write(codeOfKind.note, body.trace, body.span, 0, 0)
        return writeTexts(body.key, body.value)
      case 'hop': {
        const how = codeOfOutcome[body.outcome] + (body.phase === phases[0] ? 0 : hopBits.phase)
        const far = body.way === undefined ? 0 : hopBits.way
        const cache = body.cache === undefined ? 0 : hopBits.cache * codeOfCacheUse[body.cache]
        const facts = how + far + cache + hopBits.attempt * body.attempt
        write(codeOfKind.hop, body.trace, body.span, facts, body.arriveAt)
        return writeTexts(body.edge, body.way ?? null)
      }
      case 'log':
        write(codeOfKind.log, body.trace ?? NO_TRACE, 0, 0, 0)
        columns.text[rows] = intern(body.stream)
        columns.text2[rows] = append(body.line)
        return
      case 'gauge':
      case 'counter':
      case 'sample':
        write(codeOfKind[body.type], body.value, 0, 0, 0)
        return writeTexts(body.name, null)
      case 'mark':
        write(codeOfKind.mark, body.trace ?? NO_TRACE, 0, 0, 0)
        return writeTexts(body.mark, body.detail)
    }
  }

  return {
    add(sequence, at, node, body) {
      if (rowsMax === 0 || !admit(body)) {
        dropped++
        return
      }
      const room = columns.at.length
      if (rows === room) {
        columns = copyColumns(columns, createColumns(Math.min(rowsMax, room * 2)), rows)
      }
      columns.sequence[rows] = sequence
      columns.at[rows] = at
      columns.node[rows] = intern(node)
      writeBody(body)
      rows++
    },
    take() {
      const exact = copyColumns(columns, createColumns(rows), rows)
      const batch = { ...exact, rows, strings, dropped }
      rows = 0
      dropped = 0
      characters = 0
      strings = []
      places = new Map()
      return batch
    },
  }
}
