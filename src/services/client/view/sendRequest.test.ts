import { expect, test } from 'vitest'
import { exampleOf, readHeaderLines, readSentRequest, showBody } from './sendRequest.ts'

test('header lines become headers; repeats and colons in values are kept', () => {
  expect(
    readHeaderLines('content-type: application/json\n\nx-at: 10:30\nx-at: 11').headers,
  ).toEqual([
    ['content-type', 'application/json'],
    ['x-at', '10:30'],
    ['x-at', '11'],
  ])
})

test('a line that is no header is named', () => {
  expect(readHeaderLines('accept: */*\nnonsense').error).toBe(
    'Line 2: write a header as “name: value”',
  )
  expect(readHeaderLines('bad name: x').error).toContain('Line 1')
})

test('answers of the room are checked before they are shown', () => {
  expect(readSentRequest({ type: 'waiting', trace: 7 })).toEqual({ type: 'waiting', trace: 7 })
  expect(readSentRequest({ type: 'answered', trace: 7, latencyMs: 3, status: 200 })).toBeNull()
  expect(readSentRequest('answered')).toBeNull()
})

test('JSON is set out, other bodies are left alone', () => {
  expect(showBody('{"id":1}')).toBe('{\n  "id": 1\n}')
  expect(showBody('Internal Server Error')).toBe('Internal Server Error')
})

test('a request by hand begins with a template whose chances are taken', () => {
  expect(exampleOf('/items/{{zipf 16 1.1}}?page={{ randomInt 1 9 }}')).toBe('/items/1?page=1')
  expect(exampleOf('{"id":"{{uuid}}","n":{"a":{{sequence}}}}')).toBe(
    '{"id":"00000000-0000-4000-8000-000000000001","n":{"a":1}}',
  )
})
