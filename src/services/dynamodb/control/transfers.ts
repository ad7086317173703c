import { createAction, toTableName } from '../actions/action.ts'
import { type Refusal, serviceError } from '../refusal.ts'
import { integer, optional, required, string, structure } from '../shape.ts'
import { refuseTable } from './checkTable.ts'
import { refuseTaken } from './createTable.ts'
import { createTableInput } from './tableInput.ts'

const bucket = string({
  lengthMax: 255,
  pattern: /^[a-z0-9A-Z]+[.\-\w]*[a-z0-9A-Z]+$/,
  patternText: '^[a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+$',
})

/** No bucket is wired to tables: S3's answer to a name that nobody has, as DynamoDB passes it on. */
const noBucket = (name: string): Refusal =>
  serviceError('S3NoSuchBucketException', `The specified bucket does not exist: ${name}`)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html */
export const exportTableToPointInTime = createAction(
  'ExportTableToPointInTime',
  structure({
    TableArn: required(string({ lengthMin: 1, lengthMax: 1_024 })),
    S3Bucket: required(bucket),
    S3Prefix: optional(string({ lengthMax: 1_024 })),
    ExportFormat: optional(string({ oneOf: ['DYNAMODB_JSON', 'ION'] })),
    ExportType: optional(string({ oneOf: ['FULL_EXPORT', 'INCREMENTAL_EXPORT'] })),
    S3SseAlgorithm: optional(string({ oneOf: ['AES256', 'KMS'] })),
  }),
  ({ TableArn: arn, S3Bucket: name }) =>
    ({ control }) => {
      const life = control.find(toTableName(arn))
      if (life === undefined)
        throw serviceError('TableNotFoundException', `Table not found: ${arn}`)
      if (life.settings.recovery === null) {
        throw serviceError(
          'PointInTimeRecoveryUnavailableException',
          `Point in time recovery is not enabled for table '${life.table.definition.name}'`,
        )
      }
      throw noBucket(name)
    },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeExport.html */
export const describeExport = createAction(
  'DescribeExport',
  structure({ ExportArn: required(string({ lengthMin: 37, lengthMax: 1_024 })) }),
  ({ ExportArn: arn }) =>
    () => {
      throw serviceError('ExportNotFoundException', `Export not found: ${arn}`)
    },
)

const page = {
  MaxResults: optional(integer({ min: 1, max: 25 })),
  NextToken: optional(string()),
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListExports.html */
export const listExports = createAction(
  'ListExports',
  structure({ TableArn: optional(string({ lengthMin: 1, lengthMax: 1_024 })), ...page }),
  () => () => ({ ExportSummaries: [] }),
)

const source = structure(
  {
    S3BucketOwner: optional(string()),
    S3Bucket: required(bucket),
    S3KeyPrefix: optional(string({ lengthMax: 1_024 })),
  },
  'S3BucketSource',
  'field',
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ImportTable.html */
export const importTable = createAction(
  'ImportTable',
  structure({
    ClientToken: optional(string()),
    S3BucketSource: required(source),
    InputFormat: required(string({ oneOf: ['DYNAMODB_JSON', 'ION', 'CSV'] })),
    InputCompressionType: optional(string({ oneOf: ['GZIP', 'ZSTD', 'NONE'] })),
    TableCreationParameters: required(createTableInput),
  }),
  ({ S3BucketSource: from, TableCreationParameters: table }) => {
    refuseTable(table)
    return (context) => {
      refuseTaken(context, toTableName(table.TableName ?? ''))
      throw noBucket(from.S3Bucket)
    }
  },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeImport.html */
export const describeImport = createAction(
  'DescribeImport',
  structure({ ImportArn: required(string({ lengthMin: 37, lengthMax: 1_024 })) }),
  ({ ImportArn: arn }) =>
    () => {
      throw serviceError('ImportNotFoundException', `Import not found: ${arn}`)
    },
)

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListImports.html */
export const listImports = createAction(
  'ListImports',
  structure({
    TableArn: optional(string({ lengthMin: 1, lengthMax: 1_024 })),
    PageSize: optional(integer({ min: 1, max: 25 })),
    NextToken: optional(string()),
  }),
  () => () => ({ ImportSummaryList: [] }),
)
