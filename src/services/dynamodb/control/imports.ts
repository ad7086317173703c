import { type Instant, ZERO } from '#kernel/time.ts'
import type { JsonValue } from '#services/service.ts'
import { type ActionContext, createAction, toTableName } from '../actions/action.ts'
import { invalidParameter, serviceError, type WireObject } from '../refusal.ts'
import { integer, list, optional, required, type Shaped, string, structure } from '../shape.ts'
import { runImport } from '../transfer/runImport.ts'
import { type ImportFormat, type ImportTask, statusOf } from '../transfer/tasks.ts'
import { refuseTable } from './checkTable.ts'
import { tableArnOf, toEpochSeconds } from './controlPlane.ts'
import { makeTable, refuseTaken } from './createTable.ts'
import { noBucketEnd } from './exports.ts'
import type { TableLife } from './life.ts'
import { createTableInput, refuseNameLength } from './tableInput.ts'
import {
  bucketName,
  bucketOwner,
  clientToken,
  drawTransferId,
  findRepeated,
  pageOf,
  tableArn,
  transferArn,
} from './transferRules.ts'

/** "Up to 50 concurrent import jobs". */
const CONCURRENT_MAX = 50

const FORMATS = ['DYNAMODB_JSON', 'ION', 'CSV'] as const
const COMPRESSIONS = ['GZIP', 'ZSTD', 'NONE'] as const

const source = structure(
  {
    S3BucketOwner: optional(bucketOwner),
    S3Bucket: required(bucketName),
    S3KeyPrefix: optional(string({ lengthMax: 1_024 })),
  },
  'S3BucketSource',
  'field',
)

const options = structure(
  {
    Csv: optional(
      structure(
        {
          Delimiter: optional(
            string({
              lengthMin: 1,
              lengthMax: 1,
              pattern: /^[,;:|\t ]$/,
              patternText: '[,;:|\\t ]',
            }),
          ),
          HeaderList: optional(
            list(string({ lengthMin: 1, lengthMax: 65_536 }), { min: 1, max: 255 }),
          ),
        },
        'CsvOptions',
        'field',
      ),
    ),
  },
  'InputFormatOptions',
  'field',
)

const input = structure({
  ClientToken: optional(clientToken),
  S3BucketSource: required(source),
  InputFormat: required(string({ oneOf: FORMATS })),
  InputFormatOptions: optional(options),
  InputCompressionType: optional(string({ oneOf: COMPRESSIONS })),
  TableCreationParameters: required(createTableInput),
})

type Request = Shaped<typeof input>

function toFormat(request: Request): ImportFormat {
  const { InputFormat: type, InputCompressionType: compression, InputFormatOptions } = request
  const csv = InputFormatOptions?.Csv
  if (csv !== undefined && type !== 'CSV') {
    throw invalidParameter(`InputFormatOptions.Csv is not supported for InputFormat ${type}`)
  }
  return {
    type: FORMATS.find((one) => one === type) ?? 'DYNAMODB_JSON',
    delimiter: csv?.Delimiter ?? ',',
    header: csv?.HeaderList ?? null,
    compression: COMPRESSIONS.find((one) => one === compression) ?? 'NONE',
  }
}

/** A decoded part of a request as it was sent: without what was left out. */
function toPlain(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(toPlain)
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined)
    return Object.fromEntries(entries.map(([name, one]) => [name, toPlain(one)]))
  }
  const isPlain =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return isPlain ? value : null
}

const logGroupOf = ({ region, accountId }: ActionContext): string =>
  `arn:aws:logs:${region}:${accountId}:log-group:/aws-dynamodb/imports:*`

function describeEnd({ end }: ImportTask, now: Instant): WireObject {
  if (end === null || end.at > now) return {}
  const { failure } = end
  return {
    EndTime: toEpochSeconds(end.at),
    ...(failure === null ? {} : { FailureCode: failure.code, FailureMessage: failure.message }),
  }
}

const describe = (task: ImportTask, context: ActionContext): WireObject => ({
  ImportArn: task.arn,
  ImportStatus: statusOf(task, context.now),
  TableArn: task.tableArn,
  TableId: task.tableId,
  ...(task.clientToken === null ? {} : { ClientToken: task.clientToken }),
  ...task.echoed,
  CloudWatchLogGroupArn: logGroupOf(context),
  StartTime: toEpochSeconds(task.startedAt),
  ErrorCount: task.errors,
  ProcessedSizeBytes: task.processedBytes,
  ProcessedItemCount: task.processedItems,
  ImportedItemCount: task.importedItems,
  ...describeEnd(task, context.now),
})

/** The table of an import that has ended is at work, unless its bucket could not be read at all: then there is none. */
function endTable(task: ImportTask, life: TableLife, context: ActionContext): void {
  const { control } = context
  if (control.find(task.tableName) !== life) return
  const isEmpty = task.end?.failure != null && task.errors === 0
  control.begin(
    life,
    { kind: isEmpty ? 'gone' : 'ready' },
    { now: task.end?.at ?? context.now, delay: ZERO },
  )
  control.changed(life)
}

