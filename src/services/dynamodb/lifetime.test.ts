import { expect, test } from 'vitest'
import { EPOCH_MS, seconds } from '#kernel/time.ts'
import type { BackupsAnswer, StreamAnswer } from './lifetime.ts'
import { planRestore } from './planRestore.ts'
import { createTableNode } from './testing/tableNode.ts'

const TableName = 'items'

test('the stream is shown with its shards and newest changes, and what time to live did', () => {
  const { call, service, world } = createTableNode(
    {
      StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
      TimeToLiveSpecification: { AttributeName: 'ttl' },
    },
    { TimeToLiveDelaySeconds: 10 },
  )
  const show = () => service.query?.({ type: 'stream' }) as StreamAnswer
  const ttl = { N: String(EPOCH_MS / 1_000 + 60) }
  call('PutItem', { TableName, Item: { id: { S: '1' }, ttl } })
  call('PutItem', { TableName, Item: { id: { S: '2' } } })
  expect(show()).toMatchObject({
    stream: {
      view: 'KEYS_ONLY',
      arn: 'arn:aws:dynamodb:us-east-1:123456789012:table/items/stream/2026-01-01T00:00:00.000',
      changes: [
        { event: 'INSERT', keys: { id: { S: '2' } }, isExpiry: false },
        { event: 'INSERT', keys: { id: { S: '1' } } },
      ],
    },
    timeToLive: { attribute: 'ttl', status: 'ENABLED', waiting: 1, deleted: 0 },
  })
  const { stream } = show()
  expect(stream?.shards.reduce((sum, { records }) => sum + records, 0)).toBe(2)
  expect(stream?.shards.every(({ isOpen }) => isOpen)).toBe(true)
  world.run(seconds(600))
  expect(show()).toMatchObject({
    stream: { changes: [{ event: 'REMOVE', keys: { id: { S: '1' } }, isExpiry: true }, {}, {}] },
    timeToLive: { waiting: 0, deleted: 1, nextAtMs: null },
  })
})

test('a person backs a table up, restores it, and restores it to an instant; what is refused is told', () => {
  const { call, service, world } = createTableNode({ PointInTimeRecoverySpecification: {} })
  const show = () => service.query?.({ type: 'backups' }) as BackupsAnswer
  const send = (action: string, input: object) => {
    service.command?.({ type: 'backup', action, input } as never)
    world.run(seconds(400))
  }
  call('PutItem', { TableName, Item: { id: { S: '1' }, v: { S: 'old' } } })
  send('CreateBackup', { BackupName: 'nightly' })
  expect(show()).toMatchObject({
    table: 'items',
    recovery: { days: 35, earliestMs: 0 },
    backups: [{ name: 'nightly', items: 1, isReady: true }],
    tables: [],
    refusal: null,
  })
  call('PutItem', { TableName, Item: { id: { S: '1' }, v: { S: 'new' } } })
  const [backup] = show().backups
  send('RestoreTableFromBackup', { BackupArn: backup?.arn, TargetTableName: 'again' })
  const { recovery } = show()
  const target = { table: 'items', target: 'then' }
  send('RestoreTableToPointInTime', planRestore({ ...target, second: 100 }, recovery!))
  expect(show().tables).toEqual([
    { name: 'again', status: 'ACTIVE', items: 1, bytes: expect.any(Number) },
    { name: 'then', status: 'ACTIVE', items: 1, bytes: expect.any(Number) },
  ])
  const valueIn = (name: string) => call('GetItem', { TableName: name, Key: { id: { S: '1' } } })
  expect(valueIn('then')).toMatchObject({ Item: { v: { S: 'old' } } })
  expect(valueIn('items')).toMatchObject({ Item: { v: { S: 'new' } } })

  send('RestoreTableToPointInTime', planRestore({ ...target, second: null }, recovery!))
  expect(show().refusal).toContain('Table already exists: then')
  send('RestoreTableToPointInTime', planRestore({ ...target, second: 9_999 }, recovery!))
  expect(show().refusal).toContain('InvalidRestoreTimeException')
  send('DeleteBackup', { BackupArn: backup?.arn })
  expect(show()).toMatchObject({ backups: [], refusal: null })
  // Nothing else may be asked for by this way.
  send('DeleteTable', { TableName })
  expect(call('DescribeTable', { TableName })).toMatchObject({ Table: { TableStatus: 'ACTIVE' } })
})
