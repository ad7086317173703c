import { expect, test } from 'vitest'
import { planRouteGuard, routeGuardOf } from './planHttpSecurity.ts'
import { planAuthorizer } from './planRaw.ts'

test('a route goes behind a guard and out again', () => {
  const before = {
    Authorizers: { users: { AuthorizerType: 'JWT' }, fn: { AuthorizerType: 'REQUEST' } },
  }
  const jwt = planRouteGuard(before, 'GET /a', 'authorizer:users')
  expect(jwt['Routes']).toEqual({
    'GET /a': { AuthorizationType: 'JWT', AuthorizerId: 'users' },
  })
  expect(routeGuardOf(jwt, 'GET /a')).toBe('authorizer:users')
  const fn = planRouteGuard(jwt, 'GET /a', 'authorizer:fn')
  expect(fn['Routes']).toEqual({ 'GET /a': { AuthorizationType: 'CUSTOM', AuthorizerId: 'fn' } })
  const signed = planRouteGuard(fn, 'GET /a', 'AWS_IAM')
  expect(routeGuardOf(signed, 'GET /a')).toBe('AWS_IAM')
  expect(planRouteGuard(signed, 'GET /a', 'NONE')).toEqual(before)
})

test('what else a route says stays, scopes go with the JWT', () => {
  const route = {
    RouteResponseSelectionExpression: '$default',
    AuthorizationType: 'JWT',
    AuthorizerId: 'users',
    AuthorizationScopes: ['read'],
  }
  expect(planRouteGuard({ Routes: { a: route } }, 'a', 'NONE')).toEqual({
    Routes: { a: { RouteResponseSelectionExpression: '$default' } },
  })
})

test('authorizers are made, changed and taken away', () => {
  const made = planAuthorizer({}, 'users', { AuthorizerType: 'JWT', IdentitySource: ['x'] })
  const plain = planAuthorizer(made, 'users', { IdentitySource: null })
  expect(plain).toEqual({ Authorizers: { users: { AuthorizerType: 'JWT' } } })
  expect(planAuthorizer(plain, 'users', null)).toEqual({})
})
