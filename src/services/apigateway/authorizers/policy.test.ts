import { describe, expect, test } from 'vitest'
import { evaluatePolicy, matchesPattern } from './policy.ts'

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

test('patterns take no longer than the product of their lengths', () => {
  expect(matchesPattern(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false)
  expect(matchesPattern('a*b?c', 'axxbbyc')).toBe(true)
  expect(matchesPattern('', '')).toBe(true)
})
