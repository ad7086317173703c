import { expect, test } from 'vitest'
import { planAuthorizer } from '../planRaw.ts'
import {
  guardOf,
  planGuard,
  planKey,
  planKeyRemoval,
  planPolicy,
  planRateLimit,
  planUsagePlan,
  planUsagePlanRemoval,
  rateLimitOf,
} from './planSecurity.ts'

test('a method goes behind a guard and out again, and nothing is left of it', () => {
  const authorizers = { users: { Type: 'TOKEN' }, pool: { Type: 'COGNITO_USER_POOLS' } }
  const before = { Name: 'shop', Authorizers: authorizers }
  const behind = planGuard(before, 'GET /a', { guard: 'authorizer:users', needsKey: true })
  expect(behind['Methods']).toEqual({
    'GET /a': { AuthorizationType: 'CUSTOM', AuthorizerId: 'users', ApiKeyRequired: true },
  })
  expect(guardOf(behind, 'GET /a')).toBe('authorizer:users')
  const pool = planGuard(behind, 'GET /a', { guard: 'authorizer:pool', needsKey: false })
  expect(pool['Methods']).toEqual({
    'GET /a': { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: 'pool' },
  })
  const signed = planGuard(pool, 'GET /a', { guard: 'AWS_IAM', needsKey: false })
  expect(guardOf(signed, 'GET /a')).toBe('AWS_IAM')
  expect(planGuard(signed, 'GET /a', { guard: 'NONE', needsKey: false })).toEqual(before)
})

test('what else a method says stays', () => {
  const before = { Methods: { 'GET /a': { OperationName: 'list' } } }
  const behind = planGuard(before, 'GET /a', { guard: 'AWS_IAM', needsKey: false })
  expect(behind['Methods']).toEqual({
    'GET /a': { OperationName: 'list', AuthorizationType: 'AWS_IAM' },
  })
})

test('authorizers are made, changed and taken away', () => {
  const made = planAuthorizer({}, 'users', { Type: 'REQUEST', AuthorizerResultTtlInSeconds: 0 })
  const plain = planAuthorizer(made, 'users', { AuthorizerResultTtlInSeconds: null })
  expect(plain).toEqual({ Authorizers: { users: { Type: 'REQUEST' } } })
  expect(planAuthorizer(plain, 'users', null)).toEqual({})
})

test('plans have keys; without a plan or a key nothing names them', () => {
  const plan = planUsagePlan({}, 'gold', { Throttle: { RateLimit: 5, BurstLimit: 5 } })
  const keyed = planKey(plan, 'gold', { name: 'acme', value: 'a'.repeat(20) })
  expect(keyed).toEqual({
    ApiKeys: [{ Name: 'acme', Value: 'a'.repeat(20) }],
    UsagePlans: [
      { UsagePlanName: 'gold', Throttle: { RateLimit: 5, BurstLimit: 5 }, Keys: ['acme'] },
    ],
  })
  expect(planKeyRemoval(keyed, 'acme')).toEqual({
    UsagePlans: [{ UsagePlanName: 'gold', Throttle: { RateLimit: 5, BurstLimit: 5 }, Keys: [] }],
  })
  expect(planUsagePlanRemoval(planUsagePlan({}, 'gold', {}), 'gold')).toEqual({})
})

test('a limit by address comes and goes; other rules stay', () => {
  const set = { Name: 'bad', Statement: { IPSetReferenceStatement: { Addresses: [] } } }
  const limited = planRateLimit({ WebACL: { Rules: [set] } }, 100)
  expect(rateLimitOf(limited)).toBe(100)
  expect(planRateLimit(limited, null)).toEqual({ WebACL: { Rules: [set] } })
  expect(planRateLimit(planRateLimit({}, 100), null)).toEqual({})
})

test('a policy is JSON, or it is told what it is not', () => {
  expect(planPolicy({}, '{"Statement":[]}')).toEqual({ Policy: { Statement: [] } })
  expect(planPolicy({ Policy: {} }, ' ')).toEqual({})
  expect(planPolicy({}, '7')).toBe('A policy is an object')
  expect(planPolicy({}, '{')).toMatch(/JSON/)
})
