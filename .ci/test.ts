// `npm test`: every check and every test, then one line that counts them.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { ensureChromium, findFirefox } from './browser.ts'

const REPORTS = 'node_modules/.cache/reports'

interface Count {
  passed: number
  failed: number
}

const total: Count = { passed: 0, failed: 0 }

const npx = (parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): boolean =>
  spawnSync('npx', parameters, { stdio: 'inherit', env: { ...process.env, ...environment } })
    .status === 0

const add = (name: string, { passed, failed }: Count): void => {
  total.passed += passed
  total.failed += failed
  console.log(`\n== ${name}: ${passed} passed, ${failed} failed\n`)
}

/** A check that passes or fails as a whole. */
const check = (name: string, parameters: readonly string[]): void => {
  const ok = npx(parameters)
  add(name, { passed: ok ? 1 : 0, failed: ok ? 0 : 1 })
}

const readReport = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(`${REPORTS}/${file}`, 'utf8'))
  } catch {
    return null
  }
}

/** A runner that counts for itself; if it breaks without a failed test, that is a failure too. */
const runner = (name: string, ok: boolean, count: Count | null): void => {
  const { passed, failed } = count ?? { passed: 0, failed: 1 }
  add(name, { passed, failed: !ok && failed === 0 ? 1 : failed })
}

const unitTests = (): void => {
  const ok = npx([
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${REPORTS}/unit.json`,
  ])
  const report = readReport('unit.json') as {
    numPassedTests: number
    numFailedTests: number
  } | null
  runner(
    'unit, conformance and oracle tests',
    ok,
    report && { passed: report.numPassedTests, failed: report.numFailedTests },
  )
}

const endToEnd = (): void => {
  const ok = npx(['playwright', 'test', '-c', 'e2e/playwright.config.ts'], {
    CHROMIUM_PATH: ensureChromium(),
    PLAYWRIGHT_JSON_OUTPUT_NAME: `../${REPORTS}/e2e.json`,
  })
  const report = readReport('e2e.json') as {
    stats: { expected: number; unexpected: number; flaky: number }
  } | null
  const count = report && {
    passed: report.stats.expected + report.stats.flaky,
    failed: report.stats.unexpected,
  }
  if (report !== null && report.stats.flaky > 0) {
    console.log(
      `\n== ${report.stats.flaky} end-to-end tests passed at their second try only: see above`,
    )
  }
  runner('end-to-end tests in Chromium', ok, count)
}

rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS, { recursive: true })
for (const program of ['engine', 'web', 'node']) {
  check(`types: ${program}`, ['tsc', '-p', `src/tsconfig.${program}.json`])
}
check('lint and layers', ['oxlint', '--type-aware', '--deny-warnings', 'src', 'e2e', '.ci'])
check('format', ['oxfmt', '--check', 'src', 'e2e', '.ci', 'vite.config.ts'])
check('unused code', ['knip'])
unitTests()
check('the public suite of HTTP caches', ['tsx', 'src/bench/httpCache/main.ts'])
check('build', ['vite', 'build'])
check('size', ['size-limit'])
endToEnd()
if (findFirefox() === null) console.log('\n== no Firefox here: its trace hash is not compared\n')
else check('the same trace hash in Firefox and Node', ['tsx', 'e2e/firefox/main.ts'])

console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 ? 0 : 1)
