import { defineConfig } from '@playwright/test'
import { findChromium } from '../.ci/browser.ts'

const executablePath = findChromium()

/** The same specs against the dev server (`COLDSTART_E2E=dev`) and, by default, against the build. */
const onDevServer = process.env['COLDSTART_E2E'] === 'dev'
const port = Number(process.env['COLDSTART_PORT'] ?? (onDevServer ? 5174 : 4174))

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // Two cores: the page, its worker and the test want one each.
  workers: 1,
  // A machine that stalls for a minute must not fail a whole run; what needs it is told at the end.
  retries: 1,
  reporter: [['list'], ['json', { outputFile: '../node_modules/.cache/reports/e2e.json' }]],
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1_440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath !== null && { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: onDevServer
      ? `npx vite --host 127.0.0.1 --port ${port} --strictPort`
      : `npx vite preview --host 127.0.0.1 --port ${port} --strictPort`,
    cwd: '..',
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
    timeout: 60_000,
  },
})
