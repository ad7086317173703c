import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { Durable } from '#contracts/api.ts'
import { BadInput } from '../input.ts'
import { readFrames, toFrame } from './frames.ts'
import { lockDir } from './lock.ts'
import { type Log, openLog } from './log.ts'

/** A log is rewritten as a snapshot once it is larger than this and than the snapshot before it. */
const COMPACT_BYTES = 64 * 1_024 * 1_024
/** Records of a snapshot that are written together, between two looks at the sockets. */
const RECORDS_PER_FRAME = 500

/**
 * A directory in which a service outlives the process: `snapshot-N` holds all that there was when `log-N` was begun, and
 * the log what came after. A snapshot counts once it has its name, which it gets when it is on disk as a whole. It is
 * taken while requests go on: what changes meanwhile is in the log too, and doing it twice does no harm.
 */
export interface DataDir {
  /** Resolves once all that was changed so far is safe. */
  settled(): Promise<void>
  close(): Promise<void>
}

const numbersOf = (dir: string, kind: string): readonly number[] =>
  readdirSync(dir)
    .map((name) => new RegExp(`^${kind}-(\\d+)$`).exec(name)?.[1])
    .filter((number) => number !== undefined)
    .map(Number)
    .sort((a, b) => a - b)

function syncDir(dir: string): void {
  const file = openSync(dir, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Writes `snapshot-N`; answers its bytes. */
async function writeSnapshot(dir: string, number: number, durable: Durable): Promise<number> {
  const path = join(dir, `snapshot-${number}`)
  const file = openSync(`${path}.new`, 'w')
  let bytes = 0
  try {
    let records: string[] = []
    const flush = (): void => {
      if (records.length > 0) bytes += writeSync(file, toFrame(records))
      records = []
    }
    for (const record of durable.snapshot()) {
      records.push(record)
      if (records.length < RECORDS_PER_FRAME) continue
      flush()
      // oxlint-disable-next-line no-await-in-loop -- requests are answered between two frames
      await turn()
    }
    flush()
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(`${path}.new`, path)
  syncDir(dir)
  return bytes
}

/** Where a directory's history stands: its newest snapshot, its last log and that log's whole bytes. */
interface Standing {
  readonly snapshot: number
  readonly log: number
  readonly bytes: number
}

const damaged = (dir: string, file: string, at: number): BadInput =>
  new BadInput(`--data ${dir}: ${file} is damaged at byte ${at}`)

/** Takes over what a directory holds; null: nothing yet. */
function restore(dir: string, durable: Durable): Standing | null {
  const snapshot = numbersOf(dir, 'snapshot').at(-1)
  if (snapshot === undefined) return null
  const take = (records: readonly string[]): void => durable.restore(records)
  const { good, size } = readFrames(join(dir, `snapshot-${snapshot}`), take)
  if (good < size) throw damaged(dir, `snapshot-${snapshot}`, good)
  let standing: Standing = { snapshot, log: snapshot, bytes: 0 }
  let torn: { readonly file: string; readonly at: number } | null = null
  for (const number of numbersOf(dir, 'log').filter((one) => one >= snapshot)) {
    const file = `log-${number}`
    const read = readFrames(join(dir, file), take)
    // A log is begun only when the one before it is whole: what is torn can only be the end of all.
    if (torn !== null && read.size > 0) throw damaged(dir, torn.file, torn.at)
    if (read.good < read.size) {
      // The process died while it wrote this: nobody was told of it.
      truncateSync(join(dir, file), read.good)
      torn = { file, at: read.good }
    }
    standing = { snapshot, log: number, bytes: read.good }
  }
  return standing
}

/** Removes what a newer snapshot has made superfluous, and what never became a snapshot. */
function clean(dir: string, current: number): void {
  for (const name of readdirSync(dir)) {
    const number = /^(?:log|snapshot)-(\d+)(\.new)?$/.exec(name)
    if (number === null) continue
    if (Number(number[1]) < current || number[2] !== undefined) rmSync(join(dir, name))
  }
}

/** Opens a directory, making it where there is none: takes over what is in it, and keeps what changes from now on. */
export async function openDataDir(
  dir: string,
  durable: Durable,
  {
    failed,
    compactBytes = COMPACT_BYTES,
  }: { readonly failed: (error: unknown) => void; readonly compactBytes?: number },
): Promise<DataDir> {
  mkdirSync(dir, { recursive: true })
  const unlock = lockDir(dir)
  try {
    const known = restore(dir, durable)
    if (known === null) await writeSnapshot(dir, 1, durable)
    const { snapshot, log: first, bytes } = known ?? { snapshot: 1, log: 1, bytes: 0 }
    clean(dir, snapshot)
    let number = first
    /** The logs before the present one, whole. */
    let past: Promise<void> = Promise.resolve()
    let log: Log = openLog(join(dir, `log-${number}`), bytes, past)
    syncDir(dir)
    let snapshotBytes = 0
    let compacting: Promise<void> | null = null

    const compact = async (): Promise<void> => {
      past = log.close()
      number++
      log = openLog(join(dir, `log-${number}`), 0, past)
      await past
      syncDir(dir)
      snapshotBytes = await writeSnapshot(dir, number, durable)
      clean(dir, number)
    }

    durable.listen((records) => {
      log.add(records)
      if (compacting !== null || log.bytes < Math.max(compactBytes, snapshotBytes)) return
      compacting = compact()
        .catch(failed)
        .finally(() => {
          compacting = null
        })
    })
    return {
      async settled() {
        await past
        await log.settled()
      },
      async close() {
        await compacting
        await log.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}
