import { describe, expect, test } from 'vitest'
import {
  checkWebSocketKeys,
  evaluateSelection,
  isSelectionExpression,
  selectRoute,
} from './selectRoute.ts'

// https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-routes.html
describe('the route selection expression', () => {
  test.each([
    ['$request.body.action', '{"action":"join"}', 'join'],
    ['${request.body.action}', '{"action":"join"}', 'join'],
    ['$request.body.a.b', '{"a":{"b":"deep"}}', 'deep'],
    ['${request.body.service}/${request.body.action}', '{"service":"s","action":"a"}', 's/a'],
    ['$request.body.n', '{"n":7}', '7'],
    ['$request.body.action', '{"other":"join"}', null],
    ['$request.body.action', '{"action":{"not":"text"}}', null],
    ['$request.body.action', '{"action":""}', null],
    ['$request.body.action', 'no JSON', null],
    ['$request.body.action', '[1]', null],
    ['$request.body.toString', '{}', null],
  ])('%s of %s', (expression, body, key) => {
    expect(evaluateSelection(expression, body)).toBe(key)
  })

  test('binary messages have no fields', () => {
    expect(evaluateSelection('$request.body.action', Uint8Array.of(123, 125))).toBeNull()
  })

  test('names something of the message, or nothing', () => {
    expect(isSelectionExpression('$request.body.action')).toBe(true)
    expect(isSelectionExpression('$request.method $request.path')).toBe(false)
  })
})

test('no message gets to $connect or $disconnect, whatever it says', () => {
  const routes = new Set(['$connect', '$disconnect', '$default', 'join'])
  const select = (action: string, known: Set<string> = routes) =>
    selectRoute(known, '$request.body.action', JSON.stringify({ action }))
  expect(
    ['join', 'other', '$connect', '$disconnect', '$default'].map((key) => select(key)),
  ).toEqual(['join', '$default', '$default', '$default', '$default'])
  expect(select('other', new Set(['join']))).toBeNull()
})

test('route keys', () => {
  expect(checkWebSocketKeys(['$connect', 'join', '', '$other', 'join'])).toEqual([
    { path: 'RouteKeys[2]', message: 'a route key has 1 to 128 letters' },
    {
      path: 'RouteKeys[3]',
      message: "'$other': only $connect, $disconnect and $default begin with $",
    },
    { path: 'RouteKeys[4]', message: 'Route with key join already exists for this API' },
  ])
})
