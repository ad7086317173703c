import { loadQuickJs } from '#sandbox/quickjs/loadBrowser.ts'
import { checkHandlers } from '#simulation/checkHandlers.ts'
import { createSimulation } from '#simulation/createSimulation.ts'
import { loadBrotli } from './loadBrotli.ts'
import { createPacer, type Pacer } from './pacer.ts'
import type { Command } from './protocol.ts'

/** Rows of the trace in one frame: what the page can take in within a few milliseconds. */
const ROWS_PER_FRAME_MAX = 6_000

/** Runs `work` after the messages that are waiting: timers of 0 ms are held back to 4 by browsers, messages are not. */
const createSoon = (): ((work: () => void) => () => void) => {
  const { port1, port2 } = new MessageChannel()
  let queue: { work: (() => void) | null }[] = []
  port1.addEventListener('message', () => {
    const due = queue
    queue = []
    for (const entry of due) entry.work?.()
  })
  port1.start()
  return (work) => {
    const entry: { work: (() => void) | null } = { work }
    queue.push(entry)
    if (queue.length === 1) port2.postMessage(null)
    return () => {
      entry.work = null
    }
  }
}

async function start(): Promise<Pacer> {
  const handlers = await loadQuickJs()
  const soon = createSoon()
  return createPacer({
    wallMs: () => performance.now(),
    later(work, delayMs) {
      if (delayMs === 0) return soon(work)
      const timer = setTimeout(work, delayMs)
      return () => clearTimeout(timer)
    },
    post: (report, transfer) => self.postMessage(report, { transfer: [...transfer] }),
    createSimulation: (scenario) =>
      createSimulation({
        scenario,
        handlers,
        brotli: loadBrotli,
        traceRowsMax: ROWS_PER_FRAME_MAX,
      }),
    checkHandlers: (scenario) => checkHandlers(scenario, handlers),
  })
}

// Commands that come before the sandbox is there wait for it; a failure to load it is the worker's `error`.
const pacer = start()
self.addEventListener('message', ({ data }: MessageEvent<Command>) => {
  void pacer.then((ready) => ready.handle(data))
})
pacer.catch((error: unknown) => {
  reportError(error)
})
