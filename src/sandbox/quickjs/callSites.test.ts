import { describe, expect, test } from 'vitest'
import type { ApiReply } from '#contracts/api.ts'
import type { HandlerStep } from '../runtime.ts'
import { loadQuickJs } from './loadNode.ts'
import { context, limits, slice } from './testing.ts'

const quickJs = loadQuickJs()

const environment = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'S', AWS_REGION: 'eu-west-1' }

const OK: ApiReply = {
  type: 'response',
  status: 200,
  headers: [['x-amzn-requestid', 'R1']],
  body: '{}',
}
const THROTTLED: ApiReply = {
  type: 'response',
  status: 400,
  headers: [['x-amzn-requestid', 'R2']],
  body: '{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slow"}',
}

/** One invocation: the lines of all its calls, in order, and what it returned. `replies` are given in turn, then `OK`. */
function run(
  files: Readonly<Record<string, string>>,
  replies: readonly ApiReply[] = [],
): { readonly lines: readonly (string | undefined)[]; readonly payload: string } {
  const isolate = quickJs.createIsolate(
    { files, handler: 'index.handler', runtime: 'nodejs22.x', environment, seed: [1, 2, 3, 4] },
    { ...limits, memoryMiB: 1_769, cpuShare: 1 },
  )
  const waiting = [...replies]
  const lines: (string | undefined)[] = []
  isolate.init(slice())
  let step: HandlerStep = isolate.invoke(slice(), '{}', context())
  const open: number[] = []
  let now = 0
  for (;;) {
    if (step.type === 'waiting' || step.type === 'returned') {
      for (const { id, calledAt } of step.calls) {
        open.push(id)
        lines.push(calledAt && `${calledAt.file}:${calledAt.line}`)
      }
    }
    if (step.type !== 'waiting') break
    const id = open.shift()
    if (id === undefined) {
      if (step.wakeIn === null) throw new Error('nothing to wait for')
      now += step.wakeIn
      step = isolate.wake(slice(now))
    } else step = isolate.resume(slice(now), id, waiting.shift() ?? OK)
  }
  isolate.dispose()
  if (step.type !== 'returned') throw new Error(JSON.stringify(step))
  return { lines, payload: step.payload }
}

const linesOf = (...of: Parameters<typeof run>) => run(...of).lines

const CLIENTS = `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocument, GetCommand, paginateScan } from '@aws-sdk/lib-dynamodb'
const plain = new DynamoDBClient({})
const documents = DynamoDBDocument.from(plain)
const of = { TableName: 't', Key: { id: '1' } }
`

describe('an SDK call tells the line of the function’s own code that makes it', () => {
  test('whichever client and way it takes', () => {
    const code = `${CLIENTS}
const marshalled = { TableName: 't', Key: { id: { S: '1' } } }
const logged = new DynamoDBClient({ logger: console })
export const handler = async () => {
  await documents.send(new GetCommand(of))
  await documents
    .get(of)
  await plain.send(new GetItemCommand(marshalled))
  await logged.send(new GetItemCommand(marshalled))
  plain.middlewareStack.add((next) => (args) => next(args), { step: 'build' })
  await plain.send(new GetItemCommand({
    ...marshalled,
    ConsistentRead: true,
  }))
  await documents.put({
    TableName: 't',
    Item: {
      id: String(1),
      at: new Date().toISOString(),
    },
  })
  const seen = new Map()
  await Promise.all([
    plain.send(
      new GetItemCommand({ ...marshalled, ReturnConsumedCapacity: seen.get(1) }),
    ),
  ])
  for await (const page of paginateScan({ client: documents }, { TableName: 't' })) void page
}`
    expect(linesOf({ 'index.mjs': code })).toEqual([
      'index.mjs:10',
      'index.mjs:12',
      'index.mjs:13',
      'index.mjs:14',
      'index.mjs:16',
      'index.mjs:20',
      'index.mjs:29',
      'index.mjs:33',
    ])
  })

  test('in another file, in CommonJS and in TypeScript, by the name that the user gave it', () => {
    const store = `import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb'
import { DynamoDB } from '@aws-sdk/client-dynamodb'
interface Key {
  readonly id: string
}
const documents: DynamoDBDocument = DynamoDBDocument.from(new DynamoDB())
export const find = (Key: Key) => documents.get({ TableName: 't', Key })
`
    expect(
      linesOf({
        'lib/store.ts': store,
        'index.js': `const { find } = require('./lib/store.js')
exports.handler = async () => { await find({ id: '1' }) }`,
      }),
    ).toEqual(['lib/store.ts:7'])
  })

  test('its retries are the same line’s', () => {
    const code = `${CLIENTS}export const handler = () => documents.get(of)`
    const lines = linesOf({ 'index.mjs': code }, [THROTTLED, THROTTLED])
    expect(lines).toEqual(['index.mjs:6', 'index.mjs:6', 'index.mjs:6'])
  })

  test('behind a package it is the line that called the package, else the package’s own', () => {
    const store = `const { DynamoDBDocument } = require('@aws-sdk/lib-dynamodb')
const { DynamoDB } = require('@aws-sdk/client-dynamodb')
const documents = DynamoDBDocument.from(new DynamoDB())
exports.find = (id) => documents.get({ TableName: 't', Key: { id } })
exports.later = async (id) => {
  await null
  return exports.find(id)
}`
    const code = `import { find, later } from 'store'

export const handler = async () => {
  await find('1')
  await later('1')
}`
    expect(linesOf({ 'index.mjs': code, 'node_modules/store/index.js': store })).toEqual([
      'index.mjs:4',
      'node_modules/store/index.js:4',
    ])
  })

  test('nothing, where none of its own code is under way', () => {
    const code = `${CLIENTS}export const handler = () => Promise.resolve(of).then(documents.get.bind(documents))`
    expect(linesOf({ 'index.mjs': code })).toEqual([undefined])
  })
})

test('the line is the one that an Error would tell, however far and whichever way lines go on', () => {
  const body = Array.from({ length: 60 }, (_, at) => {
    const gap = '\n'.repeat((at * at) % 173)
    const call = `lines.push(new Error().stack.match(/index.mjs:(\\d+)/)[1]); calls.push(documents.get(of))`
    return at % 3 === 0
      ? `${gap}for (let i = 0; i < 2; i++) {\n if (i === 1) {${call}}\n${gap}}`
      : `${gap}/* ${'é'.repeat(at)} */ if (lines.length >= 0) { ${'  '.repeat(at)}${call} }`
  }).join('\n')
  const code = `${CLIENTS}export const handler = async () => {
    const lines = []; const calls = []
    ${body}
    await Promise.all(calls)
    return lines
  }`
  const { lines, payload } = run({ 'index.mjs': code })
  const told = JSON.parse(payload) as readonly string[]
  expect(told).toHaveLength(60)
  expect(lines).toEqual(told.map((line) => `index.mjs:${line}`))
})
