import { decodeShareLink, encodeShareLink } from '#scenario/shareLink.ts'
import { parseScenario } from '#scenario/parse.ts'
import { findProblems } from '#scenario/problems.ts'
import { describe, expect, test } from 'vitest'
import { defaultScenario, gallery } from './gallery.ts'

const entries = await Promise.all(
  gallery.map(async ({ title, load }) => ({ title, scenario: await load() })),
)

describe.each(entries)('$title', ({ scenario }) => {
  test('is a valid document without problems', () => {
    expect(parseScenario(scenario)).toEqual({ ok: true, scenario })
    expect(findProblems(scenario)).toEqual([])
  })

  test('survives its own link', () => {
    const link = decodeShareLink(encodeShareLink(scenario))
    expect(link).toEqual({ ok: true, scenario, autoplay: false })
  })

  test('nodes, 240 px wide and up to 208 px high, keep at least 48 px between them', () => {
    const places = scenario.nodes.map((node) => node.position ?? { x: Number.NaN, y: Number.NaN })
    for (const [index, a] of places.entries()) {
      for (const b of places.slice(index + 1)) {
        const apart = Math.abs(a.x - b.x) >= 240 + 48 || Math.abs(a.y - b.y) >= 208 + 48
        expect(apart || { a, b }).toBe(true)
      }
    }
  })
})

test("the default scenario's link is under 2,000 characters", () => {
  // With room for the address of wherever it is hosted.
  expect(encodeShareLink(defaultScenario).length).toBeLessThan(1_900)
})
