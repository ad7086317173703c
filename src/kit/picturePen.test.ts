import { expect, test } from 'vitest'
import { drawPicture } from './picturePen.ts'

test('what is painted alike is one path, in the order in which it was first drawn', () => {
  const parts = drawPicture((pen) => {
    pen.box({ x: 0, y: 0, width: 10, height: 4 }, 'line-soft')
    pen.box({ x: 0, y: 0, width: 5, height: 4 }, 'ok', 0.449)
    pen.box({ x: 20, y: 0, width: 10, height: 4 }, 'line-soft')
    pen.box({ x: 20, y: 0, width: 0, height: 4 }, 'error')
    pen.line([0, 1, 2, 3.14], 'accent')
  })
  expect(parts).toEqual([
    { token: 'line-soft', alpha: 1, kind: 'fill', path: 'M0 0h10v4h-10zM20 0h10v4h-10z' },
    { token: 'ok', alpha: 0.45, kind: 'fill', path: 'M0 0h5v4h-5z' },
    { token: 'accent', alpha: 1, kind: 'stroke', path: 'M0 1L2 3.1' },
  ])
})

test('corners are rounded as far as the box has room', () => {
  const parts = drawPicture((pen) => pen.box({ x: 1, y: 1, width: 4, height: 10, radius: 3 }, 'ok'))
  expect(parts[0]?.path).toBe(
    'M3 1h0a2 2 0 0 1 2 2v6a2 2 0 0 1 -2 2h0a2 2 0 0 1 -2 -2v-6a2 2 0 0 1 2 -2z',
  )
})
