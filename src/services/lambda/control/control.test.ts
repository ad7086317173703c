import type { ApiRequest } from '#contracts/api.ts'
import { expect, test } from 'vitest'
import { createFakeFunction, edgeOf, type FakeFunction, returns } from '../testing/fakeFunction.ts'

// What Lambda's API changes is the run's: the document stays, and an edit of it holds from then on.

const ask = (fn: FakeFunction, method: string, path: string, body: object = {}) => {
  const request: ApiRequest = {
    context: { trace: 1, span: 0 },
    service: 'lambda',
    method,
    path: `/2015-03-31/functions/Node${path}`,
    query: '',
    headers: [],
    body: JSON.stringify(body),
    attempt: 1,
  }
  const reply = fn.ask(fn.service.serve.api(request, edgeOf('api')))
  if (reply.type !== 'response') throw new Error(reply.message)
  return [reply.status, reply.body === '' ? null : JSON.parse(String(reply.body))] as const
}
const configure = (fn: FakeFunction, body: object) => ask(fn, 'PUT', '/configuration', body)

test('an edit of a property holds over what the API said of it, and not over what it said of others', () => {
  const fn = createFakeFunction({ properties: { MemorySize: 128, Timeout: 3 } })
  configure(fn, { MemorySize: 256, Timeout: 9 })
  expect(fn.ctx.node.properties).toMatchObject({ MemorySize: 256, Timeout: 9 })
  fn.edit({ properties: { MemorySize: 512, Timeout: 3 } })
  expect(fn.ctx.node.properties).toMatchObject({ MemorySize: 512, Timeout: 9 })
  fn.edit({ properties: { MemorySize: 512, Timeout: 4 } })
  expect(fn.ctx.node.properties).toMatchObject({ MemorySize: 512, Timeout: 4 })
})

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
test('new settings are a deploy of $LATEST: the environments go; a new alias replaces none', () => {
  const fn = createFakeFunction({ handle: () => returns(1) })
  const starts = () => fn.counted('ColdStarts')
  fn.ask(fn.invoke())
  const before = starts()
  ask(fn, 'POST', '/versions')
  ask(fn, 'POST', '/aliases', { Name: 'live', FunctionVersion: '1' })
  fn.ask(fn.invoke())
  expect(starts()).toBe(before)
  configure(fn, { MemorySize: 256 })
  fn.ask(fn.invoke())
  expect(starts()).toBe(before + 1)
})

test('what is no JSON, no object, of no known member or out of bounds changes nothing', () => {
  const fn = createFakeFunction()
  const before = fn.ctx.node
  for (const body of [
    { Timeout: 901 },
    { Timeout: '3' },
    { KMSKeyArn: 'x' },
    { Layers: ['none'] },
  ]) {
    expect(configure(fn, body)[0], JSON.stringify(body)).toBe(400)
  }
  expect(configure(fn, [])[0]).toBe(400)
  expect(configure(fn, { RevisionId: 'x' })[0]).toBe(412)
  expect(fn.ctx.node).toBe(before)
})
