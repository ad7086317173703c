import { drawPicture } from '#kit/picturePen.ts'
import { expect, test } from 'vitest'
import { drawDensity } from './density.ts'

const parts = (open: readonly number[], lit: readonly number[] = []) =>
  drawPicture((pen) => drawDensity(pen, { open, lit })).map(({ token, alpha }) => [token, alpha])

test('cells are stronger the more connections they stand for, and lit by messages', () => {
  expect(parts([0, 0])).toEqual([['line-soft', 1]])
  expect(parts([1, 1, 0])).toEqual([
    ['ok', 0.55],
    ['line-soft', 1],
  ])
  expect(parts([10, 5, 1], [2])).toEqual([
    ['ok', 1],
    ['ok', 0.65],
    ['accent', 1],
  ])
})

test('before a run it is an empty field of 120 cells', () => {
  const [part] = drawPicture((pen) => drawDensity(pen, null))
  expect(part?.token).toBe('line-soft')
  expect(part?.path.match(/z/g)).toHaveLength(120)
})
