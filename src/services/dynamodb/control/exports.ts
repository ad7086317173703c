import { EPOCH_MS, type Instant, minutes } from '#kernel/time.ts'
import { type ActionContext, createAction, toTableName } from '../actions/action.ts'
import { type Refusal, serviceError, type WireObject } from '../refusal.ts'
import { integer, optional, required, type Shaped, string, structure } from '../shape.ts'
import {
  type ExportContent,
  INCREMENTAL_BYTES_MIN,
  manifestKey,
  toFullContent,
  toIncrementalContent,
} from '../transfer/exportFiles.ts'
import { runExport } from '../transfer/runExport.ts'
import { type ExportKind, type ExportTask, statusOf } from '../transfer/tasks.ts'
import { tableArnOf, toEpochSeconds } from './controlPlane.ts'
import type { TableLife } from './life.ts'
import {
  bucketName,
  bucketOwner,
  clientToken,
  drawTransferId,
  findRepeated,
  pageMembers,
  pageOf,
  tableArn,
  transferArn,
} from './transferRules.ts'

/** "The minimum export window is 15 minutes, the maximum 24 hours." */
const WINDOW_MIN = minutes(15)
const WINDOW_MAX = minutes(24 * 60)
/** "Up to 300 concurrent export tasks". */
const CONCURRENT_MAX = 300

const input = structure({
  TableArn: required(tableArn),
  ExportTime: optional(integer({ type: 'Long' })),
  ClientToken: optional(clientToken),
  S3Bucket: required(bucketName),
  S3BucketOwner: optional(bucketOwner),
  S3Prefix: optional(string({ lengthMax: 1_024 })),
  S3SseAlgorithm: optional(string({ oneOf: ['AES256', 'KMS'] })),
  S3SseKmsKeyId: optional(string({ lengthMin: 1, lengthMax: 2_048 })),
  ExportFormat: optional(string({ oneOf: ['DYNAMODB_JSON', 'ION'] })),
  ExportType: optional(string({ oneOf: ['FULL_EXPORT', 'INCREMENTAL_EXPORT'] })),
  IncrementalExportSpecification: optional(
    structure(
      {
        ExportFromTime: optional(integer({ type: 'Long' })),
        ExportToTime: optional(integer({ type: 'Long' })),
        ExportViewType: optional(string({ oneOf: ['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'] })),
      },
      'IncrementalExportSpecification',
      'field',
    ),
  ),
})

type Request = Shaped<typeof input>

const toInstant = (epochSeconds: number): Instant =>
  Math.round((epochSeconds * 1_000 - EPOCH_MS) * 1_000) as Instant

const badTime = (message: string): Refusal => serviceError('InvalidExportTimeException', message)

/** Times are whole seconds on the wire: the second in which recovery began counts as within the window. */
const SECOND = 1_000_000

function planFull(request: Request, { earliest, now }: Window): ExportKind {
  const at = request.ExportTime === undefined ? now : toInstant(request.ExportTime)
  if (at > now || at < earliest - SECOND) {
    throw badTime('The specified ExportTime is outside of the point in time recovery window.')
  }
  return { type: 'FULL_EXPORT', at: Math.max(at, earliest) as Instant }
}

/** What is known of a table's past. */
interface Window {
  readonly earliest: Instant
  readonly now: Instant
}

function planIncremental(request: Request, { earliest, now }: Window): ExportKind {
  const given = request.IncrementalExportSpecification
  const from = given?.ExportFromTime === undefined ? null : toInstant(given.ExportFromTime)
  if (from === null) throw badTime('ExportFromTime is required for an incremental export')
  const to = given?.ExportToTime === undefined ? now : toInstant(given.ExportToTime)
  if (from < earliest - SECOND || to > now + SECOND) {
    throw badTime('The specified export period is outside of the point in time recovery window.')
  }
  if (to <= from) throw badTime('ExportFromTime must be before ExportToTime')
  if (to - from < WINDOW_MIN) {
    throw badTime('Difference between export from time and export to time is less than 15 minutes')
  }
  if (to - from > WINDOW_MAX) {
    throw badTime('Difference between export from time and export to time is more than 24 hours')
  }
  const view = given?.ExportViewType === 'NEW_IMAGE' ? 'NEW_IMAGE' : 'NEW_AND_OLD_IMAGES'
  return { type: 'INCREMENTAL_EXPORT', from: Math.max(from, earliest) as Instant, to, view }
}

/** What the export tells, as the table's past has it now. */
function readContent(
  { control, now }: ActionContext,
  life: TableLife,
  kind: ExportKind,
): ExportContent {
  const schema = life.table.definition.keySchema
  const ranges = control.ranges(life)
  if (kind.type === 'FULL_EXPORT') {
    return toFullContent(control.recovery.itemsAt(life, kind.at, now), schema, ranges)
  }
  const changes = control.recovery.changesIn(life, kind, now)
  const content = toIncrementalContent(changes, schema, { ranges, view: kind.view })
  return { ...content, bytes: Math.max(INCREMENTAL_BYTES_MIN, content.bytes) }
}

function describeKind(kind: ExportKind): WireObject {
  if (kind.type === 'FULL_EXPORT') return { ExportTime: toEpochSeconds(kind.at) }
  return {
    IncrementalExportSpecification: {
      ExportFromTime: toEpochSeconds(kind.from),
      ExportToTime: toEpochSeconds(kind.to),
      ExportViewType: kind.view,
    },
  }
}

