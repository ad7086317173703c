import { md5 } from '@noble/hashes/legacy.js'
import { base64Encode, utf8Encode } from '#contracts/bytes.ts'
import { formatIsoTime } from '#contracts/calendar.ts'
import type { Random } from '#kernel/random.ts'
import { type Instant, START, toEpochMs } from '#kernel/time.ts'
import { gzipSync } from 'fflate'
import { toWireItem } from '../attributeShape.ts'
import { type Item, sizeOfItem } from '../attributeValue.ts'
import { hashKey } from '../keyHash.ts'
import type { KeyRange } from '../partitions/point.ts'
import type { WireObject } from '../refusal.ts'
import { type KeySchema, toKeyItem } from '../schema.ts'
import type { ItemChange } from '../time/history.ts'
import type { ExportKind, ExportTask } from './tasks.ts'

/** What an export writes: its rows, a partition's together. */
export interface ExportContent {
  readonly partitions: readonly (readonly WireObject[])[]
  readonly itemCount: number
  /** Bytes of the table as it was, or of the changes. */
  readonly bytes: number
}

/** Rows of one file. AWS tells no number. assumption */
const FILE_ROWS_MAX = 50_000

/** "Incremental exports are charged for 10 MB at least". */
export const INCREMENTAL_BYTES_MIN = 10_000_000

interface Row {
  readonly hash: number
  readonly row: WireObject
}

/** Sorts rows into the partitions in which their keys live; an empty partition makes an empty file. */
function spread(
  rows: readonly Row[],
  ranges: readonly KeyRange[],
): readonly (readonly WireObject[])[] {
  const partitions: WireObject[][] = ranges.map(() => [])
  for (const { hash, row } of rows) {
    // Parts of one item collection begin at the same hash: the first of them takes all of it.
    const at = ranges.findIndex(({ from, to }) => from.hash <= hash && hash < to.hash)
    partitions[Math.max(0, at)]?.push(row)
  }
  return partitions
}

const hashOf = (item: Item, { hash }: KeySchema): number => {
  const value = item.get(hash.name)
  return value === undefined ? 0 : hashKey(value)
}

/** A full export's rows. */
export function toFullContent(
  items: readonly Item[],
  schema: KeySchema,
  ranges: readonly KeyRange[],
): ExportContent {
  const rows = items.map((item) => ({
    hash: hashOf(item, schema),
    row: { Item: toWireItem(item) },
  }))
  const bytes = items.reduce((sum, item) => sum + sizeOfItem(item), 0)
  return { partitions: spread(rows, ranges), itemCount: items.length, bytes }
}

const microsOf = (at: Instant): string => `${toEpochMs(START) * 1_000 + at}`

/** An incremental export's rows: what each item was before the window and is at its end. */
export function toIncrementalContent(
  changes: readonly ItemChange[],
  schema: KeySchema,
  { ranges, view }: { readonly ranges: readonly KeyRange[]; readonly view: string },
): ExportContent {
  let bytes = 0
  const rows = changes.flatMap(({ old, next, at }): readonly Row[] => {
    const image = next ?? old
    // What came and went within the window leaves no trace.
    if (image === null) return []
    bytes += (old === null ? 0 : sizeOfItem(old)) + (next === null ? 0 : sizeOfItem(next))
    const row: WireObject = {
      Metadata: { WriteTimestampMicros: { N: microsOf(at) } },
      Keys: toWireItem(toKeyItem(image, schema)),
      ...(old === null || view === 'NEW_IMAGE' ? {} : { OldImage: toWireItem(old) }),
      ...(next === null ? {} : { NewImage: toWireItem(next) }),
    }
    return [{ hash: hashOf(image, schema), row }]
  })
  return { partitions: spread(rows, ranges), itemCount: rows.length, bytes }
}

const NAME_LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'
const NAME_LENGTH = 26

const drawName = (random: Random): string =>
  Array.from({ length: NAME_LENGTH }, () => NAME_LETTERS.charAt(random.integer(0, 31))).join('')

/** A data file, packed, as it goes into the bucket. */
export interface DataFile {
  readonly key: string
  readonly bytes: Uint8Array
  readonly itemCount: number
  /** Base64. */
  readonly md5: string
}

const inFolder = (prefix: string | null, path: string): string =>
  prefix === null || prefix === '' ? path : `${prefix.replace(/\/$/, '')}/${path}`

/** `prefix/AWSDynamoDB/01693685827463-2d8752fd/manifest-summary.json` */
export const manifestKey = (
  { id, prefix }: Pick<ExportTask, 'id' | 'prefix'>,
  file = 'manifest-summary.json',
): string => inFolder(prefix, `AWSDynamoDB/${id}/${file}`)

/** The data files of one partition, at least one. Those of incremental exports lie together in one folder. */
export function* planDataFiles(
  task: Pick<ExportTask, 'id' | 'prefix' | 'kind' | 'format'>,
  rows: readonly string[],
  random: Random,
): Generator<DataFile, void, undefined> {
  const ending = task.format === 'ION' ? 'ion.gz' : 'json.gz'
  const folder = task.kind.type === 'FULL_EXPORT' ? `${task.id}/data` : 'data'
  for (let from = 0; from === 0 || from < rows.length; from += FILE_ROWS_MAX) {
    const part = rows.slice(from, from + FILE_ROWS_MAX)
    const text = part.map((row) => `${row}\n`).join('')
    const bytes = gzipSync(utf8Encode(text), { mtime: 0 })
    yield {
      key: inFolder(task.prefix, `AWSDynamoDB/${folder}/${drawName(random)}.${ending}`),
      bytes,
      itemCount: part.length,
      md5: base64Encode(md5(bytes)),
    }
  }
}

/** One line of `manifest-files.json`. */
export const toManifestLine = ({ itemCount, md5: sum, key }: DataFile, etag: string): string =>
  JSON.stringify({ itemCount, md5Checksum: sum, etag, dataFileS3Key: key })

const isoOf = (at: Instant): string => `${formatIsoTime(toEpochMs(at))}Z`

const timesOf = (kind: ExportKind): WireObject =>
  kind.type === 'FULL_EXPORT'
    ? { exportTime: isoOf(kind.at) }
    : { exportFromTime: isoOf(kind.from), exportToTime: isoOf(kind.to) }

/** `manifest-summary.json`. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html */
export function toSummary(task: ExportTask, endedAt: Instant): string {
  const { kind } = task
  const isFull = kind.type === 'FULL_EXPORT'
  return JSON.stringify({
    version: isFull ? '2020-06-30' : '2023-08-01',
    exportArn: task.arn,
    startTime: isoOf(task.startedAt),
    endTime: isoOf(endedAt),
    tableArn: task.tableArn,
    tableId: task.tableId,
    ...timesOf(kind),
    s3Bucket: task.bucket,
    s3Prefix: task.prefix,
    s3SseAlgorithm: task.sse.algorithm,
    s3SseKmsKeyId: task.sse.keyId,
    manifestFilesS3Key: manifestKey(task, 'manifest-files.json'),
    billedSizeBytes: task.billedBytes,
    itemCount: task.itemCount,
    outputFormat: task.format,
    ...(isFull
      ? { exportType: 'FULL_EXPORT' }
      : { outputView: kind.view, exportType: 'INCREMENTAL_EXPORT' }),
  })
}

/** What stands in a checksum file beside its manifest. */
export const toChecksum = (text: string): string => base64Encode(md5(utf8Encode(text)))
