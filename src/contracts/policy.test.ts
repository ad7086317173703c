import { describe, expect, test } from 'vitest'
import { evaluatePolicy, matchesPattern, type PolicyPrincipal } from './policy.ts'

const ARN = 'arn:aws:execute-api:us-east-1:123456789012:abcdef1234/prod/GET/pets/7'
const question = { action: 'execute-api:Invoke', resource: ARN }
const says = (Effect: string, Resource: unknown, more: object = {}) => ({
  Action: 'execute-api:Invoke',
  Effect,
  Resource,
  ...more,
})
const evaluate = (...Statement: readonly object[]) =>
  evaluatePolicy({ Version: '2012-10-17', Statement }, question)

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
describe('a policy', () => {
  test('allows what it names, is silent of the rest, and a deny beats every allow', () => {
    expect(evaluate(says('Allow', ARN))).toBe('allow')
    expect(evaluate(says('Allow', `${ARN}/x`))).toBe('silent')
    expect(evaluate()).toBe('silent')
    expect(evaluate(says('Allow', '*'), says('Deny', ARN))).toBe('deny')
    expect(evaluate(says('Deny', ARN), says('Allow', '*'))).toBe('deny')
  })

  test('wildcards go across slashes; actions are compared without regard to case', () => {
    expect(evaluate(says('Allow', 'arn:aws:execute-api:*:*:abcdef1234/*/GET/*'))).toBe('allow')
    expect(evaluate(says('Allow', 'arn:aws:execute-api:*:*:abcdef1234/*/POST/*'))).toBe('silent')
    expect(evaluate(says('Allow', '*', { Action: 'EXECUTE-API:inv*' }))).toBe('allow')
    expect(evaluate(says('Allow', '*', { Action: ['s3:*', 'execute-api:Invoke'] }))).toBe('allow')
  })

  test('NotAction and NotResource take everything else', () => {
    const { Action: _action, ...rest } = says('Allow', '*')
    expect(evaluate({ ...rest, NotAction: 's3:*' })).toBe('allow')
    expect(evaluate({ ...rest, NotAction: 'execute-api:*' })).toBe('silent')
    const { Resource: _resource, ...other } = says('Allow', '*')
    expect(evaluate({ ...other, NotResource: ARN })).toBe('silent')
  })

  test.each([
    ['IpAddress', { 'aws:SourceIp': '203.0.113.0/24' }, 'allow'],
    ['IpAddress', { 'AWS:SOURCEIP': ['10.0.0.0/8', '203.0.113.7'] }, 'allow'],
    ['IpAddress', { 'aws:SourceIp': '203.0.112.0/24' }, 'silent'],
    ['NotIpAddress', { 'aws:SourceIp': '203.0.113.0/24' }, 'silent'],
    ['StringLike', { 'aws:UserAgent': 'curl/*' }, 'allow'],
    ['StringEquals', { 'aws:UserAgent': 'curl' }, 'silent'],
    ['StringEquals', { 'aws:Nobody': 'x' }, 'silent'],
    ['DateGreaterThan', { 'aws:CurrentTime': '2020-01-01T00:00:00Z' }, 'silent'],
  ])('condition %s %j: %s', (operator, keys, effect) => {
    const context = { 'aws:SourceIp': '203.0.113.7', 'aws:UserAgent': 'curl/8' }
    const policy = { Statement: says('Allow', '*', { Condition: { [operator]: keys } }) }
    expect(evaluatePolicy(policy, { ...question, context })).toBe(effect)
  })

  test('a condition that nobody understands does not undo a deny', () => {
    const Condition = { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }
    expect(evaluate(says('Allow', '*'), says('Deny', '*', { Condition }))).toBe('deny')
  })

  test.each([[null], ['text'], [{}], [{ Statement: [{ Effect: 'Maybe' }] }], [{ Statement: 7 }]])(
    '%j is no policy',
    (policy) => {
      expect(evaluatePolicy(policy, question)).toBeNull()
    },
  )
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
test.each([
  ['ForAllValues:StringEquals', ['a', 'b'], 'allow'],
  ['ForAllValues:StringEquals', ['a', 'c'], 'silent'],
  ['ForAllValues:StringEquals', [], 'allow'],
  ['ForAllValues:StringLike', ['a'], 'allow'],
  ['ForAnyValue:StringEquals', ['c', 'b'], 'allow'],
  ['ForAnyValue:StringEquals', ['c'], 'silent'],
  ['ForAnyValue:StringEquals', [], 'silent'],
  ['ForAnyValue:Sounds', ['a'], 'silent'],
])('%s of the values %j: %s', (operator, values, effect) => {
  const Condition = { [operator]: { 'dynamodb:LeadingKeys': ['a', 'b'] } }
  const policy = { Statement: says('Allow', '*', { Condition }) }
  const context = values.length === 0 ? {} : { 'dynamodb:LeadingKeys': values }
  expect(evaluatePolicy(policy, { ...question, context })).toBe(effect)
})

test('patterns take no longer than the product of their lengths', () => {
  expect(matchesPattern(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false)
  expect(matchesPattern('a*b?c', 'axxbbyc')).toBe(true)
  expect(matchesPattern('', '')).toBe(true)
})

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html
describe('a policy of a resource', () => {
  const DISTRIBUTION = 'arn:aws:cloudfront::123456789012:distribution/E1'
  const anybody = { type: 'anonymous' } as const
  const cloudfront = { type: 'service', name: 'cloudfront.amazonaws.com' } as const
  const handler = {
    type: 'account',
    accountId: '123456789012',
    arn: 'arn:aws:sts::123456789012:assumed-role/reader/fn',
  } as const
  const ask = (Principal: unknown, principal: PolicyPrincipal, more: object = {}) =>
    evaluatePolicy(
      { Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Principal, ...more } },
      {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::b/k',
        principal,
        context: { 'aws:SourceArn': DISTRIBUTION, 'aws:SecureTransport': 'false' },
      },
    )

  test('concerns whom it names: everybody, a service, an account, a role and its sessions', () => {
    expect(ask('*', anybody)).toBe('allow')
    expect(ask({ AWS: '*' }, anybody)).toBe('allow')
    expect(ask({ AWS: handler.accountId }, anybody)).toBe('silent')
    expect(ask({ Service: 'cloudfront.amazonaws.com' }, cloudfront)).toBe('allow')
    expect(ask({ Service: 'cloudfront.amazonaws.com' }, anybody)).toBe('silent')
    expect(ask({ AWS: 'arn:aws:iam::123456789012:role/reader' }, handler)).toBe('allow')
    expect(ask({ AWS: 'arn:aws:iam::123456789012:role/writer' }, handler)).toBe('silent')
    expect(ask({ AWS: ['123456789012'] }, handler)).toBe('allow')
    expect(ask(undefined, anybody)).toBeNull()
  })

  test('lets one distribution in by the condition on its ARN', () => {
    const by = (arn: string) => ({ Condition: { StringEquals: { 'AWS:SourceArn': arn } } })
    const Service = 'cloudfront.amazonaws.com'
    expect(ask({ Service }, cloudfront, by(DISTRIBUTION))).toBe('allow')
    expect(ask({ Service }, cloudfront, by(`${DISTRIBUTION}2`))).toBe('silent')
  })

  test.each([
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:cloudfront::*:distribution/*' } }, 'allow'],
    [{ Bool: { 'aws:SecureTransport': false } }, 'allow'],
    [{ Bool: { 'aws:SecureTransport': 'true' } }, 'silent'],
    [{ Null: { 'aws:Referer': 'true' } }, 'allow'],
    [{ Null: { 'aws:SourceArn': 'true' } }, 'silent'],
    [{ StringEqualsIfExists: { 'aws:Referer': 'x' } }, 'allow'],
    [{ StringEquals: { 'aws:Referer': 'x' } }, 'silent'],
    [{ NumericLessThan: { 's3:max-keys': '10' } }, 'silent'],
    [{ NoSuchOperator: { 'aws:SourceArn': 'x' } }, 'silent'],
  ])('the condition %j: %s', (Condition, effect) => {
    expect(ask('*', anybody, { Condition })).toBe(effect)
  })
})
