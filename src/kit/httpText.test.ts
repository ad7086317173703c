import { expect, test } from 'vitest'
import { readHeaderLines, setOut } from './httpText.ts'

test('header lines become headers; repeats and colons in values are kept', () => {
  expect(
    readHeaderLines('content-type: application/json\n\nx-at: 10:30\nx-at: 11').headers,
  ).toEqual([
    ['content-type', 'application/json'],
    ['x-at', '10:30'],
    ['x-at', '11'],
  ])
  expect(readHeaderLines("content-type: application/json\nx-quote: it's").headers).toEqual([
    ['content-type', 'application/json'],
    ['x-quote', "it's"],
  ])
})

test('a line that is no header is named', () => {
  expect(readHeaderLines('accept: */*\nnonsense').error).toBe(
    'Line 2: write a header as “name: value”',
  )
  expect(readHeaderLines('bad name: x').error).toContain('Line 1')
  expect(readHeaderLines('a: b\nnonsense').error).toMatch(/^Line 2/)
  expect(readHeaderLines(': b').error).toMatch(/^Line 1/)
})

test('JSON is set out, other bodies are left alone', () => {
  expect(setOut('{"id":1}')).toBe('{\n  "id": 1\n}')
  expect(setOut('Internal Server Error')).toBe('Internal Server Error')
  expect(setOut('{"a":1}')).toBe('{\n  "a": 1\n}')
  expect(setOut('17')).toBe('17')
  expect(setOut('<p>')).toBe('<p>')
})
