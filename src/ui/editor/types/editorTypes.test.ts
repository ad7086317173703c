import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { editorTypes } from './editorTypes.ts'

const TSC = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url))

/** What the compiler says of `files`, with nothing known but the editor's types: `file: code` a line. */
const check = (files: Readonly<Record<string, string>>): readonly string[] => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text)
  const options = {
    compilerOptions: {
      allowJs: true,
      checkJs: true,
      noEmit: true,
      strict: false,
      noImplicitAny: false,
      lib: ['es2023'],
      types: [],
      target: 'esnext',
      module: 'esnext',
      moduleResolution: 'bundler',
    },
    files: [...Object.keys(files), ...ambient],
  }
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify(options))
  try {
    execFileSync(process.execPath, [TSC, '-p', root, '--pretty', 'false'], { encoding: 'utf8' })
    return []
  } catch (error) {
    const { stdout } = error as { stdout: string }
    return [...stdout.matchAll(/^(.*?)\((\d+),\d+\): error (TS\d+): (.*)$/gm)].map(
      ([, file, line, code, message]) => `${file?.replace(/^.*\//, '')}:${line} ${code} ${message}`,
    )
  }
}

let root = ''
const ambient = editorTypes
  .map(({ path }) => path)
  .filter((path) => path.includes('/types/'))
  .map((path) => path.replace('file:///', './'))

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'editor-types-'))
  for (const { path, text } of editorTypes) {
    const file = join(root, path.replace('file://', ''))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
})
afterAll(() => rmSync(root, { recursive: true }))

/** The handler of AWS's tutorial "CRUD HTTP API with Lambda and DynamoDB", in its style. */
const CRUD = `
import { DynamoDBClient, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, ScanCommand, PutCommand, GetCommand, DeleteCommand, paginateQuery } from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { randomUUID, createHash } from 'node:crypto'
import { setTimeout as wait } from 'timers/promises'
import assert from 'node:assert'
import { EventEmitter } from 'events'

const client = new DynamoDBClient({ maxAttempts: 3 })
const dynamo = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
const tableName = process.env.TABLE_NAME

/** @type {import('aws-lambda').Handler<import('aws-lambda').APIGatewayProxyEventV2, import('aws-lambda').APIGatewayProxyResultV2>} */
export const handler = async (event, context) => {
  let body
  let statusCode = 200
  try {
    switch (event.routeKey) {
      case 'GET /items/{id}': {
        const found = await dynamo.send(new GetCommand({ TableName: tableName, Key: { id: event.pathParameters.id } }))
        body = found.Item?.name.toUpperCase()
        break
      }
      case 'GET /items':
        body = (await dynamo.send(new ScanCommand({ TableName: tableName }))).Items
        break
      case 'PUT /items':
        await dynamo.send(new PutCommand({
          TableName: tableName,
          Item: { ...JSON.parse(event.body), id: randomUUID(), tags: new Set(['a']) },
          ConditionExpression: 'attribute_not_exists(id)',
        }))
        break
      default:
        for await (const page of paginateQuery({ client: dynamo, pageSize: 5 }, { TableName: tableName, KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': 1 } })) {
          console.log(page.Items.length, page.$metadata.attempts)
        }
        throw new Error('Unsupported route')
    }
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) statusCode = error.$metadata.httpStatusCode
    else statusCode = 400
    body = error.message
  }
  await wait(context.getRemainingTimeInMillis() > 1000 ? 5 : 0)
  assert.equal(createHash('sha256').update('x').digest('hex').length, 64)
  new EventEmitter().on('x', () => Buffer.from('hi').toString('base64')).emit('x')
  return { statusCode, body: JSON.stringify(body), headers: { 'x-url': new URL('/a', 'https://b').href } }
}
export const raw = marshall({ a: 1 })
`

const TYPED = `
import type { APIGatewayProxyHandlerV2, DynamoDBStreamEvent, S3Event, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { DynamoDB, GetItemCommand, type GetItemCommandOutput, waitUntilTableExists, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, DynamoDBDocument, TransactWriteCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb'

const db = new DynamoDB({ region: 'eu-west-1' })
const document = DynamoDBDocument.from(db)
export const handler: APIGatewayProxyHandlerV2 = async (event) => ({ statusCode: 200, body: event.rawPath })
export const onQueue = async (event: SQSEvent): Promise<SQSBatchResponse> => ({
  batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
})
export const keys = (event: S3Event): string[] => event.Records.map((it) => it.s3.object.key)
export const images = (event: DynamoDBStreamEvent) => event.Records.map((it) => it.dynamodb?.NewImage?.id?.S)
const query: QueryCommandInput = { TableName: 't', ScanIndexForward: false, ExclusiveStartKey: { id: 1 } }
const got: GetItemCommandOutput = await db.send(new GetItemCommand({ TableName: 't', Key: { id: { S: 'a' } } }))
await document.query(query)
const many = await document.send(new BatchGetCommand({ RequestItems: { t: { Keys: [{ id: 1 }] } } }))
export const first: number | undefined = many.Responses?.t?.[0]?.anything.length
await document.send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName: 't', Item: { id: 1 } } }] })).catch((error) => {
  if (error instanceof TransactionCanceledException) return error.CancellationReasons?.[0]?.Code
})
await waitUntilTableExists({ client: db, maxWaitTime: 60 }, { TableName: 't' })
const item: { S: string } | undefined = got.Item?.id as { S: string }
export { item }
`

describe("the editor's types", () => {
  test('accept handlers as AWS writes them, in JavaScript and TypeScript', () => {
    expect(check({ 'index.mjs': CRUD, 'typed.ts': TYPED })).toEqual([])
  })

  test('accept CommonJS', () => {
    const text = `
const { DynamoDBClient, ListTablesCommand } = require('@aws-sdk/client-dynamodb')
exports.handler = async () => (await new DynamoDBClient({}).send(new ListTablesCommand({}))).TableNames.length
`
    expect(check({ 'common.cjs': text })).toEqual([])
  })

  test('point at what is wrong', () => {
    const text = `import { GetItemCommand, PutItemCommand, NoSuchCommand } from '@aws-sdk/client-dynamodb'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
new GetItemCommand({ TableName: 't', Key: { id: 'plain' } })
new GetCommand({ TableNam: 't', Key: { id: 1 } })
new PutItemCommand({ TableName: 't', Item: {}, ReturnValues: 'EVERYTHING' })
window.alert('no page here')
import fs from 'node:fs'
process.env.TABLE.toFixed()
export {}
`
    const found = check({ 'wrong.ts': text })
    expect(found.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'wrong.ts:1 TS2305',
      'wrong.ts:3 TS2322',
      'wrong.ts:4 TS2561',
      'wrong.ts:5 TS2322',
      'wrong.ts:6 TS2304',
      'wrong.ts:7 TS2591',
      'wrong.ts:8 TS2551',
    ])
  })

  test('name every export of the real packages that functions may use', async () => {
    for (const name of [
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/lib-dynamodb',
      '@aws-sdk/util-dynamodb',
    ]) {
      const real = Object.keys((await import(/* @vite-ignore */ name)) as object).filter(
        (it) => !it.endsWith('$') && it !== 'default' && it !== 'errorTypeRegistries',
      )
      const text = `import { ${real.join(', ')} } from '${name}'\nexport default [${real.join(', ')}]\n`
      expect(check({ 'names.ts': text })).toEqual([])
    }
  })
})
