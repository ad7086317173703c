import type { TraceColumns } from './columns.ts'
import type { Name } from './names.ts'
import { codeOfKind } from './readColumns.ts'
import { A, AT, B, C, D, NO_TRACE, type TraceRow } from './traceRow.ts'

/** Collects trace events into batches of columns, within bounds. */
export interface TraceRows {
  add(sequence: number, row: TraceRow): void
  /** The batch so far; the next row begins a new one. */
  take(): TraceColumns
}

/** Characters of text in one batch: 16 MB in memory at most. */
const TEXT_MAX = 8 * 1024 * 1024
const ROWS_AT_FIRST = 1_024
/** How many left-out traces are remembered, so that no later fragment of them is kept. */
const LEFT_OUT_SLOTS = 65_536

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
  /** Counts batches: a name knows the last one that it stands in. */
  let batch = 0

  let lastText: string | null = null

  /** A text that comes twice in a row, as a log line and as a note, stands there once. */
  const append = (text: string): number => {
    if (text === lastText) return strings.length - 1
    lastText = text
    characters += text.length
    return strings.push(text) - 1
  }
  const intern = (name: Name): number => {
    if (name.batch !== batch) {
      name.batch = batch
      name.place = append(name.text)
    }
    return name.place
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

  const admit = ({ kind, trace, numbers }: TraceRow): boolean => {
    if (rows >= rowsMax || characters >= TEXT_MAX) {
      if (trace !== NO_TRACE) leaveOut(trace)
      return false
    }
    if (kind === codeOfKind.mark) return true
    if (trace === NO_TRACE) return rows < metricsEnd
    return admitTrace(trace, kind === codeOfKind['span-begin'] && numbers[C] === NO_TRACE)
  }

  return {
    add(sequence, row) {
      if (rowsMax === 0 || !admit(row)) {
        dropped++
        return
      }
      const room = columns.at.length
      if (rows === room) {
        columns = copyColumns(columns, createColumns(Math.min(rowsMax, room * 2)), rows)
      }
      const { numbers, name2, text } = row
      columns.sequence[rows] = sequence
      columns.at[rows] = numbers[AT] ?? 0
      columns.kind[rows] = row.kind
      columns.node[rows] = intern(row.node)
      columns.a[rows] = numbers[A] ?? 0
      columns.b[rows] = numbers[B] ?? 0
      columns.c[rows] = numbers[C] ?? 0
      columns.d[rows] = numbers[D] ?? 0
      columns.text[rows] = intern(row.name)
      columns.text2[rows] = text !== null ? append(text) : name2 === null ? 0 : intern(name2)
      rows++
    },
    take() {
      const exact = copyColumns(columns, createColumns(rows), rows)
      const taken = { ...exact, rows, strings, dropped }
      rows = 0
      dropped = 0
      characters = 0
      strings = []
      batch++
      lastText = null
      return taken
    },
  }
}
