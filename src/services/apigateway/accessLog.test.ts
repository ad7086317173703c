import { expect, test } from 'vitest'
import { authorizerVariables, checkLogFormat, createLogFormat } from './accessLog.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
const CLF =
  '$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol" $context.status $context.responseLength $context.requestId'

const context = {
  'identity.sourceIp': '203.0.113.1',
  requestTime: '01/Jan/2026:00:00:00 +0000',
  httpMethod: 'GET',
  routeKey: 'GET /items',
  protocol: 'HTTP/1.1',
  status: '200',
  responseLength: '13',
  requestId: 'JKJaXmPLvHcESHA=',
}

test('AWS’s own formats', () => {
  expect(createLogFormat(CLF)(context)).toBe(
    '203.0.113.1 - - [01/Jan/2026:00:00:00 +0000] "GET GET /items HTTP/1.1" 200 13 JKJaXmPLvHcESHA=',
  )
  const json = '{ "requestId":"$context.requestId", "ip": "${context.identity.sourceIp}" }'
  expect(createLogFormat(json)(context)).toBe(
    '{ "requestId":"JKJaXmPLvHcESHA=", "ip": "203.0.113.1" }',
  )
})

test('what is unknown is a dash', () => {
  const write = createLogFormat(
    '$context.authorizer.error $context.toString $context.requestId $other',
  )
  expect(write({ ...context, 'authorizer.error': undefined })).toBe('- - JKJaXmPLvHcESHA= $other')
})

test('a format must name the request', () => {
  expect(checkLogFormat(CLF)).toBeNull()
  expect(checkLogFormat('$context.extendedRequestId')).toBeNull()
  expect(checkLogFormat('$context.status')).toBe(
    'has neither $context.requestId nor $context.extendedRequestId',
  )
  expect(checkLogFormat(`${'x'.repeat(3_072)}$context.requestId`)).toBe(
    'longer than 3072 characters',
  )
})

test('what an authorizer found, by AWS’s names: context, claims, who signed', () => {
  expect(authorizerVariables({ team: 'red', principalId: 'ann', level: 3 })).toEqual({
    'authorizer.team': 'red',
    'authorizer.principalId': 'ann',
    'authorizer.level': '3',
  })
  expect(authorizerVariables({ claims: { sub: 'ann' }, scopes: null })).toEqual({
    'authorizer.claims.sub': 'ann',
    'authorizer.scopes': 'null',
  })
  expect(
    authorizerVariables({ iam: { callerId: 'ann', userArn: 'arn', cognitoIdentity: null } }),
  ).toEqual({
    'identity.caller': 'ann',
    'identity.userArn': 'arn',
  })
  expect(authorizerVariables(null)).toEqual({})
})
