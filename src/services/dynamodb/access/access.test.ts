import type { ApiCaller } from '#contracts/api.ts'
import { describe, expect, it } from 'vitest'
import { createEndpoint } from '../endpoint.ts'
import { ACCOUNT, createTableNode, toRequest } from '../testing/tableNode.ts'

const TableName = 'items'
const ARN = 'arn:aws:dynamodb:us-east-1:123456789012:table/items'
const ME = 'arn:aws:sts::123456789012:assumed-role/fn-role/fn'

/** Asks for an action with a wire of these properties; answers `allowed`, or what IAM says. */
function createAsk(wire: object, properties: object = {}) {
  const { region } = createTableNode({
    GlobalSecondaryIndexes: [
      { IndexName: 'by-city', KeySchema: [{ AttributeName: 'city', KeyType: 'HASH' }] },
    ],
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'city', AttributeType: 'S' },
    ],
    ...properties,
  })
  const endpoint = createEndpoint(region, ACCOUNT)
  const caller: ApiCaller = {
    node: 'Fn',
    principalArn: ME,
    mayCall: () => true,
    wireTo: () => wire,
  }
  return (action: string, input: object): string => {
    const route = endpoint.route(toRequest(action, { TableName, ...input }), caller)
    if (!('reply' in route)) return 'allowed'
    return route.reply.type === 'response'
      ? String((JSON.parse(String(route.reply.body)) as { Message?: string }).Message)
      : 'unreachable'
  }
}

const key = (id: string) => ({ Key: { id: { S: id } } })
const denied = (
  action: string,
  because = `because no identity-based policy allows the dynamodb:${action} action`,
  arn = ARN,
) => `User: ${ME} is not authorized to perform: dynamodb:${action} on resource: ${arn} ${because}`

