// Compares the default scenario's trace hash in Firefox with Node's. Part of `npm test` where there is a Firefox.
import { setTimeout as sleep } from 'node:timers/promises'
import { preview } from 'vite'
import { findFirefox } from '../../.ci/browser.ts'
import { runInNode } from '../scenarios/runInNode.ts'
import { startFirefox } from './marionette.ts'

const PORT = 4198
const TRIES = 120

const CHOOSE_MAX = `[...document.querySelectorAll('[role^=menuitem]')].find((entry) => entry.textContent.startsWith('max')).click()`
const READ = `return [document.querySelector('button[aria-label="Play"]') !== null && document.querySelector('button[aria-label="Step one event"]').disabled, document.querySelector('[data-hash]').dataset.hash]`

const executable = findFirefox()
if (executable === null) throw new Error('No Firefox on this machine')
const server = await preview({ preview: { port: PORT, strictPort: true, host: '127.0.0.1' } })
const firefox = await startFirefox(executable)
let hash = ''
try {
  await firefox.navigate(`http://127.0.0.1:${PORT}/`)
  for (let attempt = 0; attempt < TRIES && hash === ''; attempt++) {
    const [ended, read] = (await firefox.evaluate(READ).catch(() => [false, ''])) as [
      boolean,
      string,
    ]
    if (ended) hash = read
    else if (attempt === 5) {
      await firefox.evaluate(`document.querySelector('button[aria-label^="Speed"]').click()`)
      await sleep(500)
      await firefox.evaluate(CHOOSE_MAX)
      await sleep(500)
      await firefox.evaluate(`document.querySelector('button[aria-label="Play"]').click()`)
    }
    await sleep(1_000)
  }
} finally {
  await firefox.quit()
  await server.close()
}
const expected = await runInNode()
console.log(`Firefox ${hash} · Node ${expected}`)
process.exit(hash === expected ? 0 : 1)
