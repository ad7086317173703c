// `npm run bench:ui [-- folder]`: the main thread's work per frame with 50 nodes and over 2,000 dots in flight at 1×.
import { chromium, type Page } from '@playwright/test'
import { preview } from 'vite'
import { ensureChromium } from '../../.ci/browser.ts'
import { parseScenario } from '../../src/scenario/parse.ts'
import { encodeShareLink } from '../../src/scenario/shareLink.ts'
import { ensureBuild } from './build.ts'
import {
  type Clock,
  computeFrameWork,
  findMainThread,
  PAINT,
  type TraceRow,
  WORK,
} from './frames.ts'
import { perfScenario } from './scenario.ts'

const PORT = 4_199
/** Cold starts are over by then, and every wire has its dots. */
const WARM_UP_MS = 12_000
const MEASURE_MS = 10_000
const LOOK_EVERY_MS = 500
const BUDGET_MS = 8

const CATEGORIES = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'v8',
  '__metadata',
]

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

interface Look {
  readonly dots: number
  /** The virtual clock, s. */
  readonly clock: number
  readonly atMs: number
}

const look = (page: Page): Promise<Look> =>
  page.evaluate(() => ({
    dots: Number(document.querySelector('canvas[data-dots]')?.getAttribute('data-dots') ?? 0),
    clock: Number(
      document.querySelector('[aria-label="Virtual time"]')?.getAttribute('aria-valuenow') ?? 0,
    ),
    atMs: performance.now(),
  }))

async function record(page: Page): Promise<{ rows: readonly TraceRow[]; looks: readonly Look[] }> {
  const session = await page.context().newCDPSession(page)
  const rows: TraceRow[] = []
  session.on(
    'Tracing.dataCollected',
    ({ value }) => void rows.push(...(value as unknown as TraceRow[])),
  )
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES },
  })
  const looks: Look[] = []
  const until = Date.now() + MEASURE_MS
  while (Date.now() < until) {
    await page.waitForTimeout(LOOK_EVERY_MS)
    looks.push(await look(page))
  }
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await complete
  return { rows, looks }
}

const line = (what: string, value: string): void => console.log(`${what.padEnd(40)} ${value}`)

const describe = (values: readonly number[]): string =>
  `mean ${mean(values).toFixed(2)} · p50 ${percentile(values, 0.5).toFixed(2)} · ` +
  `p95 ${percentile(values, 0.95).toFixed(2)} · max ${Math.max(0, ...values).toFixed(2)} ms`

function report(rows: readonly TraceRow[], looks: readonly Look[], nodes: number): void {
  const main = findMainThread(rows)
  const work = (clock: Clock): readonly number[] => computeFrameWork(main, WORK, clock)
  const cpu = work('thread')
  const drawn = looks.map(({ dots }) => dots)
  const first = looks[0]
  const last = looks.at(-1)
  const seconds = ((last?.atMs ?? 0) - (first?.atMs ?? 0)) / 1_000
  const speed = ((last?.clock ?? 0) - (first?.clock ?? 0)) / seconds
  const p95 = percentile(cpu, 0.95)
  line('nodes', String(nodes))
  line(
    'dots drawn',
    `mean ${Math.round(mean(drawn))} (${Math.min(...drawn)}–${Math.max(...drawn)})`,
  )
  line('speed reached', `${speed.toFixed(2)}×`)
  line('frames measured', `${cpu.length} in ${MEASURE_MS / 1_000} s`)
  line('script + style + layout, CPU', describe(cpu))
  line('the same by the wall clock', describe(work('wall')))
  line('painting and commit, CPU, beside it', describe(computeFrameWork(main, PAINT, 'thread')))
  line(`p95 of CPU against ${BUDGET_MS} ms`, p95 < BUDGET_MS ? 'kept' : 'exceeded')
}

const folder = process.argv[2] ?? 'dist'
await ensureBuild(folder)
const parsed = parseScenario(perfScenario())
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
const server = await preview({
  build: { outDir: folder },
  preview: { port: PORT, strictPort: true, host: '127.0.0.1' },
})
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
})
const page = await browser.newPage({ viewport: { width: 1_920, height: 1_080 } })
await page.goto(`http://127.0.0.1:${PORT}/#${encodeShareLink(parsed.scenario)}`)
await page.getByRole('button', { name: 'Play', exact: true }).click()
await page.waitForTimeout(WARM_UP_MS)
const { rows, looks } = await record(page)
await browser.close()
await server.close()
report(rows, looks, parsed.scenario.nodes.length)
