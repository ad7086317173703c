import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseEnds, computeWire, placeOnWire } from './wireCurve.ts'

const coordinate = fc.integer({ min: -2_000, max: 2_000 })
const point = fc.record({ x: coordinate, y: coordinate })

test('a wire begins and ends at its ports', () => {
  fc.assert(
    fc.property(point, point, (source, target) => {
      const wire = computeWire({ source, target, way: 'across' })
      const place = { x: 0, y: 0 }
      placeOnWire(wire, 0, 0, place)
      expect(place.x).toBeCloseTo(source.x)
      expect(place.y).toBeCloseTo(source.y)
      placeOnWire(wire, 1, 0, place)
      expect(place.x).toBeCloseTo(target.x)
      expect(place.y).toBeCloseTo(target.y)
    }),
  )
})

test('equal times are equal ways: a dot moves at constant speed', () => {
  const wire = computeWire({ source: { x: 0, y: 0 }, target: { x: 300, y: 220 }, way: 'across' })
  const steps = Array.from({ length: 32 }, (_, index) => {
    const from = { x: 0, y: 0 }
    const to = { x: 0, y: 0 }
    placeOnWire(wire, index / 32, 0, from)
    placeOnWire(wire, (index + 1) / 32, 0, to)
    return Math.hypot(to.x - from.x, to.y - from.y)
  })
  expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.02)
})

test('lanes lie on either side of the wire', () => {
  const wire = computeWire({ source: { x: 0, y: 0 }, target: { x: 200, y: 0 }, way: 'across' })
  const place = { x: 0, y: 0 }
  placeOnWire(wire, 0.5, 4, place)
  expect(place).toEqual({ x: 100, y: 4 })
  placeOnWire(wire, 0.5, -4, place)
  expect(place).toEqual({ x: 100, y: -4 })
})

const box = { x: 0, y: 0, width: 240, height: 200 }
const ports = { source: { x: 240, y: 100 }, target: { x: 0, y: 400 } }

test('a wire to the right goes from port to port', () => {
  expect(chooseEnds(ports, box, { ...box, x: 320, y: 600 }).way).toBe('across')
  expect(chooseEnds(ports, box, { ...box, x: 260, y: 20 }).way).toBe('across')
})

test('a wire to a node below or above leaves through the bottom or the top', () => {
  expect(chooseEnds(ports, box, { ...box, x: 144, y: 300 })).toEqual({
    source: { x: 120, y: 200 },
    target: { x: 264, y: 300 },
    way: 'upright',
  })
  expect(chooseEnds(ports, { ...box, y: 300 }, box)).toEqual({
    source: { x: 120, y: 300 },
    target: { x: 120, y: 200 },
    way: 'upright',
  })
})

test('a wire to a node that stands to the left goes straight back, below the ports', () => {
  const ends = chooseEnds(ports, { ...box, x: 320 }, { ...box, y: 20 })
  expect(ends).toEqual({ source: { x: 320, y: 140 }, target: { x: 240, y: 160 }, way: 'back' })
  const { points } = computeWire(ends)
  const xs = points.filter((_, index) => index % 2 === 0)
  expect([Math.min(...xs), Math.max(...xs)]).toEqual([240, 320])
  // Without room between them it loops around both.
  expect(chooseEnds(ports, { ...box, x: 246 }, box).way).toBe('across')
})
