import { decodeShareLink, encodeShareLink } from '#scenario/shareLink.ts'
import { parseScenario } from '#scenario/parse.ts'
import { findProblems } from '#scenario/problems.ts'
import { describe, expect, test } from 'vitest'
import { defaultScenario, gallery } from './gallery.ts'

describe.each(gallery)('$title', ({ scenario }) => {
  test('is a valid document without problems', () => {
    expect(parseScenario(scenario)).toEqual({ ok: true, scenario })
    expect(findProblems(scenario)).toEqual([])
  })

  test('survives its own link', () => {
    const link = decodeShareLink(encodeShareLink(scenario))
    expect(link).toEqual({ ok: true, scenario, autoplay: false })
  })

  test('nodes are 240 px wide and keep at least 120 px between columns', () => {
    const columns = new Set(scenario.nodes.map((node) => node.position?.x ?? Number.NaN))
    const sorted = [...columns].sort((a, b) => a - b)
    for (const [index, x] of sorted.slice(1).entries()) {
      expect(x - (sorted[index] ?? Number.NaN)).toBeGreaterThanOrEqual(240 + 120)
    }
  })
})

test("the default scenario's link is under 2,000 characters", () => {
  expect(encodeShareLink(defaultScenario).length).toBeLessThan(2_000)
})
