import type { EphemeralDisk } from './runtime.ts'

/** What lies at a path of a disk. */
export interface DiskEntry {
  readonly kind: 'file' | 'folder'
  /** Room for the file's bytes; `size` of them are its content. */
  bytes: Uint8Array
  size: number
  mode: number
  /** When it was last written, ms since the epoch. */
  changedAtMs: number
}

/** A disk as the driver's `node:fs` sees it. Paths are absolute and normal: `/tmp/a/b`. */
export interface Disk extends EphemeralDisk {
  readonly entries: ReadonlyMap<string, DiskEntry>
  /** Makes an empty file or folder, where nothing is. */
  readonly make: (path: string, kind: DiskEntry['kind'], mode: number) => DiskEntry
  /** Writes at `position`, zeros before it where it is beyond the end. Whether it fitted. */
  readonly writeAt: (entry: DiskEntry, position: number, data: Uint8Array) => boolean
  /** Cuts or grows a file. Whether it fitted. */
  readonly resize: (entry: DiskEntry, size: number) => boolean
  /** Moves an entry, and what is in it, over what may be there. */
  readonly rename: (from: string, to: string) => void
}

const EMPTY = new Uint8Array(0)
const FILE_MODE = 0o644
/** Files grow by doubling, from this on. */
const CAPACITY_MIN = 1_024

const made = new WeakMap<EphemeralDisk, Disk>()
/** The disk behind what `createDisk` made. */
export const findDisk = (disk: EphemeralDisk): Disk | undefined => made.get(disk)

/** Makes room for `size` bytes. False where the host has no memory for it. */
function reserve(entry: DiskEntry, size: number, bytesMax: number): boolean {
  if (size <= entry.bytes.byteLength) return true
  try {
    const capacity = Math.max(size, Math.min(bytesMax, entry.bytes.byteLength * 2), CAPACITY_MIN)
    const bytes = new Uint8Array(capacity)
    bytes.set(entry.bytes.subarray(0, entry.size))
    entry.bytes = bytes
    return true
  } catch {
    return false
  }
}

/** An empty disk. */
export function createDisk(bytesMax: number): Disk {
  const entries = new Map<string, DiskEntry>()
  let used = 0
  const resize = (entry: DiskEntry, size: number): boolean => {
    const after = used - entry.size + size
    if (after > bytesMax || !reserve(entry, size, bytesMax)) return false
    used = after
    if (size < entry.size) entry.bytes.fill(0, size, entry.size)
    entry.size = size
    return true
  }
  const make: Disk['make'] = (path, kind, mode) => {
    const entry = { kind, bytes: EMPTY, size: 0, mode, changedAtMs: 0 }
    entries.set(path, entry)
    return entry
  }
  const remove = (path: string): void => {
    used -= entries.get(path)?.size ?? 0
    entries.delete(path)
  }
  const disk: Disk = {
    bytesMax,
    bytesUsed: () => used,
    entries,
    make,
    resize,
    remove,
    writeAt(entry, position, data) {
      const end = position + data.byteLength
      if (end > entry.size && !resize(entry, end)) return false
      entry.bytes.set(data, position)
      return true
    },
    read(path) {
      const entry = entries.get(path)
      return entry?.kind === 'file' ? entry.bytes.slice(0, entry.size) : undefined
    },
    write(path, data) {
      const entry = entries.get(path) ?? make(path, 'file', FILE_MODE)
      if (!resize(entry, data.byteLength)) return false
      entry.bytes.set(data)
      return true
    },
    paths: () => Array.from(entries).flatMap(([path, { kind }]) => (kind === 'file' ? [path] : [])),
    rename(from, to) {
      if (from === to) return
      remove(to)
      for (const [path, entry] of Array.from(entries)) {
        if (path !== from && !path.startsWith(`${from}/`)) continue
        entries.delete(path)
        entries.set(to + path.slice(from.length), entry)
      }
    },
  }
  made.set(disk, disk)
  return disk
}
