import { utf8Encode } from '#contracts/bytes.ts'
import type { Process } from '#kernel/process.ts'
import type { Duration } from '#kernel/time.ts'
import { type BucketClient, createBucketClient, TransferFailure } from './bucketClient.ts'
import {
  type ExportContent,
  manifestKey,
  planDataFiles,
  toChecksum,
  toManifestLine,
  toSummary,
} from './exportFiles.ts'
import type { TransferHost } from './host.ts'
import { loadIon } from './loadIon.ts'
import type { ExportTask } from './tasks.ts'

const GZIP = [['content-type', 'application/x-gzip']] as const
const JSON_TYPE = [['content-type', 'application/json']] as const

/** Puts a manifest and the checksum beside it. */
function* putManifest(
  bucket: BucketClient,
  task: ExportTask,
  { name, text }: { readonly name: string; readonly text: string },
): Process<void> {
  yield* bucket.put(manifestKey(task, `${name}.json`), utf8Encode(text), JSON_TYPE)
  yield* bucket.put(manifestKey(task, `${name}.checksum`), utf8Encode(toChecksum(text)))
}

function* write(
  host: TransferHost,
  { task, content, delay }: ExportJob,
  bucket: BucketClient,
): Process<void> {
  yield* bucket.put(manifestKey(task, '_started'), new Uint8Array(0))
  yield host.ctx.sleep(delay)
  const toLine =
    task.format === 'ION' ? (yield* host.ctx.settle(loadIon())).writeIonRow : JSON.stringify
  const lines: string[] = []
  for (const rows of content.partitions) {
    for (const file of planDataFiles(
      task,
      rows.map((row) => toLine(row)),
      host.random,
    )) {
      const etag = yield* bucket.put(file.key, file.bytes, GZIP)
      lines.push(toManifestLine(file, etag))
    }
  }
  task.itemCount = content.itemCount
  task.billedBytes = content.bytes
  const files = lines.map((line) => `${line}\n`).join('')
  yield* putManifest(bucket, task, { name: 'manifest-files', text: files })
  const summary = toSummary(task, host.ctx.now)
  yield* putManifest(bucket, task, { name: 'manifest-summary', text: summary })
  host.billed('exported', content.bytes)
}

/** An export that is to be carried out. */
export interface ExportJob {
  readonly task: ExportTask
  readonly content: ExportContent
  /** How long AWS takes to read the table's past. */
  readonly delay: Duration
  readonly ended: () => void
}

/** Writes an export's objects: first `_started`, by which it is known that the bucket can be written to. */
export function* runExport(host: TransferHost, job: ExportJob): Process<void> {
  const { ctx } = host
  const { task } = job
  const span = ctx.beginSpan(null, 'DynamoDB export')
  try {
    yield* write(host, job, createBucketClient(host, task.bucket, span))
    task.end = { at: ctx.now, failure: null }
  } catch (error) {
    if (!(error instanceof TransferFailure)) throw error
    const { code, message } = error
    task.end = { at: ctx.now, failure: { code, message } }
    ctx.record({ type: 'mark', trace: span.trace, mark: 'error', detail: `${code}: ${message}` })
  }
  ctx.endSpan(span, task.end.failure === null ? 'ok' : 'error')
  job.ended()
}
