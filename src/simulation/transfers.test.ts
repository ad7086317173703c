import { expect, test } from 'vitest'
import { after, seconds, START } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { SentRequest } from '#services/client/definition.ts'
import { createSimulation } from './createSimulation.ts'

// A table's exports and imports through the whole spine: the SDK in a handler → the table → its bucket, and back.

const HANDLER = `
import { DynamoDBClient, DescribeExportCommand, DescribeImportCommand, DescribeTableCommand, ExportTableToPointInTimeCommand, ImportTableCommand, ListExportsCommand, ListImportsCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { gunzipSync } from 'node:zlib'

const db = new DynamoDBClient({})
const s3 = new S3Client({})
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const TableArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/items'

const ended = async (ask, read) => {
  for (;;) {
    const found = read(await ask())
    if ((found.ExportStatus ?? found.ImportStatus) !== 'IN_PROGRESS') return found
    await sleep(1_000)
  }
}
const endedExport = (ExportArn) => ended(() => db.send(new DescribeExportCommand({ ExportArn })), (of) => of.ExportDescription)
const endedImport = (ImportArn) => ended(() => db.send(new DescribeImportCommand({ ImportArn })), (of) => of.ImportTableDescription)
const failure = (work) => work.then(() => 'done', (error) => [error.name, error.message])
const text = async (Key) => (await s3.send(new GetObjectCommand({ Bucket: 'dumps', Key }))).Body.transformToString()

export const handler = async () => {
  await db.send(new PutItemCommand({ TableName: 'items', Item: { id: { S: 'c' }, bytes: { B: new Uint8Array([1, 2]) } } }))
  const begun = await db.send(new ExportTableToPointInTimeCommand({ TableArn, S3Bucket: 'dumps', S3Prefix: 'daily', ClientToken: 'one' }))
  const { ExportArn, ExportStatus } = begun.ExportDescription
  const again = await db.send(new ExportTableToPointInTimeCommand({ TableArn, S3Bucket: 'dumps', S3Prefix: 'daily', ClientToken: 'one' }))
  const exported = await endedExport(ExportArn)
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'dumps', Prefix: 'daily/' }))
  const keys = Contents.map(({ Key }) => Key)
  const summary = JSON.parse(await text(exported.ExportManifest))
  const files = (await text(summary.manifestFilesS3Key)).trim().split('\\n').map((line) => JSON.parse(line))
  const rows = []
  for (const { dataFileS3Key } of files) {
    const bytes = await (await s3.send(new GetObjectCommand({ Bucket: 'dumps', Key: dataFileS3Key }))).Body.transformToByteArray()
    rows.push(...gunzipSync(bytes).toString().split('\\n').filter(Boolean))
  }
  const nowhere = await db.send(new ExportTableToPointInTimeCommand({ TableArn, S3Bucket: 'nowhere' }))
  const failed = await endedExport(nowhere.ExportDescription.ExportArn)
  const unwired = await db.send(new ExportTableToPointInTimeCommand({ TableArn, S3Bucket: 'private' }))
  const denied = await endedExport(unwired.ExportDescription.ExportArn)
  const make = (TableName) => ({ TableName, BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] })
  const source = { S3Bucket: 'dumps', S3KeyPrefix: 'daily/AWSDynamoDB/' + ExportArn.split('/').at(-1) + '/data/' }
  const imported = await db.send(new ImportTableCommand({ S3BucketSource: source, InputFormat: 'DYNAMODB_JSON', InputCompressionType: 'GZIP', TableCreationParameters: make('tmp-copy') }))
  const creating = await db.send(new DescribeTableCommand({ TableName: 'tmp-copy' }))
  const back = await endedImport(imported.ImportTableDescription.ImportArn)
  const copied = await db.send(new ScanCommand({ TableName: 'tmp-copy' }))
  const csv = await db.send(new ImportTableCommand({ S3BucketSource: { S3Bucket: 'dumps', S3KeyPrefix: 'in/' }, InputFormat: 'CSV', InputFormatOptions: { Csv: { Delimiter: ';' } }, TableCreationParameters: make('tmp-csv') }))
  const fromCsv = await endedImport(csv.ImportTableDescription.ImportArn)
  const { Items } = await db.send(new ScanCommand({ TableName: 'tmp-csv' }))
  return {
    begun: ExportStatus,
    isSame: again.ExportDescription.ExportArn === ExportArn,
    conflict: (await failure(db.send(new ExportTableToPointInTimeCommand({ TableArn, S3Bucket: 'dumps', ClientToken: 'one' }))))[0],
    exported: [exported.ExportStatus, exported.ItemCount, exported.BilledSizeBytes],
    keys: keys.map((key) => key.replace(/[a-z2-7]{26}/, '*').replace(/\\d{14}-[0-9a-f]{8}/, 'ID')),
    summary: { ...summary, exportArn: summary.exportArn === ExportArn, startTime: null, endTime: null, exportTime: null, tableId: null, manifestFilesS3Key: null },
    files: files.map(({ itemCount, md5Checksum, etag }) => [itemCount, md5Checksum.length, etag.length]).sort(),
    rows: rows.sort(),
    failed: [failed.ExportStatus, failed.FailureCode, failed.FailureMessage.split(' (')[0]],
    denied: [denied.ExportStatus, denied.FailureCode],
    exports: (await db.send(new ListExportsCommand({ TableArn }))).ExportSummaries.map((one) => one.ExportStatus),
    creating: creating.Table.TableStatus,
    back: [back.ImportStatus, back.ProcessedItemCount, back.ImportedItemCount, back.ErrorCount, back.TableCreationParameters.TableName],
    copied: copied.Count,
    csv: [fromCsv.ImportStatus, fromCsv.FailureCode, fromCsv.ProcessedItemCount, fromCsv.ImportedItemCount, fromCsv.ErrorCount],
    items: Items.sort((a, b) => (a.id.S < b.id.S ? -1 : 1)),
    imports: (await db.send(new ListImportsCommand({}))).ImportSummaryList.length,
    forbidden: (await failure(db.send(new ImportTableCommand({ S3BucketSource: source, InputFormat: 'DYNAMODB_JSON', TableCreationParameters: make('other') }))))[0],
  }
}
`

