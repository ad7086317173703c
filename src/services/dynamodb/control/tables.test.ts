import { minutes, seconds } from '#kernel/time.ts'
import { describe, expect, it } from 'vitest'
import {
  createControlAccount,
  createItems,
  ITEMS,
  refused,
  serviceException as service,
} from '../testing/controlAccount.ts'

const BY_OWNER = {
  Create: {
    IndexName: 'by-owner',
    KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
    Projection: { ProjectionType: 'KEYS_ONLY' },
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
  },
}
const OWNER = [{ AttributeName: 'owner', AttributeType: 'S' }]
const byOwner = { TableName: 'items', AttributeDefinitions: OWNER }

describe('the life of a table', () => {
  it('begins CREATING: known, but neither read nor changed', () => {
    const { call, table, wait } = createControlAccount()
    expect(call('CreateTable', ITEMS)).toMatchObject({
      TableDescription: {
        TableStatus: 'CREATING',
        TableArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/items',
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
      },
    })
    const Key = { id: { S: '1' } }
    expect(call('GetItem', { TableName: 'items', Key })).toEqual(
      service('ResourceNotFoundException', 'Requested resource not found'),
    )
    const busy = 'Attempt to change a resource which is still in use: Table is being created: items'
    expect(call('DeleteTable', { TableName: 'items' })).toEqual(
      service('ResourceInUseException', busy),
    )
    expect(call('CreateTable', ITEMS)).toEqual(
      service('ResourceInUseException', 'Table already exists: items'),
    )
    wait(seconds(8))
    expect(table()).toMatchObject({ Table: { TableStatus: 'ACTIVE' } })
    expect(call('GetItem', { TableName: 'items', Key })).toEqual({})
  })

  it('ends DELETING, then it is gone with its items', () => {
    const { call, table, wait } = createItems()
    call('PutItem', { TableName: 'items', Item: { id: { S: '1' } } })
    expect(call('DeleteTable', { TableName: 'items' })).toMatchObject({
      TableDescription: { TableStatus: 'DELETING' },
    })
    wait(seconds(5))
    const gone = 'Requested resource not found: Table: items not found'
    expect(table()).toEqual(service('ResourceNotFoundException', gone))
    expect(call('ListTables', {})).toEqual({ TableNames: [] })
    call('CreateTable', ITEMS)
    wait(seconds(10))
    expect(call('Scan', { TableName: 'items' })).toMatchObject({ Count: 0 })
  })

  it('is not ended while it is protected', () => {
    const { call } = createItems({ DeletionProtectionEnabled: true })
    expect(call('DeleteTable', { TableName: 'items' })).toEqual(
      refused(
        "One or more parameter values were invalid: Table 'items' can't be deleted while DeletionProtectionEnabled is set to True",
      ),
    )
    call('UpdateTable', { TableName: 'items', DeletionProtectionEnabled: false })
    expect(call('DeleteTable', { TableName: 'items' })).toMatchObject({ TableDescription: {} })
  })

  it('throughput changes when the update ends, and tells when', () => {
    const { call, table, wait } = createItems()
    const wanted = { ReadCapacityUnits: 9, WriteCapacityUnits: 2 }
    const update = { TableName: 'items', ProvisionedThroughput: wanted }
    expect(call('UpdateTable', update)).toMatchObject({
      TableDescription: {
        TableStatus: 'UPDATING',
        ProvisionedThroughput: { ReadCapacityUnits: 5, NumberOfDecreasesToday: 0 },
      },
    })
    wait(seconds(10))
    expect(table()).toMatchObject({
      Table: {
        TableStatus: 'ACTIVE',
        ProvisionedThroughput: {
          ...wanted,
          NumberOfDecreasesToday: 1,
          LastIncreaseDateTime: 1_767_225_620,
          LastDecreaseDateTime: 1_767_225_620,
        },
      },
    })
  })

  it('the mode changes at once and is UPDATING for a while', () => {
    const { call, table, wait } = createItems()
    call('UpdateTable', { TableName: 'items', BillingMode: 'PAY_PER_REQUEST' })
    wait(seconds(10))
    expect(table()).toMatchObject({
      Table: {
        TableStatus: 'ACTIVE',
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      },
    })
  })

  it('adds an index, which is filled from the items that are there, and takes it away again', () => {
    const { call, table, wait } = createItems()
    call('PutItem', { TableName: 'items', Item: { id: { S: '1' }, owner: { S: 'ann' } } })
    call('UpdateTable', { ...byOwner, GlobalSecondaryIndexUpdates: [BY_OWNER] })
    expect(table()).toMatchObject({
      Table: {
        TableStatus: 'UPDATING',
        GlobalSecondaryIndexes: [{ IndexStatus: 'CREATING', Backfilling: true }],
      },
    })
    const query = {
      TableName: 'items',
      IndexName: 'by-owner',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: 'ann' } },
    }
    expect(call('Query', query)).toMatchObject({
      __type: 'com.amazon.coral.validate#ValidationException',
    })
    wait(minutes(5))
    expect(table()).toMatchObject({
      Table: {
        TableStatus: 'ACTIVE',
        AttributeDefinitions: [...ITEMS.AttributeDefinitions, ...OWNER],
        GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE', ItemCount: 1 }],
      },
    })
    expect(call('Query', query)).toMatchObject({ Items: [{ id: { S: '1' }, owner: { S: 'ann' } }] })
    const gone = [{ Delete: { IndexName: 'by-owner' } }]
    call('UpdateTable', { TableName: 'items', GlobalSecondaryIndexUpdates: gone })
    wait(minutes(5))
    expect(table()).not.toMatchObject({ Table: { GlobalSecondaryIndexes: [{}] } })
  })

  it('keeps what is only told: class, encryption, tags', () => {
    const { call, table, wait } = createItems({
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
      SSESpecification: { Enabled: true, SSEType: 'KMS' },
      Tags: [{ Key: 'team', Value: 'a' }],
    })
    wait(seconds(10))
    expect(table()).toMatchObject({
      Table: {
        TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
        SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
      },
    })
    const ResourceArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/items'
    const Tags = [{ Key: 'cost', Value: '7' }]
    expect(call('TagResource', { ResourceArn, Tags })).toBeNull()
    expect(call('ListTagsOfResource', { ResourceArn })).toEqual({
      Tags: [{ Key: 'team', Value: 'a' }, ...Tags],
    })
    call('UntagResource', { ResourceArn, TagKeys: ['team'] })
    expect(call('ListTagsOfResource', { ResourceArn })).toEqual({ Tags })
  })

  it('time to live is ENABLING for an hour, and not changed twice in it', () => {
    const { call, wait } = createItems()
    const set = (Enabled: boolean) =>
      call('UpdateTimeToLive', {
        TableName: 'items',
        TimeToLiveSpecification: { Enabled, AttributeName: 'ttl' },
      })
    const told = () => call('DescribeTimeToLive', { TableName: 'items' })
    expect(set(true)).toEqual({ TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' } })
    expect(told()).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLING', AttributeName: 'ttl' },
    })
    expect(set(false)).toEqual(
      refused('Time to live has been modified multiple times within a fixed interval'),
    )
    wait(minutes(60))
    expect(told()).toMatchObject({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED' } })
    set(false)
    wait(minutes(60))
    expect(told()).toEqual({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } })
  })
})

