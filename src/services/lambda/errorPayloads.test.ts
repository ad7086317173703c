import { ms } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { describeError, outOfMemory, timedOut } from './errorPayloads.ts'

const failed = (errorType: string, errorMessage: unknown) =>
  describeError({ errorType, payload: JSON.stringify({ errorType, errorMessage, trace: [] }) })

test('a badge says what an error is and what its first line says', () => {
  expect(failed('TypeError', "Cannot read properties of undefined (reading 'id')")).toBe(
    "TypeError: Cannot read properties of undefined (reading 'id')",
  )
  expect(failed('Error', 'one\ntwo')).toBe('Error: one')
  expect(failed('Error', 'x'.repeat(5_000))).toBe(`Error: ${'x'.repeat(100)}…`)
  expect(failed('Error', '')).toBe('Error')
  expect(failed('Error', { not: 'text' })).toBe('Error')
  expect(describeError({ errorType: 'Error', payload: 'no JSON' })).toBe('Error: no JSON')
})

test('what names the request would be another badge each time', () => {
  expect(describeError(outOfMemory('r-1'))).toBe('Runtime.OutOfMemory')
  expect(describeError(timedOut('r-2', ms(3_000)))).toBe('Sandbox.Timedout')
})