const PERMISSIONS = {
  Statement: [
    {
      Effect: 'Allow',
      Action: 'dynamodb:*',
      Resource: [
        'arn:aws:dynamodb:us-east-1:123456789012:table/items',
        'arn:aws:dynamodb:us-east-1:123456789012:table/tmp-*',
      ],
    },
  ],
}

const scenario: Scenario = {
  coldstart: 1,
  name: 'transfers',
  seed: 3,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      properties: { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } },
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api' },
    {
      id: 'Fn',
      type: 'AWS::Lambda::Function',
      properties: { MemorySize: 1_769, Timeout: 29 },
      code: { 'index.mjs': HANDLER },
    },
    {
      id: 'Items',
      type: 'AWS::DynamoDB::Table',
      properties: {
        TableName: 'items',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
      model: { TransferSeconds: 1 },
      data: [{ id: { S: 'a' } }, { id: { S: 'b' }, n: { N: '1' } }],
    },
    {
      id: 'Dumps',
      type: 'AWS::S3::Bucket',
      properties: { BucketName: 'dumps' },
      data: [{ Key: 'in/one.csv', Text: 'id;name\nx;"a; ""b"""\r\n;nobody\ny;\n' }],
    },
    { id: 'Private', type: 'AWS::S3::Bucket', properties: { BucketName: 'private' } },
  ],
  edges: [
    { id: 'e1', source: 'Users', target: 'Api' },
    { id: 'e2', source: 'Api', target: 'Fn' },
    { id: 'e3', source: 'Fn', target: 'Items', properties: PERMISSIONS },
    { id: 'e4', source: 'Fn', target: 'Dumps' },
    { id: 'e5', source: 'Items', target: 'Dumps', port: 'bucket' },
  ],
}

const run = () => {
  const simulation = createSimulation({ scenario, handlers: loadQuickJs() })
  const request = { type: 'send', id: '1', method: 'GET', path: '/', headers: [], body: '' }
  simulation.command('Users', request)
  simulation.runUntil(after(START, seconds(60)))
  const sent = simulation.query('Users', { type: 'sent', id: '1' }) as SentRequest
  const answer: unknown = sent.type === 'answered' ? JSON.parse(sent.body) : sent
  const hash = simulation.traceHash
  simulation.dispose()
  return { answer, hash }
}

test('a handler exports its table to the bucket that is wired to it, and imports what it wrote', () => {
  const { answer, hash } = run()
  expect(answer).toEqual({
    begun: 'IN_PROGRESS',
    isSame: true,
    conflict: 'ExportConflictException',
    exported: ['COMPLETED', 3, 19],
    keys: [
      'daily/AWSDynamoDB/ID/_started',
      // One for each of the table's four partitions.
      ...Array.from({ length: 4 }, () => 'daily/AWSDynamoDB/ID/data/*.json.gz'),
      'daily/AWSDynamoDB/ID/manifest-files.checksum',
      'daily/AWSDynamoDB/ID/manifest-files.json',
      'daily/AWSDynamoDB/ID/manifest-summary.checksum',
      'daily/AWSDynamoDB/ID/manifest-summary.json',
    ],
    summary: {
      version: '2020-06-30',
      exportArn: true,
      startTime: null,
      endTime: null,
      tableArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/items',
      tableId: null,
      exportTime: null,
      s3Bucket: 'dumps',
      s3Prefix: 'daily',
      s3SseAlgorithm: 'AES256',
      s3SseKmsKeyId: null,
      manifestFilesS3Key: null,
      billedSizeBytes: 19,
      itemCount: 3,
      outputFormat: 'DYNAMODB_JSON',
      exportType: 'FULL_EXPORT',
    },
    files: [
      [0, 24, 32],
      [1, 24, 32],
      [1, 24, 32],
      [1, 24, 32],
    ],
    rows: [
      '{"Item":{"id":{"S":"a"}}}',
      '{"Item":{"id":{"S":"b"},"n":{"N":"1"}}}',
      '{"Item":{"id":{"S":"c"},"bytes":{"B":"AQI="}}}',
    ],
    failed: ['FAILED', 'S3NoSuchBucket', 'The specified bucket does not exist'],
    denied: ['FAILED', 'S3AccessDenied'],
    exports: ['FAILED', 'FAILED', 'COMPLETED'],
    creating: 'CREATING',
    back: ['COMPLETED', 3, 3, 0, 'tmp-copy'],
    copied: 3,
    csv: ['FAILED', 'ItemValidationError', 3, 2, 1],
    items: [{ id: { S: 'x' }, name: { S: 'a; "b"' } }, { id: { S: 'y' } }],
    imports: 2,
    forbidden: 'AccessDeniedException',
  })
  expect(run().hash).toBe(hash)
})