function begin(
  request: Request,
  { format, name }: { readonly format: ImportFormat; readonly name: string },
  context: ActionContext,
): ImportTask {
  const { control, now, delays, carrier } = context
  const { S3BucketSource: from, TableCreationParameters: table } = request
  const life = makeTable(table, context, name)
  const { S3BucketSource, InputFormat, InputFormatOptions, TableCreationParameters } = request
  const compression = request.InputCompressionType ?? 'NONE'
  const task: ImportTask = {
    arn: `${tableArnOf(control, name)}/import/${drawTransferId(context)}`,
    tableName: name,
    tableArn: tableArnOf(control, name),
    tableId: life.table.definition.id,
    bucket: from.S3Bucket,
    prefix: from.S3KeyPrefix ?? '',
    format,
    echoed: {
      S3BucketSource: toPlain(S3BucketSource),
      InputFormat,
      ...(InputFormatOptions === undefined
        ? {}
        : { InputFormatOptions: toPlain(InputFormatOptions) }),
      InputCompressionType: compression,
      TableCreationParameters: toPlain(TableCreationParameters),
    },
    clientToken: request.ClientToken ?? null,
    asked: JSON.stringify(request),
    startedAt: now,
    end: null,
    processedBytes: 0,
    processedItems: 0,
    importedItems: 0,
    errors: 0,
  }
  const job = {
    task,
    table: life.table,
    delay: delays.transfer,
    take: (items: Parameters<typeof control.fill>[1]): void => {
      if (control.find(name) === life) control.fill(life, items)
    },
    ended: (): void => {
      endTable(task, life, context)
      control.transferred(task)
    },
  }
  const isCarried = carrier?.carry(null, (host) => runImport(host, job))
  if (isCarried !== true) {
    task.end = noBucketEnd(context)
    endTable(task, life, context)
  }
  control.transfers.imports.set(task.arn, task)
  control.transferred(task)
  control.changed(life)
  return task
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ImportTable.html */
export const importTable = createAction('ImportTable', input, (request) => {
  const { TableCreationParameters: table } = request
  refuseNameLength(table.TableName)
  refuseTable(table)
  const format = toFormat(request)
  if (table.LocalSecondaryIndexes !== undefined) {
    throw invalidParameter('LocalSecondaryIndexes are not supported for imports')
  }
  const name = toTableName(table.TableName ?? '')
  return (context) => {
    const { control, now } = context
    const repeated = findRepeated(control.transfers.imports, request.ClientToken, now)
    if (repeated !== null && repeated.asked !== JSON.stringify(request)) {
      throw serviceError(
        'ImportConflictException',
        `Import with the same client token but other parameters exists: ${repeated.arn}`,
      )
    }
    if (repeated !== null) return { ImportTableDescription: describe(repeated, context) }
    refuseTaken(context, name)
    const running = [...control.transfers.imports.values()].filter(
      (task) => statusOf(task, now) === 'IN_PROGRESS',
    )
    if (running.length >= CONCURRENT_MAX) {
      throw serviceError(
        'LimitExceededException',
        `Subscriber limit exceeded: ${CONCURRENT_MAX} imports at most are under way at once`,
      )
    }
    return { ImportTableDescription: describe(begin(request, { format, name }, context), context) }
  }
})

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeImport.html */
export const describeImport = createAction(
  'DescribeImport',
  structure({ ImportArn: required(transferArn) }),
  ({ ImportArn: arn }) =>
    (context) => {
      const task = context.control.transfers.imports.get(arn)
      if (task === undefined) {
        throw serviceError('ImportNotFoundException', `Import not found: ${arn}`)
      }
      return { ImportTableDescription: describe(task, context) }
    },
)

const SUMMARY = [
  'ImportArn',
  'ImportStatus',
  'TableArn',
  'S3BucketSource',
  'CloudWatchLogGroupArn',
  'InputFormat',
  'StartTime',
  'EndTime',
] as const

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListImports.html */
export const listImports = createAction(
  'ListImports',
  structure({
    TableArn: optional(tableArn),
    PageSize: optional(integer({ min: 1, max: 25 })),
    NextToken: optional(string()),
  }),
  (request) => (context) => {
    const wanted = [...context.control.transfers.imports.values()].filter(
      (task) => request.TableArn === undefined || task.tableArn === request.TableArn,
    )
    const { page, next } = pageOf(wanted, { size: request.PageSize, token: request.NextToken })
    const summarise = (task: ImportTask): WireObject => {
      const whole = describe(task, context)
      return Object.fromEntries(
        SUMMARY.flatMap((name) => (whole[name] === undefined ? [] : [[name, whole[name]]])),
      )
    }
    return {
      ImportSummaryList: page.map(summarise),
      ...(next === null ? {} : { NextToken: next }),
    }
  },
)
