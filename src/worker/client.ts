import type { Instant } from '#kernel/time.ts'
import type { Command, CommandName, Commands, Frame, Report } from './protocol.ts'

/** What the page hears of a run without asking. */
export interface SimListeners {
  onFrame(frame: Frame): void
  onSeeking(now: Instant, to: Instant): void
  /** A bug of ours ended the run; the document is unharmed. */
  onCrash(crash: { readonly message: string; readonly seed: number; readonly at: Instant }): void
  /**
   * The engine has been computing one single event for so long that a person notices: a handler's endless loop takes
   * seconds until it is given up. `false` as soon as it is heard again. Neither crash nor hang: Pause waits its turn.
   */
  onBusy?(isBusy: boolean): void
  /** The worker has not answered for a very long time; `restart` ends it. */
  onHung(): void
}

/** The page's end of the protocol. */
export interface SimClient {
  /** Asks the worker. Rejects with a `Problem` where it refuses. */
  call<N extends CommandName>(
    name: N,
    payload: Commands[N]['payload'],
  ): Promise<Commands[N]['reply']>
  /** Ends the worker, whatever it does, and begins another, empty one. Calls under way are rejected. */
  restart(): void
  dispose(): void
}

/** A worker at the other end of a wire. */
export interface WorkerPort {
  post(command: Command): void
  terminate(): void
}

/** Starts a worker. `onFailure`: it could not be loaded, or threw where nobody caught. */
export type Connect = (
  onReport: (report: Report) => void,
  onFailure: (message: string) => void,
) => WorkerPort

/** Real time between two looks at whether the worker still lives. */
const LOOK_MS = 1_000
/**
 * Looks in a row at which calls were waiting and nothing had come since the last. Counted, for a computer may sleep.
 * One event takes some 4 s on a laptop at worst (`TICKS_PER_STEP_MAX`), five times that on a phone.
 */
const LOOKS_BUSY = 1
const LOOKS_MAX = 30

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (reason: unknown) => void
}

const connectWorker: Connect = (onReport, onFailure) => {
  const worker = new Worker(new URL('./sim.worker.ts', import.meta.url), {
    type: 'module',
    name: 'simulation',
  })
  worker.addEventListener('message', ({ data }: MessageEvent<Report>) => onReport(data))
  worker.addEventListener('error', ({ message }) => onFailure(message))
  return {
    post: (command) => worker.postMessage(command),
    terminate: () => worker.terminate(),
  }
}

/** Starts the simulation's worker. */
export function createSimClient(
  listeners: SimListeners,
  connect: Connect = connectWorker,
): SimClient {
  const waiting = new Map<number, Waiting>()
  let nextId = 1
  let quietLooks = 0
  let isBusy = false
  /** Runs are counted on over restarts: a number never comes back. */
  let runBase = 0
  let runLast = 0

  const rejectAll = (message: string): void => {
    const all = [...waiting.values()]
    waiting.clear()
    for (const { reject } of all) reject({ kind: 'error', path: 'simulation', message })
  }

  const tellBusy = (busy: boolean): void => {
    if (busy === isBusy) return
    isBusy = busy
    listeners.onBusy?.(busy)
  }

  const hear = (report: Report): void => {
    quietLooks = 0
    tellBusy(false)
    switch (report.type) {
      case 'reply':
        waiting.get(report.id)?.resolve(report.value as never)
        waiting.delete(report.id)
        return
      case 'rejected':
        waiting.get(report.id)?.reject(report.problem)
        waiting.delete(report.id)
        return
      case 'frame':
        runLast = report.run + runBase
        return listeners.onFrame({ ...report, run: runLast })
      case 'seeking':
        return listeners.onSeeking(report.now, report.to)
      case 'crashed':
        return listeners.onCrash(report)
    }
  }

  const open = (): WorkerPort =>
    connect(hear, (message) => {
      rejectAll(message)
      listeners.onCrash({ message, seed: 0, at: 0 as Instant })
    })

  let port = open()

  const look = setInterval(() => {
    quietLooks = waiting.size === 0 ? 0 : quietLooks + 1
    tellBusy(quietLooks >= LOOKS_BUSY)
    if (quietLooks === LOOKS_MAX) listeners.onHung()
  }, LOOK_MS)

  return {
    call: (name, payload) =>
      new Promise((resolve, reject) => {
        const id = nextId++
        waiting.set(id, { resolve, reject })
        port.post({ id, name, payload } as Command)
      }),
    restart() {
      port.terminate()
      rejectAll('the simulation was restarted')
      runBase = runLast
      quietLooks = 0
      tellBusy(false)
      port = open()
    },
    dispose() {
      clearInterval(look)
      port.terminate()
      rejectAll('the simulation has ended')
    },
  }
}
