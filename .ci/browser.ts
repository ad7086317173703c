import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const run = (command: string, parameters: readonly string[]): boolean =>
  spawnSync(command, parameters, { stdio: 'inherit' }).status === 0

const inPath = (names: readonly string[]): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path))

/** The path of a Firefox on this machine; null where there is none. */
export const findFirefox = (): string | null => inPath(['firefox', 'firefox-esr']) ?? null

/** The path of a Chromium or Chrome on this machine; null where there is none. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM_PATH']
  if (named !== undefined && existsSync(named)) return named
  const installed = inPath(NAMES) ?? PLACES.find((path) => existsSync(path))
  if (installed !== undefined) return installed
  const downloaded = chromium.executablePath()
  return existsSync(downloaded) ? downloaded : null
}

/** Makes sure that there is a Chromium: one that is installed, else Playwright's download, else Debian's package. */
export function ensureChromium(): string {
  const found = findChromium()
  if (found !== null) return found
  console.log('No Chromium found: letting Playwright download one.')
  if (!run('npx', ['playwright', 'install', 'chromium'])) {
    console.log("Playwright's download failed: trying Debian's package.")
    run('apt-get', ['update'])
    run('apt-get', ['install', '-y', 'chromium'])
  }
  const now = findChromium()
  if (now === null) {
    throw new Error('No Chromium: install one, or name it in CHROMIUM_PATH.')
  }
  return now
}
