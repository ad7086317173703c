import { itemsApi } from '#gallery/itemsApi.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import { applyEdit } from '#scenario/edit.ts'
import type { Scenario } from '#scenario/schema.ts'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { answerTo } from './testing/answerTo.ts'

// A ZIP that brings its own AWS SDK: AWS's real packages, bundled, call the table through node:https by its host name.
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html

const HANDLER = `
  import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
  import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}))
  const TableName = process.env.TABLE_NAME
  export const handler = async () => {
    const Item = { id: 'own-sdk', price: 3, tags: ['a', { b: null }] }
    const put = new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(id)' })
    try { await client.send(put) } catch (error) {
      return { statusCode: 403, body: JSON.stringify([error.name, error.message]) }
    }
    const found = await client.send(new GetCommand({ TableName, Key: { id: 'own-sdk' }, ConsistentRead: true }))
    let refusal
    try { await client.send(put) } catch (error) {
      refusal = [error instanceof ConditionalCheckFailedException, error.name, error.message]
    }
    return { statusCode: 200, body: JSON.stringify({ item: found.Item, refusal, status: found.$metadata.httpStatusCode }) }
  }`

/** The handler with the SDK in one file, as a bundler makes it for Lambda. */
async function bundle(format: 'cjs' | 'es'): Promise<Readonly<Record<string, string>>> {
  // A file that is not there, in a folder from which the packages resolve.
  const id = fileURLToPath(new URL('./ownSdkHandler.js', import.meta.url))
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'handler',
        enforce: 'pre',
        resolveId: (source) => (source === id ? id : undefined),
        load: (source) => (source === id ? HANDLER : undefined),
      },
    ],
    ssr: { noExternal: true, target: 'node' },
    build: { ssr: id, write: false, rollupOptions: { output: { format } } },
  })
  if (!('output' in built)) throw new Error('vite built nothing')
  const files = Object.fromEntries(
    built.output.flatMap((part) =>
      part.type === 'chunk' ? [[part.isEntry ? 'index.js' : part.fileName, part.code]] : [],
    ),
  )
  return { ...files, 'package.json': format === 'es' ? '{"type":"module"}' : '{}' }
}

const withCode = (code: Readonly<Record<string, string>>): Scenario => {
  const fn = itemsApi.nodes.find(({ id }) => id === 'ItemsFunction')
  const properties = { ...fn?.properties, MemorySize: 512, Timeout: 10 }
  const sized = applyEdit(itemsApi, { type: 'set-properties', node: 'ItemsFunction', properties })
  return applyEdit(sized, { type: 'set-code', node: 'ItemsFunction', code })
}

test.each(['cjs', 'es'] as const)(
  'AWS’s own SDK, bundled as %s, reaches the simulated table',
  async (format) => {
    const answer = answerTo(withCode(await bundle(format)), loadQuickJs())
    expect(answer.type === 'answered' ? JSON.parse(answer.body) : answer).toEqual({
      item: { id: 'own-sdk', price: 3, tags: ['a', { b: null }] },
      refusal: [true, 'ConditionalCheckFailedException', 'The conditional request failed'],
      status: 200,
    })
  },
)

test('without the wire to the table IAM refuses AWS’s own SDK too', async () => {
  const scenario = applyEdit(withCode(await bundle('cjs')), {
    type: 'remove-edge',
    edge: 'e3',
  })
  const answer = answerTo(scenario, loadQuickJs())
  expect(answer).toMatchObject({ type: 'answered', status: 403 })
  expect(answer.type === 'answered' ? answer.body : '').toContain(
    'is not authorized to perform: dynamodb:PutItem',
  )
})
