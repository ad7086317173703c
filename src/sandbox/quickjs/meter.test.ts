import { expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { context, open, runOnce, slice } from './testing.ts'

const quickJs = loadQuickJs()

// Natives without ticks of their own: one call of each would take minutes or hours.
test.each([
  "'\\u0344'.repeat(1e6).normalize('NFKD')",
  "'\\uff9e'.repeat(1e6).normalize('NFKC')",
  "'a'.repeat(1e6).indexOf('a'.repeat(5e5) + 'b')",
  "'a'.repeat(1e6).split('a'.repeat(5e5) + 'b')",
  'for (let b = 3n ** 300000n; ;) b * b',
  'for (let b = 3n ** 300000n; ;) b.toString()',
  'for (let b = 3n ** 300000n; ;) b / 7n ** 99999n',
  'for (const a = new Uint8Array(1e8); ;) a.fill(1)',
  'for (const a = new Array(1e6).fill(1); ;) { a.shift(); a.unshift(1) }',
  "for (const a = 'a'.repeat(1e7), b = 'a'.repeat(1e7); ;) a === b",
  'for (const a = new Array(1e5).fill(1.5); ;) JSON.stringify(a)',
  "for (const a = Array.from({ length: 1e5 }, (_, i) => 'x'.repeat(1e3) + i); ;) a.slice().sort()",
  'for (const s = new Set(Array(1e5).keys()); ;) new Set(s)',
  'for (const s = new Set(Array(1e5).keys()); ;) s.union(s)',
  'for (const s = new Set(Array(1e5).keys()); ;) s.isSubsetOf(s)',
  'const o = { ...Array(1e5).fill(1) }; for (;;) ({ ...o })',
  'const o = { ...Array(1e5).fill(1) }; for (;;) Object.keys(o)',
  'const o = { ...Array(1e5).fill(1) }; for (;;) Object.entries(o)',
  'for (const a = new Array(1e5).fill(1); ;) [...a]',
  'for (const a = new Array(1e5).fill(1); ;) a.lastIndexOf(2)',
  'for (const a = new Array(5e4).fill(1); ;) Math.max(...a)',
  "for (const a = 'xy'.repeat(5e4); ;) [...a]",
  'for (const s = new Set(Array(1e5).keys()); ;) [...s]',
  'for (const s = new Set(Array(1e5).keys()); ;) Array.from(s)',
  'for (const s = new Set(Array(1e5).keys()); ;) s.values().toArray()',
  'for (const s = new Set(Array(1e5).keys()); ;) s.values().drop(1e5).next()',
  'for (;;) Array.from({ length: 1e5 })',
  "for (;;) new RegExp('(?:' + 'a|'.repeat(1e4) + 'b)')",
])('is cut in its time: %s', (body) => {
  // 200 ms of virtual time on a 20th of a core, and what comes before.
  const code = `export const handler = async () => { ${body} }`
  const limits = { memoryMiB: 512, cpuShare: 0.05 }
  const isolate = open(quickJs, { files: { 'index.mjs': code }, limits })
  isolate.init(slice())
  const step = isolate.invoke(slice(0, 200_000), '{}', context())
  expect(step).toMatchObject({ type: 'exhausted', limit: 'cpu', cpu: 200_000 })
  isolate.dispose()
})

test('what goes over little text and few numbers costs what it did: its ticks', () => {
  const cpuOf = (body: string): number => {
    const code = `exports.handler = async () => { ${body} }`
    const step = runOnce(quickJs, { files: { 'index.js': code }, limits: { cpuShare: 1 } })
    return step.cpu
  }
  // Fewer rounds than one look.
  expect(cpuOf("'x'.repeat(1e3).normalize('NFD')")).toBeLessThan(60)
  expect(cpuOf("'x'.repeat(1e6).normalize('NFD')")).toBeGreaterThan(10_000)
})

test('the same in a fresh and in a used memory', () => {
  const code = `exports.handler = async () => {
    const text = 'e\\u0301'.repeat(2e5).normalize('NFC'); const all = JSON.parse(JSON.stringify(new Array(5e4).fill({ text: 'a', n: 1.5 })))
    return [text.length, all.length, text.indexOf('b'), (3n ** 20000n).toString().length, all.map((a, i) => i + a.text).sort().length,
      new Set(Array(5e4).keys()).union(new Set(all)).size, Object.keys({ ...all }).length]
  }`
  const run = (): string => {
    const step = runOnce(quickJs, {
      files: { 'index.js': code },
      limits: { memoryMiB: 512, cpuShare: 1 },
    })
    return `${step.type} ${step.cpu} ${step.heapBytes}`
  }
  const first = run()
  const others = [
    'return new Array(1e5).fill({}).map((o) => ({ ...o }))',
    'let s = ""; for (let i = 0; i < 1e5; i++) s += i; return s',
  ]
  for (const body of others) {
    runOnce(quickJs, {
      files: { 'index.js': `exports.handler = async () => { ${body} }` },
      limits: { memoryMiB: 512 },
    })
    expect(run()).toBe(first)
  }
})
