import { expect, test } from 'vitest'
import { drawPicture } from '#kit/picturePen.ts'
import { countShelf, drawShelf, planShelf } from './shelf.ts'

const FIELD = { width: 216, height: 34 }
const EMPTY = { objects: 0, olderVersions: 0, uploads: 0, newest: [] }

test('a cell is one object while they fit, then two, five, ten of them', () => {
  const cellsMax = countShelf(FIELD)
  expect(cellsMax).toBe(96)
  const plan = (objects: number, olderVersions = 0) =>
    planShelf({ ...EMPTY, objects, olderVersions }, { cellsMax, nowMs: 0 })
  expect(plan(96).each).toBe(1)
  expect(plan(97)).toEqual({ objects: 49, older: 0, uploads: 0, fresh: 0, each: 2 })
  expect(plan(50, 400)).toEqual({ objects: 10, older: 80, uploads: 0, fresh: 0, each: 5 })
  expect(plan(5_000_000).each).toBe(100_000)
})

test('what was written a moment ago stands out, and no longer after', () => {
  const state = { ...EMPTY, objects: 3, newest: [{ key: 'a', size: 1, at: 1_000 }] }
  expect(planShelf(state, { cellsMax: 10, nowMs: 1_500 }).fresh).toBe(1)
  expect(planShelf(state, { cellsMax: 10, nowMs: 9_000 }).fresh).toBe(0)
  const tokens = drawPicture((pen) =>
    drawShelf(pen, FIELD, planShelf(state, { cellsMax: 10, nowMs: 1_500 })),
  ).map(({ token }) => token)
  expect(tokens).toEqual(['line-soft', 'accent', 'ok'])
})
