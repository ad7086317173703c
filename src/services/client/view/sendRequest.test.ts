import { expect, test } from 'vitest'
import { exampleOf, readSentRequest } from './sendRequest.ts'

test('answers of the room are checked before they are shown', () => {
  expect(readSentRequest({ type: 'waiting', trace: 7 })).toEqual({ type: 'waiting', trace: 7 })
  expect(readSentRequest({ type: 'answered', trace: 7, latencyMs: 3, status: 200 })).toBeNull()
  expect(readSentRequest('answered')).toBeNull()
})

test('a request by hand begins with a template whose chances are taken', () => {
  expect(exampleOf('/items/{{zipf 16 1.1}}?page={{ randomInt 1 9 }}')).toBe('/items/1?page=1')
  expect(exampleOf('{"id":"{{uuid}}","n":{"a":{{sequence}}}}')).toBe(
    '{"id":"00000000-0000-4000-8000-000000000001","n":{"a":1}}',
  )
})
