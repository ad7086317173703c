/** A handler to begin with: one file that replaces `index.mjs`. */
export interface Template {
  readonly title: string
  readonly detail: string
  readonly code: string
}

const HELLO = `export const handler = async (event) => {
  const name = event.queryStringParameters?.name ?? 'world'
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: \`Hello, \${name}!\` }),
  }
}
`

const CRUD = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb'

const db = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const TableName = process.env.TABLE_NAME ?? 'items'

const json = (statusCode, body) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

export const handler = async (event) => {
  const id = event.pathParameters?.id
  switch (event.routeKey) {
    case 'GET /items': {
      const { Items } = await db.send(new ScanCommand({ TableName }))
      return json(200, Items)
    }
    case 'GET /items/{id}': {
      const { Item } = await db.send(new GetCommand({ TableName, Key: { id } }))
      return Item ? json(200, Item) : json(404, { message: \`No item \${id}\` })
    }
    case 'PUT /items': {
      const item = JSON.parse(event.body)
      await db.send(new PutCommand({ TableName, Item: item }))
      return json(200, { message: \`Put item \${item.id}\` })
    }
    case 'DELETE /items/{id}':
      await db.send(new DeleteCommand({ TableName, Key: { id } }))
      return json(200, { message: \`Deleted item \${id}\` })
    default:
      return json(400, { message: \`Unsupported route: \${event.routeKey}\` })
  }
}
`

const ERROR = `export const handler = async (event) => {
  console.error('About to fail', { path: event.rawPath })
  throw new Error('Something went wrong on purpose')
}
`

const SLOW = `import { setTimeout } from 'node:timers/promises'

// Waits without working: more memory does not make it faster.
export const handler = async () => {
  const started = Date.now()
  await setTimeout(800)
  return { waitedMs: Date.now() - started }
}
`

const CPU = `// Works without waiting: CPU grows with memory, so more memory makes it faster.
const isPrime = (n) => {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false
  return n > 1
}

export const handler = async () => {
  const started = Date.now()
  let primes = 0
  for (let n = 0; n < 40_000; n++) if (isPrime(n)) primes++
  return { primes, tookMs: Date.now() - started }
}
`

const LOOP = `// Never ends: Lambda stops it at the function's timeout.
export const handler = async () => {
  for (;;) {}
}
`

/** What the editor offers, in its order. */
export const TEMPLATES: readonly Template[] = [
  { title: 'Hello', detail: 'answers JSON', code: HELLO },
  { title: 'CRUD on a table', detail: 'DynamoDB, by route', code: CRUD },
  { title: 'Error', detail: 'logs, then throws', code: ERROR },
  { title: 'Slow', detail: 'waits 800 ms', code: SLOW },
  { title: 'CPU-heavy', detail: 'counts primes', code: CPU },
  { title: 'Loop for ever', detail: 'ends at the timeout', code: LOOP },
]
