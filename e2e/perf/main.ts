// `npm run bench:ui`: the main thread's work per frame with 50 nodes and about 2,000 dots in flight at 1×.
import { chromium } from '@playwright/test'
import { preview } from 'vite'
import { encodeShareLink } from '../../src/scenario/shareLink.ts'
import { parseScenario } from '../../src/scenario/parse.ts'
import { ensureChromium } from '../../.ci/browser.ts'
import { computeFrameWork, type TraceRow } from './frames.ts'
import { perfScenario } from './scenario.ts'

const WARM_UP_MS = 8_000
const MEASURE_MS = 8_000
const BUDGET_MS = 8

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

const parsed = parseScenario(perfScenario())
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))

const server = await preview({ preview: { port: 4199, strictPort: true, host: '127.0.0.1' } })
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
})
const page = await browser.newPage({ viewport: { width: 1_920, height: 1_080 } })
await page.goto(`http://127.0.0.1:4199/#${encodeShareLink(parsed.scenario)}`)
await page.getByRole('button', { name: 'Play', exact: true }).click()
await page.waitForTimeout(WARM_UP_MS)

const session = await page.context().newCDPSession(page)
const rows: TraceRow[] = []
session.on(
  'Tracing.dataCollected',
  ({ value }) => void rows.push(...(value as unknown as TraceRow[])),
)
await session.send('Tracing.start', {
  transferMode: 'ReportEvents',
  traceConfig: { includedCategories: ['devtools.timeline', 'v8', '__metadata'] },
})
const dots: number[] = []
const until = Date.now() + MEASURE_MS
while (Date.now() < until) {
  await page.waitForTimeout(500)
  const drawn = await page.locator('canvas[data-dots]').first().getAttribute('data-dots')
  dots.push(Number(drawn ?? 0))
}
const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
await session.send('Tracing.end')
await complete
await browser.close()
await server.close()

const frames = computeFrameWork(rows).toSorted((a, b) => a - b)
const mean = frames.reduce((sum, work) => sum + work, 0) / Math.max(1, frames.length)
const p95 = percentile(frames, 0.95)
console.log(`nodes                    ${parsed.scenario.nodes.length}`)
console.log(`dots in flight           ${Math.min(...dots)} to ${Math.max(...dots)}`)
console.log(`frames measured          ${frames.length} in ${MEASURE_MS / 1_000} s`)
console.log(`work per frame, mean     ${mean.toFixed(2)} ms`)
console.log(`work per frame, p50      ${percentile(frames, 0.5).toFixed(2)} ms`)
console.log(
  `work per frame, p95      ${p95.toFixed(2)} ms (budget ${BUDGET_MS} ms: ${p95 < BUDGET_MS ? 'kept' : 'exceeded'})`,
)
console.log(`work per frame, max      ${(frames.at(-1) ?? 0).toFixed(2)} ms`)