describe('time to live', () => {
  it('deletes what has expired, from the next request on', () => {
    const { call, wait } = createItems()
    const put = (id: string, ttl: number) =>
      call('PutItem', { TableName: 'items', Item: { id: { S: id }, ttl: { N: String(ttl) } } })
    const ids = () =>
      (call('Scan', { TableName: 'items' }) as { Items: { id: { S: string } }[] }).Items.map(
        ({ id }) => id.S,
      )
    const begin = 1_767_225_600
    put('old', begin + 60)
    call('UpdateTimeToLive', {
      TableName: 'items',
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
    })
    expect(ids()).toEqual(['old'])
    wait(minutes(61))
    expect(ids()).toEqual([])
    put('soon', begin + 2 * 3_600)
    put('ancient', 1)
    expect(ids().sort()).toEqual(['ancient', 'soon'])
    wait(minutes(60))
    expect(ids()).toEqual(['ancient'])
  })
})

describe('the control plane refuses', () => {
  const invalid = (message: string) =>
    refused(`One or more parameter values were invalid: ${message}`)
  it.each([
    [
      'CreateTable',
      {},
      refused("The parameter 'TableName' is required but was not present in the request"),
    ],
    [
      'CreateTable',
      { ...ITEMS, TableName: 'ab' },
      refused(
        "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
      ),
    ],
    [
      'CreateTable',
      { ...ITEMS, TableName: 'a;' },
      refused('TableName must be at least 3 characters long and at most 255 characters long'),
    ],
    [
      'CreateTable',
      { ...ITEMS, BillingMode: 'PAY_PER_REQUEST' },
      invalid(
        'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
      ),
    ],
    [
      'CreateTable',
      { ...ITEMS, ProvisionedThroughput: undefined },
      invalid(
        'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
      ),
    ],
    [
      'CreateTable',
      {
        ...ITEMS,
        KeySchema: ['HASH', 'RANGE', 'RANGE'].map((KeyType) => ({ AttributeName: 'id', KeyType })),
      },
      refused(
        "1 validation error detected: Value '[KeySchemaElement(attributeName=id, keyType=HASH), " +
          'KeySchemaElement(attributeName=id, keyType=RANGE), KeySchemaElement(attributeName=id, keyType=RANGE)]' +
          "' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2",
      ),
    ],
    [
      'CreateTable',
      { ...ITEMS, AttributeDefinitions: [] },
      refused('Invalid KeySchema: Some index key attribute have no definition'),
    ],
    [
      'CreateTable',
      { ...ITEMS, AttributeDefinitions: [...ITEMS.AttributeDefinitions, ...OWNER] },
      invalid(
        'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
      ),
    ],
    [
      'UpdateTable',
      { TableName: 'items' },
      refused(
        'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
      ),
    ],
    [
      'UpdateTable',
      { ...byOwner, GlobalSecondaryIndexUpdates: [BY_OWNER, BY_OWNER] },
      invalid(
        'Only one global secondary index update per index is allowed simultaneously. Index: by-owner',
      ),
    ],
    [
      'UpdateTable',
      { TableName: 'items', GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'none' } }] },
      service('ResourceNotFoundException', 'Requested resource not found'),
    ],
    [
      'UpdateTable',
      { TableName: 'items', ReplicaUpdates: [{ Create: { RegionName: 'eu-west-1' } }] },
      refused('Table write capacity should either be Pay-Per-Request or AutoScaled.'),
    ],
    [
      'TagResource',
      { ResourceArn: 'a:b:c:d:e:f/g', Tags: [] },
      refused('Invalid TableArn: Invalid ResourceArn provided as input a:b:c:d:e:f/g'),
    ],
  ])('%s of %j', (action, input, reply) => {
    expect(createItems().ask(action, input)).toEqual({ status: 400, body: reply })
  })

  it('throughput that is what it was', () => {
    const { call } = createItems()
    const { ProvisionedThroughput } = ITEMS
    expect(call('UpdateTable', { TableName: 'items', ProvisionedThroughput })).toMatchObject({
      message: expect.stringMatching(/^The provisioned throughput for the table will not change/),
    })
  })

  it('two indexes at a time', () => {
    const { call } = createItems()
    const other = { Create: { ...BY_OWNER.Create, IndexName: 'other' } }
    const GlobalSecondaryIndexUpdates = [BY_OWNER, other]
    expect(call('UpdateTable', { ...byOwner, GlobalSecondaryIndexUpdates })).toEqual(
      service(
        'LimitExceededException',
        'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
      ),
    )
  })
})
