import { expect, test } from 'vitest'
import type { InsightTarget } from './insights.ts'
import { createTableNode } from './testing/tableNode.ts'

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/contributorinsights_HowItWorks.html

const TableName = 'items'
const SORTED = {
  AttributeDefinitions: ['id', 'at'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'at', KeyType: 'RANGE' },
  ],
}

test('the keys that use most units, and those that are throttled most, are told once insights are on', () => {
  const { call, service } = createTableNode({
    ...SORTED,
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 2 },
  })
  const put = (id: string, at: string, bytes = 10): void => {
    const Item = { id: { S: id }, at: { S: at }, text: { S: 'x'.repeat(bytes) } }
    call('PutItem', { TableName, Item }, 0.2)
  }
  const read = () => service.query?.({ type: 'insights' }) as readonly InsightTarget[]
  put('before', '1')
  expect(read()).toEqual([{ index: null, mode: null, rules: [] }])
  expect(
    call('UpdateContributorInsights', { TableName, ContributorInsightsAction: 'ENABLE' }),
  ).toEqual({
    TableName,
    ContributorInsightsStatus: 'ENABLING',
    ContributorInsightsMode: 'ACCESSED_AND_THROTTLED_KEYS',
  })
  put('hot', '1', 1_500)
  put('hot', '2', 5_000)
  put('cold', '1')
  const [table] = read()
  expect(table?.mode).toBe('ACCESSED_AND_THROTTLED_KEYS')
  expect(table?.rules).toEqual([
    { kind: 'accessed', by: 'partition', rows: [{ key: 'hot', count: 7, error: 0 }] },
    {
      kind: 'accessed',
      by: 'item',
      rows: [
        { key: 'hot · 2', count: 5, error: 0 },
        { key: 'hot · 1', count: 2, error: 0 },
      ],
    },
    { kind: 'throttled', by: 'partition', rows: [{ key: 'cold', count: 1, error: 0 }] },
    { kind: 'throttled', by: 'item', rows: [{ key: 'cold · 1', count: 1, error: 0 }] },
  ])
  call('UpdateContributorInsights', { TableName, ContributorInsightsAction: 'DISABLE' })
  expect(read()).toEqual([{ index: null, mode: null, rules: [] }])
})

test('the document may switch them on, for an index alone, too', () => {
  const { service, call } = createTableNode({
    AttributeDefinitions: ['id', 'kind'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byKind',
        KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
        ContributorInsightsSpecification: { Enabled: true },
      },
    ],
  })
  call('PutItem', { TableName, Item: { id: { S: '1' }, kind: { S: 'k' } } })
  expect(service.query?.({ type: 'insights' })).toMatchObject([
    { index: null, mode: null },
    { index: 'byKind', rules: [{ by: 'partition', rows: [{ key: 'k', count: 1 }] }] },
  ])
  expect(call('ListContributorInsights', {})).toEqual({
    ContributorInsightsSummaries: [
      {
        TableName,
        IndexName: 'byKind',
        ContributorInsightsStatus: 'ENABLED',
        ContributorInsightsMode: 'ACCESSED_AND_THROTTLED_KEYS',
      },
    ],
  })
})
