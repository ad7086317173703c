import { expect, test } from 'vitest'
import { planCorsMock, planMethod, planMethodRemoval, planTree, readMethod } from './planMethods.ts'
import { restApiProperties } from './properties.ts'

test('the tree has every resource once, parents before children', () => {
  expect(planTree(['GET /items/{id}', 'GET /items', 'ANY /', 'PUT /items/{id}'])).toEqual([
    { path: '/', label: '/', depth: 0, methods: ['ANY'] },
    { path: '/items', label: '/items', depth: 1, methods: ['GET'] },
    { path: '/items/{id}', label: '/{id}', depth: 2, methods: ['GET', 'PUT'] },
  ])
})

test('a method that the document says nothing of has a form all the same', () => {
  expect(readMethod({}, 'GET /items')).toEqual({
    type: '',
    uri: '',
    timeoutMs: null,
    isStreamed: false,
    passthrough: 'WHEN_NO_MATCH',
    requestTemplate: '',
    responseStatus: '200',
    responseTemplate: '',
  })
})

test('what the form says is kept, and the method has each status that its responses name', () => {
  const form = {
    ...readMethod({}, 'GET /items'),
    type: 'AWS',
    timeoutMs: 5_000,
    isStreamed: true,
    requestTemplate: '{"a":1}',
    responseStatus: '201',
    responseTemplate: '$input.body',
  }
  const properties = planMethod({ Name: 'api' }, 'GET /items', form)
  expect(readMethod(properties, 'GET /items')).toEqual(form)
  expect(properties['Methods']).toMatchObject({
    'GET /items': { MethodResponses: [{ StatusCode: '201' }] },
  })
  const plain = readMethod({}, 'GET /items')
  expect(readMethod(planMethod(properties, 'GET /items', plain), 'GET /items')).toEqual(plain)
})

test('CORS is a mock that the schema takes', () => {
  const properties = planCorsMock({}, '/items')
  const parsed = restApiProperties.parse(properties)
  expect(parsed.Methods['OPTIONS /items']?.Integration.Type).toBe('MOCK')
  expect(planMethodRemoval(properties, 'OPTIONS /items')).toEqual({ Methods: {} })
})
