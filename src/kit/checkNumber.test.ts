import { expect, test } from 'vitest'
import { checkNumber } from './checkNumber.ts'

const memory = { min: 128, max: 10_240, integer: true }

test('reads what people type', () => {
  expect(checkNumber(' 1,769 ', memory)).toEqual({ value: 1_769 })
  expect(checkNumber('.5', {})).toEqual({ value: 0.5 })
  expect(checkNumber('1e3', {})).toEqual({ value: 1_000 })
})

test('says why a number cannot be taken', () => {
  expect(checkNumber('100', memory)).toEqual({ error: '100 is below 128' })
  expect(checkNumber('10241', memory)).toEqual({ error: '10241 is above 10240' })
  expect(checkNumber('128.5', memory)).toEqual({ error: 'Must be a whole number' })
  expect(checkNumber('a lot', memory)).toEqual({ error: '“a lot” is not a number' })
  expect(checkNumber('0x80', memory)).toEqual({ error: '“0x80” is not a number' })
})

test('may be left empty only where nothing is needed', () => {
  expect(checkNumber('', { optional: true })).toEqual({ value: null })
  expect(checkNumber('', {})).toEqual({ error: 'A number is needed' })
})
