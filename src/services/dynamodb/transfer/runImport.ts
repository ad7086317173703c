import type { Process } from '#kernel/process.ts'
import type { Duration } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Item } from '../attributeValue.ts'
import type { Table } from '../table.ts'
import { createBucketClient, TransferFailure } from './bucketClient.ts'
import type { TransferHost } from './host.ts'
import { loadIon } from './loadIon.ts'
import { readObject, UnreadableObject } from './readObject.ts'
import type { ImportTask } from './tasks.ts'

/** An import that is to be carried out. */
export interface ImportJob {
  readonly task: ImportTask
  readonly table: Table
  /** How long AWS takes beside reading the objects. */
  readonly delay: Duration
  /** Puts an object's items into the table. */
  readonly take: (items: readonly Item[]) => void
  readonly ended: () => void
}

/** Errors that are told one by one. "…up to 10,000 errors" go to CloudWatch; the run's record is spared. */
const TOLD_MAX = 5

function* read(host: TransferHost, job: ImportJob, span: TraceContext): Process<void> {
  const { ctx } = host
  const { task, table } = job
  const tell = (detail: string): void => {
    if (task.errors++ >= TOLD_MAX) return
    ctx.record({
      type: 'mark',
      trace: span.trace,
      mark: 'error',
      detail: `${task.tableName}: ${detail}`,
    })
  }
  const bucket = createBucketClient(host, task.bucket, span)
  const keys = yield* bucket.list(task.prefix)
  yield ctx.sleep(job.delay)
  const ion = task.format.type === 'ION' ? yield* ctx.settle(loadIon()) : null
  for (const key of keys) {
    const packed = yield* bucket.get(key)
    try {
      const { bytes, rows } = readObject(packed, task.format, { table, ion })
      task.processedBytes += bytes
      const items: Item[] = []
      for (const row of rows) {
        task.processedItems++
        if ('item' in row) items.push(row.item)
        else tell(`${key}: ${row.error}`)
      }
      job.take(items)
      task.importedItems += items.length
    } catch (error) {
      if (!(error instanceof UnreadableObject)) throw error
      tell(`${key}: ${error.message}`)
    }
  }
  host.billed('imported', task.processedBytes)
}

/** Reads the objects of an import into its table. What is wrong with an item is counted; the rest is imported. */
export function* runImport(host: TransferHost, job: ImportJob): Process<void> {
  const { ctx } = host
  const { task } = job
  const span = ctx.beginSpan(null, 'DynamoDB import')
  let failure: { readonly code: string; readonly message: string } | null = null
  try {
    yield* read(host, job, span)
    if (task.errors > 0) {
      failure = {
        code: 'ItemValidationError',
        message:
          'Some of the items failed validation checks. Please check CloudWatch error logs for more details.',
      }
    }
  } catch (error) {
    if (!(error instanceof TransferFailure)) throw error
    failure = { code: error.code, message: error.message }
    const detail = `${error.code}: ${error.message}`
    ctx.record({ type: 'mark', trace: span.trace, mark: 'error', detail })
  }
  task.end = { at: ctx.now, failure }
  ctx.endSpan(span, failure === null ? 'ok' : 'error')
  job.ended()
}
