import { expect, test } from 'vitest'
import { checkRoutes, findRoute, renderBody, type Route } from './routes.ts'

const route = (Method: string, Path: string, Body = ''): Route => ({
  Method,
  Path,
  Status: 200,
  Headers: {},
  Body,
})

const answer = (routes: readonly Route[], line: string): string | null => {
  const [method = '', target = ''] = line.split(' ')
  const [path = '', query = ''] = target.split('?')
  const match = findRoute(routes, { method, path })
  return match === null ? null : renderBody(match, query)
}

test.each([
  ['GET /orders', 'list '],
  ['GET /orders?page=a+b', 'list a b'],
  ['POST /orders', 'any orders'],
  ['GET /orders/7%2F8', 'order 7/8'],
  ['GET /files/a/b%20c', 'file a/b c'],
  ['GET /orders/7/lines', null],
  ['GET /', null],
])('%s is answered by the first route that fits', (line, body) => {
  const routes = [
    route('GET', '/orders', 'list {{query.page}}'),
    route('ANY', '/orders', 'any orders'),
    route('GET', '/orders/{id}', 'order {{path.id}}'),
    route('GET', '/files/{name+}', 'file {{path.name}}'),
  ]
  expect(answer(routes, line)).toBe(body)
})

test('the default route takes everything, an escape that is none and unknown braces stay', () => {
  const all = [route('ANY', '/{proxy+}', '{{path.proxy}} {{time}}')]
  expect(answer(all, 'PUT /')).toBe(' {{time}}')
  expect(answer(all, 'GET /50%/x')).toBe('50%/x {{time}}')
})

test('routes that are never taken are told', () => {
  expect(
    checkRoutes([route('GET', 'orders'), route('G-T', '/a/{rest+}/b')]).map(({ path }) => path),
  ).toEqual([
    'properties.Routes[0].Path',
    'properties.Routes[1].Method',
    'properties.Routes[1].Path',
  ])
})
