import { expect, it } from 'vitest'
import { after, type Instant, ms, seconds, START } from '#kernel/time.ts'
import { createEndpoint } from '../endpoint.ts'
import { createRegion } from '../region.ts'
import { ITEMS, refused } from '../testing/controlAccount.ts'
import { ACCOUNT, createTableNode } from '../testing/tableNode.ts'

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html

const TableName = 'items'
const { ProvisionedThroughput, ...KEY } = ITEMS

/** An account that is asked over a real wire: the Region is what the signature says. */
function createWire() {
  const endpoint = createEndpoint(createRegion(ACCOUNT), ACCOUNT)
  let now: Instant = START
  const call = (action: string, input: object, code = 'us-east-1'): unknown => {
    const reply = endpoint.answer?.(
      {
        method: 'POST',
        path: '/',
        query: '',
        headers: [
          ['x-amz-target', `DynamoDB_20120810.${action}`],
          ['authorization', `AWS4-HMAC-SHA256 Credential=K/20260101/${code}/dynamodb/aws4_request`],
        ],
        body: JSON.stringify(input),
      },
      { now, settling: ms(100) },
    )
    return reply?.type === 'response' ? JSON.parse(String(reply.body)) : reply
  }
  return {
    call,
    wait: (time: number): void => {
      now = after(now, seconds(time))
    },
    put: (id: string, v: string, code?: string) =>
      call('PutItem', { TableName, Item: { id: { S: id }, v: { S: v } } }, code),
    get: (id: string, code?: string): unknown =>
      (
        call('GetItem', { TableName, Key: { id: { S: id } } }, code) as {
          Item?: { v: { S: string } }
        }
      ).Item?.v.S,
  }
}

const update = (...ReplicaUpdates: object[]) => ({ TableName, ReplicaUpdates })
const FRANKFURT = { RegionName: 'eu-central-1' }

function createGlobal() {
  const wire = createWire()
  wire.call('CreateTable', { ...KEY, BillingMode: 'PAY_PER_REQUEST' })
  wire.wait(1)
  wire.put('1', 'before')
  wire.call('UpdateTable', update({ Create: FRANKFURT }))
  return wire
}

it('a table that the API made gets a replica: CREATING, then ACTIVE with all that was there', () => {
  const { call, wait, get } = createGlobal()
  const replicas = () =>
    (call('DescribeTable', { TableName }) as { Table: { Replicas?: unknown } }).Table
  expect(replicas()).toMatchObject({
    TableStatus: 'UPDATING',
    GlobalTableVersion: '2019.11.21',
    Replicas: [{ RegionName: 'eu-central-1', ReplicaStatus: 'CREATING' }],
    StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  })
  // Until it is there, a client of that Region is served here, as any other.
  wait(1)
  expect(replicas()).toMatchObject({
    TableStatus: 'ACTIVE',
    Replicas: [{ ReplicaStatus: 'ACTIVE' }],
  })
  expect(get('1', 'eu-central-1')).toBe('before')
  expect(call('DescribeTable', { TableName }, 'eu-central-1')).toMatchObject({
    Table: {
      TableArn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/items',
      Replicas: [{ RegionName: 'us-east-1' }],
    },
  })
})

it('takes writes in every Region; they reach the others later, and the later one stays', () => {
  const { put, get, wait } = createGlobal()
  wait(1)
  put('2', 'here')
  put('3', 'there', 'eu-central-1')
  expect([get('2', 'eu-central-1'), get('3')]).toEqual([undefined, undefined])
  wait(3)
  expect([get('2', 'eu-central-1'), get('3')]).toEqual(['here', 'there'])
  put('4', 'first')
  wait(0.01)
  put('4', 'second', 'eu-central-1')
  wait(3)
  expect([get('4'), get('4', 'eu-central-1')]).toEqual(['second', 'second'])
})

it('loses its replica by Delete, and refuses what cannot be', () => {
  const { call, wait } = createGlobal()
  wait(1)
  expect(call('UpdateTable', update({ Create: { RegionName: 'us-east-1' } }))).toEqual(
    refused(
      'Cannot add, delete, or update the local region through ReplicaUpdates. ' +
        'Use CreateTable, DeleteTable, or UpdateTable as required.',
    ),
  )
  expect(call('UpdateTable', update({ Delete: { RegionName: 'eu-west-1' } }))).toMatchObject({
    __type: 'com.amazon.coral.validate#ValidationException',
  })
  call('UpdateTable', update({ Delete: FRANKFURT }))
  wait(1)
  const { Table } = call('DescribeTable', { TableName }) as { Table: object }
  expect(Table).toMatchObject({ TableStatus: 'ACTIVE' })
  expect(Table).not.toHaveProperty('Replicas')
  call('CreateTable', { ...KEY, TableName: 'bought', ProvisionedThroughput })
  wait(1)
  expect(
    call('UpdateTable', { TableName: 'bought', ReplicaUpdates: [{ Create: FRANKFURT }] }),
  ).toEqual(refused('Table write capacity should either be Pay-Per-Request or AutoScaled.'))
})

it('a node’s table gets one by the API, too, beside those of its document', () => {
  const { call, world, service } = createTableNode({ Replicas: [{ Region: 'eu-west-1' }] })
  call('PutItem', { TableName, Item: { id: { S: '1' } } })
  call('UpdateTable', update({ Create: FRANKFURT }))
  world.run(seconds(310))
  expect(service.inspect().replicas.map(({ region, itemCount }) => [region, itemCount])).toEqual([
    ['us-east-1', 1],
    ['eu-west-1', 1],
    ['eu-central-1', 1],
  ])
  call('UpdateTable', update({ Delete: { RegionName: 'eu-west-1' } }))
  world.run(seconds(310))
  expect(service.inspect().replicas.map(({ region }) => region)).toEqual([
    'us-east-1',
    'eu-central-1',
  ])
})
