import type { Instant } from '#kernel/time.ts'
import type { WireObject } from '../refusal.ts'

/** How a transfer ended; null while it is under way. */
export interface TransferEnd {
  readonly at: Instant
  readonly failure: { readonly code: string; readonly message: string } | null
}

/** What an export tells: a table as it was, or what changed between two instants. */
export type ExportKind =
  | { readonly type: 'FULL_EXPORT'; readonly at: Instant }
  | {
      readonly type: 'INCREMENTAL_EXPORT'
      readonly from: Instant
      readonly to: Instant
      readonly view: 'NEW_IMAGE' | 'NEW_AND_OLD_IMAGES'
    }

/** How an export's rows are written. */
export type ExportFormat = 'DYNAMODB_JSON' | 'ION'

/** An export of a table to a bucket. Plain data: it outlives the process. */
export interface ExportTask {
  readonly arn: string
  /** The last part of its ARN, and of its folder in the bucket. */
  readonly id: string
  readonly tableArn: string
  readonly tableId: string
  readonly kind: ExportKind
  readonly format: ExportFormat
  readonly bucket: string
  readonly bucketOwner: string | null
  readonly prefix: string | null
  readonly sse: { readonly algorithm: string; readonly keyId: string | null }
  readonly clientToken: string | null
  /** The request, by which one with the same token is told from another. */
  readonly asked: string
  readonly startedAt: Instant
  end: TransferEnd | null
  itemCount: number
  billedBytes: number
}

/** How the objects of an import are to be read. */
export interface ImportFormat {
  readonly type: 'DYNAMODB_JSON' | 'ION' | 'CSV'
  readonly delimiter: string
  /** Null: the first line of each object is its header. */
  readonly header: readonly string[] | null
  readonly compression: 'GZIP' | 'ZSTD' | 'NONE'
}

/** An import of a bucket's objects to a new table. Plain data: it outlives the process. */
export interface ImportTask {
  readonly arn: string
  readonly tableName: string
  readonly tableArn: string
  readonly tableId: string
  readonly bucket: string
  readonly prefix: string
  readonly format: ImportFormat
  /** What of the request DescribeImport tells again. */
  readonly echoed: WireObject
  readonly clientToken: string | null
  readonly asked: string
  readonly startedAt: Instant
  end: TransferEnd | null
  /** Bytes of the objects, unpacked. */
  processedBytes: number
  processedItems: number
  importedItems: number
  errors: number
}

/** The account's transfers in the order in which they were asked for, by ARN. */
export interface Transfers {
  readonly exports: Map<string, ExportTask>
  readonly imports: Map<string, ImportTask>
}

/** IN_PROGRESS, COMPLETED or FAILED, at `now`. */
export function statusOf({ end }: { readonly end: TransferEnd | null }, now: Instant): string {
  if (end === null || end.at > now) return 'IN_PROGRESS'
  return end.failure === null ? 'COMPLETED' : 'FAILED'
}
