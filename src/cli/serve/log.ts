import { closeSync, fdatasync, openSync, write } from 'node:fs'
import { promisify } from 'node:util'
import { toFrame } from './frames.ts'

const writeAll = promisify(write)
const sync = promisify(fdatasync)

/** A file that is only added to. What was added is safe once `settled` says so. */
export interface Log {
  /** Bytes added so far, on disk or not. */
  readonly bytes: number
  add(records: readonly string[]): void
  /** Resolves once all that was added so far is on disk; rejects for ever once that has failed. */
  settled(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a log at its end. All that is added while one write to the disk is under way goes with the next, in one write
 * and one fsync: a group commit. Nothing is written before `after` has come true: the log before this one is whole.
 */
export function openLog(path: string, bytes: number, after: Promise<void>): Log {
  const file = openSync(path, 'a')
  let added = 0
  let written = 0
  let size = bytes
  let waiting: Buffer[] = []
  let running: Promise<void> | null = null
  let failure: { readonly error: unknown } | null = null

  const run = async (): Promise<void> => {
    await after
    while (waiting.length > 0) {
      const upTo = added
      const group = Buffer.concat(waiting)
      waiting = []
      let from = 0
      while (from < group.length) {
        // oxlint-disable-next-line no-await-in-loop -- the rest of what one write left
        const { bytesWritten } = await writeAll(file, group, from, group.length - from, null)
        from += bytesWritten
      }
      // oxlint-disable-next-line no-await-in-loop -- the next group waits for this one
      await sync(file)
      written = upTo
    }
  }

  const start = (): void => {
    running ??= run()
      .catch((error: unknown) => {
        failure = { error }
      })
      .finally(() => {
        running = null
      })
  }

  const settled = async (): Promise<void> => {
    const wanted = added
    for (;;) {
      if (failure !== null) throw failure.error
      if (written >= wanted) return
      start()
      // oxlint-disable-next-line no-await-in-loop -- until the group with ours is safe
      await running
    }
  }

  return {
    get bytes() {
      return size
    },
    add(records) {
      const frame = toFrame(records)
      waiting.push(frame)
      added++
      size += frame.length
      start()
    },
    settled,
    async close() {
      try {
        await settled()
      } finally {
        closeSync(file)
      }
    },
  }
}