function describeEnd(task: ExportTask, now: Instant): WireObject {
  const { end } = task
  if (end === null || end.at > now) return {}
  const EndTime = toEpochSeconds(end.at)
  if (end.failure !== null) {
    return { EndTime, FailureCode: end.failure.code, FailureMessage: end.failure.message }
  }
  return {
    EndTime,
    ExportManifest: manifestKey(task),
    BilledSizeBytes: task.billedBytes,
    ItemCount: task.itemCount,
  }
}

const describe = (task: ExportTask, now: Instant): WireObject => ({
  ExportArn: task.arn,
  ExportStatus: statusOf(task, now),
  StartTime: toEpochSeconds(task.startedAt),
  TableArn: task.tableArn,
  TableId: task.tableId,
  ...describeKind(task.kind),
  ...(task.clientToken === null ? {} : { ClientToken: task.clientToken }),
  S3Bucket: task.bucket,
  ...(task.bucketOwner === null ? {} : { S3BucketOwner: task.bucketOwner }),
  ...(task.prefix === null ? {} : { S3Prefix: task.prefix }),
  S3SseAlgorithm: task.sse.algorithm,
  ...(task.sse.keyId === null ? {} : { S3SseKmsKeyId: task.sse.keyId }),
  ExportFormat: task.format,
  ExportType: task.kind.type,
  ...describeEnd(task, now),
})

function begin(context: ActionContext, life: TableLife, request: Request): ExportTask {
  const { control, now, delays, carrier } = context
  const { name, id: tableId } = life.table.definition
  const earliest = control.recovery.earliest(life, now) ?? now
  const isFull = (request.ExportType ?? 'FULL_EXPORT') === 'FULL_EXPORT'
  const kind = (isFull ? planFull : planIncremental)(request, { earliest, now })
  const id = drawTransferId(context)
  const task: ExportTask = {
    arn: `${tableArnOf(control, name)}/export/${id}`,
    id,
    tableArn: tableArnOf(control, name),
    tableId,
    kind,
    format: request.ExportFormat === 'ION' ? 'ION' : 'DYNAMODB_JSON',
    bucket: request.S3Bucket,
    bucketOwner: request.S3BucketOwner ?? null,
    prefix: request.S3Prefix ?? null,
    sse: {
      algorithm: request.S3SseAlgorithm ?? 'AES256',
      keyId: request.S3SseKmsKeyId ?? null,
    },
    clientToken: request.ClientToken ?? null,
    asked: JSON.stringify(request),
    startedAt: now,
    end: null,
    itemCount: 0,
    billedBytes: 0,
  }
  const content = readContent(context, life, kind)
  const ended = (): void => control.transferred(task)
  const isCarried = carrier?.carry(name, (host) =>
    runExport(host, { task, content, delay: delays.transfer, ended }),
  )
  if (isCarried !== true) task.end = noBucketEnd(context)
  control.transfers.exports.set(task.arn, task)
  control.transferred(task)
  return task
}

/** Nobody of the account has a bucket: S3 says so once it is asked. */
export const noBucketEnd = ({ now, delays }: ActionContext): NonNullable<ExportTask['end']> => ({
  at: (now + delays.transfer) as Instant,
  failure: { code: 'S3NoSuchBucket', message: 'The specified bucket does not exist' },
})

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html */
export const exportTableToPointInTime = createAction(
  'ExportTableToPointInTime',
  input,
  (request) => (context) => {
    const { control, now } = context
    const { TableArn: arn } = request
    const life = control.find(toTableName(arn))
    if (life === undefined) throw serviceError('TableNotFoundException', `Table not found: ${arn}`)
    const repeated = findRepeated(control.transfers.exports, request.ClientToken, now)
    if (repeated !== null && repeated.asked !== JSON.stringify(request)) {
      throw serviceError(
        'ExportConflictException',
        `Export with the same client token but other parameters exists: ${repeated.arn}`,
      )
    }
    if (repeated !== null) return { ExportDescription: describe(repeated, now) }
    if (life.settings.recovery === null) {
      throw serviceError(
        'PointInTimeRecoveryUnavailableException',
        `Point in time recovery is not enabled for table '${life.table.definition.name}'`,
      )
    }
    const running = [...control.transfers.exports.values()].filter(
      (task) => statusOf(task, now) === 'IN_PROGRESS',
    )
    if (running.length >= CONCURRENT_MAX) {
      throw serviceError(
        'LimitExceededException',
        `Subscriber limit exceeded: ${CONCURRENT_MAX} exports at most are under way at once`,
      )
    }
    return { ExportDescription: describe(begin(context, life, request), now) }
  },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeExport.html */
export const describeExport = createAction(
  'DescribeExport',
  structure({ ExportArn: required(transferArn) }),
  ({ ExportArn: arn }) =>
    ({ control, now }) => {
      const task = control.transfers.exports.get(arn)
      if (task === undefined) {
        throw serviceError('ExportNotFoundException', `Export not found: ${arn}`)
      }
      return { ExportDescription: describe(task, now) }
    },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListExports.html */
export const listExports = createAction(
  'ListExports',
  structure({ TableArn: optional(tableArn), ...pageMembers }),
  (request) =>
    ({ control, now }) => {
      const wanted = [...control.transfers.exports.values()].filter(
        (task) => request.TableArn === undefined || task.tableArn === request.TableArn,
      )
      const { page, next } = pageOf(wanted, { size: request.MaxResults, token: request.NextToken })
      return {
        ExportSummaries: page.map((task) => ({
          ExportArn: task.arn,
          ExportStatus: statusOf(task, now),
          ExportType: task.kind.type,
        })),
        ...(next === null ? {} : { NextToken: next }),
      }
    },
)
