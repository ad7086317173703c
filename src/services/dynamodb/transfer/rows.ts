import { type Instant, toMs } from '#kernel/time.ts'
import { type ExportTask, type ImportTask, statusOf, type Transfers } from './tasks.ts'

/** An export or import, for the inspector. */
export type TransferRow = {
  readonly kind: 'export' | 'import'
  readonly arn: string
  readonly status: string
  /** The bucket and where in it: `dumps/daily/AWSDynamoDB/…`. */
  readonly where: string
  /** The table that an import makes. */
  readonly table: string | null
  readonly items: number
  readonly bytes: number
  readonly errors: number
  readonly failure: string | null
  /** ms since the run began. */
  readonly atMs: number
}

/** What the inspector's panel shows. */
export type TransfersAnswer = {
  /** The nodes of the buckets that are wired to the table. */
  readonly buckets: readonly string[]
  readonly tableArn: string
  readonly isRecoverable: boolean
  /** Why the last one that was asked for by hand was refused. */
  readonly refusal: string | null
  /** The newest first. */
  readonly rows: readonly TransferRow[]
}

const ROWS_MAX = 50

const failureOf = ({ end }: ExportTask | ImportTask, now: Instant): string | null =>
  end === null || end.at > now || end.failure === null
    ? null
    : `${end.failure.code}: ${end.failure.message}`

/** The transfers of a table, and all imports, for those make tables of their own. */
export function readRows(
  { exports, imports }: Transfers,
  tableArn: string,
  now: Instant,
): readonly TransferRow[] {
  const common = (task: ExportTask | ImportTask) => ({
    arn: task.arn,
    status: statusOf(task, now),
    failure: failureOf(task, now),
    atMs: toMs(task.startedAt),
  })
  const exported = [...exports.values()]
    .filter((task) => task.tableArn === tableArn)
    .map((task): TransferRow => ({
      ...common(task),
      kind: 'export',
      where: `${task.bucket}/${task.prefix === null ? '' : `${task.prefix}/`}AWSDynamoDB/${task.id}`,
      table: null,
      items: task.itemCount,
      bytes: task.billedBytes,
      errors: 0,
    }))
  const imported = [...imports.values()].map((task): TransferRow => ({
    ...common(task),
    kind: 'import',
    where: `${task.bucket}/${task.prefix}`,
    table: task.tableName,
    items: task.importedItems,
    bytes: task.processedBytes,
    errors: task.errors,
  }))
  return [...exported, ...imported].sort((a, b) => b.atMs - a.atMs).slice(0, ROWS_MAX)
}
