import { minutes, seconds } from '#kernel/time.ts'
import { describe, expect, it } from 'vitest'
import { createItems, refused, serviceException } from '../testing/controlAccount.ts'

type Account = ReturnType<typeof createItems>

const put = ({ call }: Account, id: string, n: number) =>
  call('PutItem', { TableName: 'items', Item: { id: { S: id }, n: { N: String(n) } } })

const itemsOf = ({ call }: Account, TableName: string): Readonly<Record<string, string>> => {
  const { Items } = call('Scan', { TableName }) as {
    Items: readonly { id: { S: string }; n: { N: string } }[]
  }
  return Object.fromEntries(Items.map(({ id, n }) => [id.S, n.N]))
}

const backUp = ({ call }: Account, BackupName = 'nightly') => {
  const { BackupDetails } = call('CreateBackup', { TableName: 'items', BackupName }) as {
    BackupDetails: { BackupArn: string; BackupStatus: string }
  }
  return BackupDetails
}

describe('a backup', () => {
  it('is CREATING, then AVAILABLE, and makes a table again as it was', () => {
    const account = createItems()
    const { call, wait } = account
    put(account, 'a', 1)
    const { BackupArn, BackupStatus } = backUp(account)
    expect(BackupStatus).toBe('CREATING')
    expect(BackupArn).toMatch(
      /^arn:aws:dynamodb:us-east-1:123456789012:table\/items\/backup\/\d{14}-[0-9a-f]{8}$/,
    )
    put(account, 'a', 2)
    put(account, 'b', 3)
    wait(seconds(5))
    expect(call('DescribeBackup', { BackupArn })).toMatchObject({
      BackupDescription: {
        BackupDetails: { BackupStatus: 'AVAILABLE', BackupName: 'nightly' },
        SourceTableDetails: { TableName: 'items', ItemCount: 1 },
      },
    })
    expect(call('RestoreTableFromBackup', { TargetTableName: 'again', BackupArn })).toMatchObject({
      TableDescription: {
        TableName: 'again',
        TableStatus: 'CREATING',
        RestoreSummary: { SourceBackupArn: BackupArn, RestoreInProgress: true },
      },
    })
    wait(minutes(5))
    expect(itemsOf(account, 'again')).toEqual({ a: '1' })
    expect(itemsOf(account, 'items')).toEqual({ a: '2', b: '3' })
  })

  it('outlives its table, is listed, and is gone when it is deleted', () => {
    const account = createItems()
    const { call, wait } = account
    const { BackupArn } = backUp(account)
    wait(seconds(5))
    call('DeleteTable', { TableName: 'items' })
    wait(seconds(5))
    expect(call('ListBackups', {})).toMatchObject({ BackupSummaries: [{ BackupArn }] })
    expect(call('DeleteBackup', { BackupArn })).toMatchObject({
      BackupDescription: { BackupDetails: { BackupStatus: 'DELETED' } },
    })
    expect(call('ListBackups', {})).toEqual({ BackupSummaries: [] })
    expect(call('DescribeBackup', { BackupArn })).toEqual(
      serviceException('BackupNotFoundException', `Backup not found: ${BackupArn}`),
    )
  })

  it('is listed page by page', () => {
    const account = createItems()
    const arns = ['one', 'two', 'three'].map((name) => {
      account.wait(seconds(1))
      return backUp(account, name).BackupArn
    })
    const first = account.call('ListBackups', { Limit: 2 })
    expect(first).toMatchObject({ LastEvaluatedBackupArn: arns[1] })
    expect(account.call('ListBackups', { ExclusiveStartBackupArn: arns[1] })).toMatchObject({
      BackupSummaries: [{ BackupArn: arns[2] }],
    })
  })

  it('needs a table to be made of, and a name that is free to be restored to', () => {
    const account = createItems()
    expect(account.call('CreateBackup', { TableName: 'none', BackupName: 'nightly' })).toEqual(
      serviceException('TableNotFoundException', 'Table not found: none'),
    )
    const { BackupArn } = backUp(account)
    account.wait(seconds(5))
    expect(account.call('RestoreTableFromBackup', { TargetTableName: 'items', BackupArn })).toEqual(
      serviceException('TableAlreadyExistsException', 'Table already exists: items'),
    )
  })
})