describe('what a wire allows', () => {
  it('is everything where it says nothing', () => {
    const ask = createAsk({})
    expect(ask('GetItem', key('1'))).toBe('allowed')
    expect(ask('Scan', {})).toBe('allowed')
  })

  it('is its actions: those of a transaction by what they do', () => {
    const ask = createAsk({ Actions: ['dynamodb:Get*', 'dynamodb:PutItem'] })
    expect(ask('GetItem', key('1'))).toBe('allowed')
    expect(ask('DeleteItem', key('1'))).toBe(denied('DeleteItem'))
    const TransactItems = [{ Put: { TableName, Item: {} } }, { Delete: { TableName, ...key('1') } }]
    expect(ask('TransactWriteItems', { TransactItems, TableName: undefined })).toBe(
      denied('DeleteItem'),
    )
  })

  it('is its leading keys, for every way to name one', () => {
    const ask = createAsk({ LeadingKeys: ['user-7', 'shared-*'] })
    expect(ask('GetItem', key('user-7'))).toBe('allowed')
    expect(ask('GetItem', key('user-8'))).toBe(denied('GetItem'))
    expect(ask('PutItem', { Item: { id: { S: 'shared-1' } } })).toBe('allowed')
    expect(ask('PutItem', { Item: { id: { S: 'mine' } } })).toBe(denied('PutItem'))
    const query = (id: string) => ({
      KeyConditionExpression: '#k = :id',
      ExpressionAttributeNames: { '#k': 'id' },
      ExpressionAttributeValues: { ':id': { S: id } },
    })
    expect(ask('Query', query('user-7'))).toBe('allowed')
    expect(ask('Query', query('user-8'))).toBe(denied('Query'))
    const batch = (...ids: string[]) => ({
      TableName: undefined,
      RequestItems: { [TableName]: { Keys: ids.map((id) => key(id).Key) } },
    })
    expect(ask('BatchGetItem', batch('user-7', 'shared-2'))).toBe('allowed')
    expect(ask('BatchGetItem', batch('user-7', 'user-8'))).toBe(denied('BatchGetItem'))
    const writes = (id: string) => ({
      TableName: undefined,
      RequestItems: { [TableName]: [{ DeleteRequest: key(id) }] },
    })
    expect(ask('BatchWriteItem', writes('user-7'))).toBe('allowed')
    expect(ask('BatchWriteItem', writes('user-8'))).toBe(denied('BatchWriteItem'))
    // As in IAM: a Scan names no key, and "all of none" holds.
    expect(ask('Scan', {})).toBe('allowed')
  })

  it('is its leading keys for statements of PartiQL, too, with their parameters', () => {
    const ask = createAsk({ LeadingKeys: ['user-7'] })
    const run = (Statement: string, ...ids: string[]) =>
      ask('ExecuteStatement', {
        Statement,
        TableName: undefined,
        ...(ids.length === 0 ? {} : { Parameters: ids.map((S) => ({ S })) }),
      })
    expect(run(`SELECT * FROM "items" WHERE id = 'user-7'`)).toBe('allowed')
    expect(run(`SELECT * FROM "items" WHERE id = ?`, 'user-8')).toBe(denied('PartiQLSelect'))
    expect(run(`SELECT * FROM "items" WHERE id IN ['user-7', 'user-8']`)).toBe(
      denied('PartiQLSelect'),
    )
    expect(run(`INSERT INTO "items" VALUE {'id': ?}`, 'user-7')).toBe('allowed')
    expect(run(`INSERT INTO "items" VALUE {'id': ?}`, 'user-8')).toBe(denied('PartiQLInsert'))
    expect(run(`UPDATE "items" SET n = 1 WHERE id = 'user-7'`)).toBe('allowed')
    expect(run(`DELETE FROM "items" WHERE id = 'user-8'`)).toBe(denied('PartiQLDelete'))
    // What cannot be read may be anything.
    expect(run(`SELECT * FROM "items" WHERE id = ?`)).toBe(denied('PartiQLSelect'))
    // As a Scan.
    expect(run(`SELECT * FROM "items" WHERE n = 1`)).toBe('allowed')
  })

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
  it('is what statements of IAM say of PartiQL: attributes, full table scans, what encloses it', () => {
    const allow = (Condition: object) => ({
      Effect: 'Allow',
      Action: 'dynamodb:PartiQL*',
      Condition,
    })
    const run = (Condition: object, Statement: string) =>
      createAsk({ Statement: [allow(Condition)] })('ExecuteStatement', {
        Statement,
        TableName: undefined,
      })
    const attributes = {
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id', 'name'] },
      StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
    }
    expect(run(attributes, `SELECT name FROM "items" WHERE id = '1'`)).toBe('allowed')
    expect(run(attributes, `SELECT salary FROM "items" WHERE id = '1'`)).toBe(
      denied('PartiQLSelect'),
    )
    expect(run(attributes, `SELECT * FROM "items" WHERE id = '1'`)).toBe(denied('PartiQLSelect'))
    expect(run(attributes, `UPDATE "items" SET salary = name WHERE id = '1'`)).toBe(
      denied('PartiQLUpdate'),
    )
    const noScan = { Bool: { 'dynamodb:FullTableScan': 'false' } }
    expect(run(noScan, `SELECT * FROM "items" WHERE id = '1'`)).toBe('allowed')
    expect(run(noScan, `SELECT * FROM "items"`)).toBe(denied('PartiQLSelect'))
    expect(run(noScan, `SELECT * FROM "items"."by-city" WHERE id = '1'`)).toBe(
      denied('PartiQLSelect', undefined, `${ARN}/index/by-city`),
    )
    const inside = createAsk({
      Statement: [allow({ StringEquals: { 'dynamodb:EnclosingOperation': 'ExecuteTransaction' } })],
    })
    const one = { Statement: `DELETE FROM "items" WHERE id = '1'` }
    const TransactStatements = [one]
    expect(inside('ExecuteTransaction', { TransactStatements, TableName: undefined })).toBe(
      'allowed',
    )
    expect(inside('ExecuteStatement', { ...one, TableName: undefined })).toBe(
      denied('PartiQLDelete'),
    )
  })

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
  it('is what statements of IAM say: attributes, Select, ReturnValues', () => {
    const ask = createAsk({
      Statement: [
        {
          Effect: 'Allow',
          Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
          Resource: [ARN, `${ARN}/index/*`],
          Condition: {
            'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id', 'name', 'city'] },
            StringEqualsIfExists: {
              'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
              'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD'],
            },
          },
        },
      ],
    })
    expect(
      ask('GetItem', {
        ...key('1'),
        ProjectionExpression: 'id, #n',
        ExpressionAttributeNames: { '#n': 'name' },
      }),
    ).toBe('allowed')
    expect(ask('GetItem', { ...key('1'), ProjectionExpression: 'salary' })).toBe(denied('GetItem'))
    const query = {
      IndexName: 'by-city',
      KeyConditionExpression: 'city = :c',
      ExpressionAttributeValues: { ':c': { S: 'Bern' } },
    }
    expect(ask('Query', { ...query, ProjectionExpression: 'id' })).toBe('allowed')
    expect(ask('Query', query)).toBe(denied('Query', undefined, `${ARN}/index/by-city`))
    const update = {
      ...key('1'),
      UpdateExpression: 'SET city = :c, address.zip = if_not_exists(name, :c)',
    }
    expect(ask('UpdateItem', update)).toBe(denied('UpdateItem'))
    expect(ask('UpdateItem', { ...update, UpdateExpression: 'SET city = :c' })).toBe('allowed')
    expect(
      ask('UpdateItem', { ...update, UpdateExpression: 'SET city = :c', ReturnValues: 'ALL_NEW' }),
    ).toBe(denied('UpdateItem'))
  })
})

describe('a resource policy', () => {
  const policyOf = (...Statement: object[]) => ({
    ResourcePolicy: { PolicyDocument: { Version: '2012-10-17', Statement } },
  })
  const says = (Effect: string, Action: string) => ({
    Effect,
    Action,
    Resource: ARN,
    Principal: { AWS: 'arn:aws:iam::123456789012:role/fn-role' },
  })

  it('denies what its statements deny, whatever the wire says', () => {
    const ask = createAsk({}, policyOf(says('Deny', 'dynamodb:DeleteItem')))
    expect(ask('GetItem', key('1'))).toBe('allowed')
    expect(ask('DeleteItem', key('1'))).toBe(
      denied('DeleteItem', 'with an explicit deny in a resource-based policy'),
    )
  })

  it('allows what the wire does not, within the account', () => {
    const wire = { Actions: ['dynamodb:GetItem'] }
    const ask = createAsk(wire, policyOf(says('Allow', 'dynamodb:PutItem')))
    expect(ask('PutItem', { Item: { id: { S: '1' } } })).toBe('allowed')
    expect(ask('DeleteItem', key('1'))).toBe(denied('DeleteItem'))
  })
})
