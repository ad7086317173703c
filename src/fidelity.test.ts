import { readFileSync } from 'node:fs'
import { catalog } from '#services/catalog.ts'
import { describe, expect, test } from 'vitest'

// docs/fidelity.md is only worth reading while it is true: what is modelled stands there, with its present default.

const page = readFileSync(new URL('../docs/fidelity.md', import.meta.url), 'utf8')

const defaults = Object.values(catalog).flatMap(({ title, model }) =>
  Object.entries(model.parse({})).map(([field, value]) => [title, field, value] as const),
)

/** 10000 as the page writes it: 10,000. */
const grouped = (value: unknown): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

describe('docs/fidelity.md', () => {
  test('there is something to tell of', () => {
    expect(defaults.length).toBeGreaterThan(8)
  })

  test.each(defaults)('%s: tells %s with its default', (_title, field, value) => {
    const rows = page.split('\n').filter((line) => line.startsWith(`| \`${field}\``))
    const told = rows.some((row) => {
      const cell = row.split('|')[2] ?? ''
      return new RegExp(`(^|[^\\d.,])${grouped(value)}($|[^\\d.])`).test(cell.trim())
    })
    expect(told, `a row of \`${field}\` with ${grouped(value)}`).toBe(true)
  })

  test('links only to files that there are', () => {
    const links = [...page.matchAll(/\]\((\.\.\/[^)#]+|[a-z]+\.md)/g)].map(
      (found) => found[1] ?? '',
    )
    expect(links.length).toBeGreaterThan(6)
    for (const link of links) {
      expect(() => readFileSync(new URL(`../docs/${link}`, import.meta.url))).not.toThrow()
    }
  })
})
