import type { RequestInput } from '../planRequest.ts'
import type { TransfersAnswer } from '../transfer/rows.ts'

/** What the panel's import form says. */
export interface ImportForm {
  readonly bucket: string
  readonly prefix: string
  readonly format: 'DYNAMODB_JSON' | 'ION' | 'CSV'
  readonly compression: 'GZIP' | 'ZSTD' | 'NONE'
  readonly table: string
}

interface KeyProperties {
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string
    readonly AttributeType: string
  }[]
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[]
}

/** ExportTableToPointInTime of a table. */
export const planExport = (
  tableArn: string,
  {
    bucket,
    prefix,
    format,
  }: {
    readonly bucket: string
    readonly prefix: string
    readonly format: 'DYNAMODB_JSON' | 'ION'
  },
): RequestInput => ({
  TableArn: tableArn,
  S3Bucket: bucket,
  ...(prefix === '' ? {} : { S3Prefix: prefix }),
  ...(format === 'ION' ? { ExportFormat: format } : {}),
})

/** ImportTable to a new table with the key of this one. */
export function planImport(form: ImportForm, properties: KeyProperties): RequestInput {
  const keys = properties.KeySchema.map(({ AttributeName, KeyType }) => ({
    AttributeName,
    KeyType,
  }))
  const attributes = properties.AttributeDefinitions.filter(({ AttributeName }) =>
    keys.some((key) => key.AttributeName === AttributeName),
  ).map(({ AttributeName, AttributeType }) => ({ AttributeName, AttributeType }))
  return {
    S3BucketSource: {
      S3Bucket: form.bucket,
      ...(form.prefix === '' ? {} : { S3KeyPrefix: form.prefix }),
    },
    InputFormat: form.format,
    InputCompressionType: form.compression,
    TableCreationParameters: {
      TableName: form.table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes,
      KeySchema: keys,
    },
  }
}

/** The name that a bucket's node has unless its properties say another. */
export const bucketNameOf = (node: string): string => node.toLowerCase().replaceAll('_', '-')

const isAnswer = (value: unknown): value is TransfersAnswer =>
  typeof value === 'object' && value !== null && 'rows' in value && 'buckets' in value

/** The room's answer to `transfers`; undefined where it makes no sense. */
export const readTransfers = (value: unknown): TransfersAnswer | undefined =>
  isAnswer(value) ? value : undefined

/** DynamoDB's words for a refusal. */
export function messageOf(body: string): string {
  const value: unknown = JSON.parse(body)
  if (typeof value !== 'object' || value === null) return body
  const { message } = value as { readonly message?: unknown }
  return typeof message === 'string' ? message : body
}
