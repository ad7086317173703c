import { expect, test } from 'vitest'
import { readKept } from './view.ts'

test('a damaged memory of the view loses only what is damaged', () => {
  const kept = readKept(
    '{"theme":"dark","panels":{"dock":{"size":"big","open":false}},"minimap":0}',
  )
  expect(kept.theme).toBe('dark')
  expect(kept.panels.dock).toEqual({ size: 264, open: false })
  expect(kept.minimap).toBe(false)
})

test('no memory, or garbage, gives the defaults', () => {
  expect(readKept('{{')).toEqual(readKept(null))
  expect(readKept('[1]').theme).toBe('system')
})
