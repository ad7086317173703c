import { SEGMENT_NOTE } from '#contracts/xray.ts'
import type { TraceColumns } from '#kernel/columns.ts'
import { readRow, rowKinds } from '#kernel/readColumns.ts'

const NOTE = rowKinds.indexOf('note')
/** Documents that a run keeps at most. */
const DOCUMENTS_MAX = 100_000

/** Gathers X-Ray's segment documents while a run goes on, as JSON texts. */
export function createSegments(): {
  readonly add: (trace: TraceColumns) => void
  readonly documents: readonly string[]
} {
  const documents: string[] = []
  return {
    documents,
    add(trace) {
      for (let row = 0; row < trace.rows && documents.length < DOCUMENTS_MAX; row++) {
        if (trace.kind[row] !== NOTE) continue
        const event = readRow(trace, row)
        if (event?.type === 'note' && event.key === SEGMENT_NOTE) documents.push(event.value)
      }
    },
  }
}