describe('point-in-time recovery', () => {
  const enable = ({ call }: Account) =>
    call('UpdateContinuousBackups', {
      TableName: 'items',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    })

  it('restores a table to any second since it was switched on', () => {
    const account = createItems()
    const { call, wait } = account
    put(account, 'before', 0)
    expect(enable(account)).toMatchObject({
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: 'ENABLED',
          RecoveryPeriodInDays: 35,
          EarliestRestorableDateTime: 1_767_225_610,
        },
      },
    })
    for (const n of [1, 2, 3]) {
      wait(seconds(10))
      put(account, 'a', n)
      if (n === 2) call('DeleteItem', { TableName: 'items', Key: { id: { S: 'before' } } })
    }
    wait(minutes(10))
    const restore = (RestoreDateTime: number) => {
      const TargetTableName = `at-${RestoreDateTime}`
      call('RestoreTableToPointInTime', {
        SourceTableName: 'items',
        TargetTableName,
        RestoreDateTime,
      })
      return TargetTableName
    }
    const [early, middle, late] = [1_767_225_615, 1_767_225_625, 1_767_225_645].map(restore)
    wait(minutes(5))
    expect(itemsOf(account, early ?? '')).toEqual({ before: '0' })
    expect(itemsOf(account, middle ?? '')).toEqual({ before: '0', a: '1' })
    expect(itemsOf(account, late ?? '')).toEqual({ a: '3' })
  })

  it('is off before that', () => {
    const account = createItems()
    expect(
      account.call('RestoreTableToPointInTime', {
        SourceTableName: 'items',
        TargetTableName: 'again',
        UseLatestRestorableTime: true,
      }),
    ).toMatchObject({ __type: expect.stringContaining('PointInTimeRecoveryUnavailableException') })
    enable(account)
    expect(
      account.call('RestoreTableToPointInTime', {
        SourceTableName: 'items',
        TargetTableName: 'again',
        RestoreDateTime: 1_767_225_000,
      }),
    ).toMatchObject({ __type: expect.stringContaining('InvalidRestoreTimeException') })
  })
})

describe('beside tables and items', () => {
  it('a policy is kept with its revision', () => {
    const { call } = createItems()
    const ResourceArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/items'
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] })
    const { RevisionId } = call('PutResourcePolicy', { ResourceArn, Policy }) as {
      RevisionId: string
    }
    expect(call('GetResourcePolicy', { ResourceArn })).toEqual({ Policy, RevisionId })
    expect(call('DeleteResourcePolicy', { ResourceArn })).toEqual({ RevisionId })
    expect(call('GetResourcePolicy', { ResourceArn })).toMatchObject({
      __type: expect.stringContaining('PolicyNotFoundException'),
    })
    expect(call('PutResourcePolicy', { ResourceArn, Policy: '{' })).toEqual(
      refused('Invalid policy document: Syntax errors in policy.'),
    )
  })

  it('contributor insights are switched on and off, and listed', () => {
    const { call } = createItems()
    const set = (ContributorInsightsAction: string) =>
      call('UpdateContributorInsights', { TableName: 'items', ContributorInsightsAction })
    expect(set('ENABLE')).toMatchObject({ ContributorInsightsStatus: 'ENABLING' })
    expect(call('ListContributorInsights', {})).toMatchObject({
      ContributorInsightsSummaries: [{ TableName: 'items', ContributorInsightsStatus: 'ENABLED' }],
    })
    set('DISABLE')
    expect(call('DescribeContributorInsights', { TableName: 'items' })).toEqual({
      TableName: 'items',
      ContributorInsightsStatus: 'DISABLED',
    })
  })

  it.each([
    ['DescribeLimits', {}, { TableMaxReadCapacityUnits: 40_000 }],
    ['DescribeEndpoints', {}, { Endpoints: [{ Address: 'dynamodb.us-east-1.amazonaws.com' }] }],
    ['ListExports', {}, { ExportSummaries: [] }],
    ['ListImports', {}, { ImportSummaryList: [] }],
    ['ListGlobalTables', {}, { GlobalTables: [] }],
    [
      'DescribeKinesisStreamingDestination',
      { TableName: 'items' },
      { KinesisDataStreamDestinations: [] },
    ],
    [
      'DescribeTableReplicaAutoScaling',
      { TableName: 'items' },
      { TableAutoScalingDescription: { TableStatus: 'ACTIVE' } },
    ],
  ])('%s tells what there is', (action, input, reply) => {
    expect(createItems().call(action, input)).toMatchObject(reply)
  })

  it.each([
    ['DescribeGlobalTable', { GlobalTableName: 'items' }, 'GlobalTableNotFoundException'],
    ['DescribeExport', { ExportArn: 'a'.repeat(37) }, 'ExportNotFoundException'],
    ['DescribeImport', { ImportArn: 'a'.repeat(37) }, 'ImportNotFoundException'],
    [
      'ExportTableToPointInTime',
      { TableArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/items', S3Bucket: 'mine' },
      'PointInTimeRecoveryUnavailableException',
    ],
    [
      'EnableKinesisStreamingDestination',
      {
        TableName: 'items',
        StreamArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/changes',
      },
      'ResourceNotFoundException',
    ],
  ])('%s of what is not there', (action, input, code) => {
    expect(createItems().call(action, input)).toMatchObject({
      __type: `com.amazonaws.dynamodb.v20120810#${code}`,
    })
  })
})
