import { describe, expect, test } from 'vitest'
import { drawPicture } from '#kit/picturePen.ts'
import { countCells, drawLetters, planLetters } from './letters.ts'

const FIELD = { width: 216, height: 38 }

describe('the picture of a queue', () => {
  test('shows a cell for each message while they fit', () => {
    const plan = planLetters({ visible: 7, inFlight: 3, delayed: 2 }, countCells(FIELD))
    expect(plan).toEqual({ visible: 7, inFlight: 3, delayed: 2, each: 1 })
  })

  test('lets a cell stand for more messages where they would not fit, and shows every kind', () => {
    const plan = planLetters({ visible: 10_000, inFlight: 1, delayed: 0 }, 84)
    expect(plan).toEqual({ visible: 50, inFlight: 1, delayed: 0, each: 200 })
  })

  test('stays in its field however long the queue', () => {
    const plan = planLetters({ visible: 9_999_999, inFlight: 50, delayed: 50 }, countCells(FIELD))
    const parts = drawPicture((pen) => drawLetters(pen, FIELD, plan))
    const lefts = parts.flatMap(({ path }) =>
      [...path.matchAll(/M([\d.]+) /g)].map((found) => Number(found[1])),
    )
    expect(Math.max(...lefts)).toBeLessThanOrEqual(FIELD.width)
  })
})
