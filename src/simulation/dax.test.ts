import { after, seconds } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { SentRequest } from '#services/client/definition.ts'
import type { DaxState } from '#services/dax/definition.ts'
import type { DynamodbState } from '#services/dynamodb/definition.ts'
import { describe, expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'

// A cache through the whole spine: the handler in the sandbox → DAX's client → the cluster → the table.

const ENDPOINT = 'daxs://people.l6fzcv.dax-clusters.us-east-1.amazonaws.com:9111'

const code = (lines: string): string => `
import { DaxDocument, daxPaginateQuery } from '@amazon-dax-sdk/lib-dax'
import { Dax } from '@amazon-dax-sdk/client-dax'
const client = new DaxDocument({ endpoint: '${ENDPOINT}', region: 'us-east-1' })
const plain = new Dax({ endpoints: ['${ENDPOINT}'] })
const TableName = 'people'
const Key = { id: 'ada' }
const told = (error) => ({ name: error.name, code: error.code, message: error.message, statusCode: error.statusCode })
export const handler = async () => {
  ${lines}
}
`

const toScenario = (lines: string, edges: Scenario['edges'] = []): Scenario => ({
  coldstart: 1,
  name: 'cache',
  seed: 5,
  region: 'us-east-1',
  nodes: [
    {
      id: 'Users',
      type: 'Coldstart::Client',
      properties: { Load: { Stages: [{ DurationSeconds: 1, TargetPerSecond: 0 }] } },
    },
    { id: 'Api', type: 'AWS::ApiGatewayV2::Api' },
    { id: 'Fn', type: 'AWS::Lambda::Function', code: { 'index.mjs': code(lines) } },
    { id: 'Cache', type: 'AWS::DAX::Cluster', properties: { ClusterName: 'people' } },
    {
      id: 'People',
      type: 'AWS::DynamoDB::Table',
      properties: { TableName: 'people' },
      data: [{ id: { S: 'ada' }, age: { N: '42' } }],
    },
  ],
  edges: [
    { id: 'users', source: 'Users', target: 'Api' },
    { id: 'api', source: 'Api', target: 'Fn' },
    { id: 'fn', source: 'Fn', target: 'Cache' },
    ...edges,
  ],
})

const WIRED = [{ id: 'cache', source: 'Cache', target: 'People' }]

/** What the handler answers, and what the nodes show afterwards. */
function invoke(lines: string, edges: Scenario['edges'] = WIRED) {
  const scenario = toScenario(lines, edges)
  const simulation = createSimulation({ scenario, handlers: loadQuickJs() })
  const request = { type: 'send', id: '1', method: 'GET', path: '/', headers: [], body: '' }
  simulation.command('Users', request)
  simulation.runUntil(after(simulation.now, seconds(10)))
  const sent = simulation.query('Users', { type: 'sent', id: '1' }) as SentRequest
  const seen = {
    answer: sent.type === 'answered' ? (JSON.parse(sent.body) as unknown) : sent,
    cache: simulation.inspect('Cache') as DaxState,
    table: simulation.inspect('People') as DynamodbState,
  }
  simulation.dispose()
  return seen
}

describe('a function with a cluster before its table', () => {
  test('reads, writes and pages as with the document client', () => {
    const { answer, cache, table } = invoke(`
      const first = await client.get({ TableName, Key })
      const second = await client.get({ TableName, Key })
      await client.put({ TableName, Item: { id: 'bob', tags: new Set(['x']) } })
      const raw = await plain.getItem({ TableName, Key: { id: { S: 'ada' } } })
      const pages = []
      for await (const page of daxPaginateQuery({ client, pageSize: 5 }, {
        TableName,
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': 'bob' },
      })) pages.push([page.Count, page.Items[0].tags.has('x')])
      return { first, second, raw, pages }
    `)
    expect(answer).toEqual({
      first: { Item: { id: 'ada', age: 42 } },
      second: { Item: { id: 'ada', age: 42 } },
      raw: { Item: { id: { S: 'ada' }, age: { N: '42' } } },
      pages: [[1, true]],
    })
    expect(cache.items.hits + cache.items.misses).toBe(3)
    expect(cache).toMatchObject({ writes: 1, queries: { misses: 1 }, errors: 0 })
    expect(table.itemCount).toBe(2)
  })

  test('hears refusals in the words of DAX’s client', () => {
    const { answer } = invoke(`
      const failed = await client
        .put({ TableName, Item: { id: 'ada' }, ConditionExpression: 'attribute_not_exists(id)' })
        .catch(told)
      let sent
      try { client.send({}) } catch (error) { sent = told(error) }
      let created
      try { client.createTable({}) } catch (error) { created = told(error) }
      return { failed, sent, created }
    `)
    expect(answer).toEqual({
      failed: {
        name: 'Error',
        code: 'ConditionalCheckFailedException',
        message: 'ConditionalCheckFailedException: The conditional request failed',
        statusCode: 400,
      },
      sent: {
        name: 'Error',
        code: 'ValidationException',
        message:
          'ValidationException: send operation is not supported for DAX. Please refer to documentation.',
        statusCode: -1,
      },
      created: {
        name: 'Error',
        code: 'ValidationException',
        message: 'ValidationException: createTable is not supported for DAX. Use DynamoDB instead.',
        statusCode: -1,
      },
    })
  })

  test('the cluster calls the table by its own permissions', () => {
    const { answer } = invoke(
      `return { failed: await client.get({ TableName, Key }).catch(told) }`,
      [{ id: 'fn-table', source: 'Fn', target: 'People' }],
    )
    expect(answer).toMatchObject({
      failed: {
        code: 'AccessDeniedException',
        message: expect.stringContaining(
          'User: arn:aws:sts::123456789012:assumed-role/people-role/dax is not authorized to perform: dynamodb:GetItem',
        ),
      },
    })
  })

  test('a name that no cluster has does not resolve', () => {
    const { answer } = invoke(
      `const other = new DaxDocument({ endpoint: 'dax://nobody.l6fzcv.dax-clusters.us-east-1.amazonaws.com' })
       return { failed: await other.get({ TableName, Key }).catch(told) }`,
    )
    expect(answer).toMatchObject({ failed: { code: 'NoRouteException', statusCode: -1 } })
  })
})
