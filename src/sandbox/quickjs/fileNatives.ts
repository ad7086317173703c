import type { Disk, DiskEntry } from '../disk.ts'
import type { Guest } from './guest.ts'
import type { Pointer, QuickJsInstance } from './instance.ts'
import type { FileTree } from './packages.ts'

/** A native function that reads or writes the bytes of ArrayBuffers. */
export interface ByteNative {
  readonly run: (args: NativeArguments) => string | number | undefined
}

/** What such a function is called with. */
export interface NativeArguments {
  /** The argument as text. */
  readonly text: (index: number) => string
  readonly number: (index: number) => number
  /** The bytes of the ArrayBuffer at `index`, from and for as many as the two arguments after it say; in its own memory. */
  readonly bytes: (index: number) => Uint8Array
}

const EMPTY = new Uint8Array(0)

// QuickJS's own function copies the bytes. An object's word 8 is its JSArrayBuffer: byte length, longest length,
// whether it is detached, and where its bytes are.
const OBJECT_BUFFER_WORD = 8
const BUFFER_DATA_WORD = 3

/** The arguments at `values`: cells of 8 bytes. Only ArrayBuffers are handed over as bytes, by our own built-ins. */
export function nativeArguments(
  instance: QuickJsInstance,
  guest: Guest,
  values: Pointer,
): NativeArguments {
  const cell = (index: number): Pointer => values + 8 * index
  const number = (index: number): number => guest.toNumber(cell(index))
  return {
    text: (index) => guest.toText(cell(index)) ?? '',
    number,
    bytes(index) {
      const words = instance.words()
      const whole = instance.arrayBufferLength(guest.context, cell(index))
      const inner = words[((words[cell(index) >> 2] ?? 0) >> 2) + OBJECT_BUFFER_WORD] ?? 0
      const from = words[(inner >> 2) + BUFFER_DATA_WORD] ?? 0
      // Not an ArrayBuffer, or not laid out as this build lays them out.
      if (words[inner >> 2] !== whole || whole === 0) return EMPTY
      const [offset, length] = [number(index + 1), number(index + 2)]
      if (!(offset >= 0 && length > 0 && offset + length <= whole)) return EMPTY
      return instance.bytes().subarray(from + offset, from + offset + length)
    },
  }
}

/** What the natives of `node:fs` stand on. */
export interface FileSetting {
  readonly files: FileTree
  readonly disk: Disk
  /** Virtual ms since the epoch. */
  readonly now: () => number
  /** Charges work done outside the interpreter, in ticks. */
  readonly charge: (ticks: number) => void
}

/** Copying memory costs a tick for so many bytes: some 10 GB/s. */
const BYTES_PER_TICK = 100

/** Mode 644, and the time that a deployment package gives its files. */
const READ_ONLY = '420 0'
const MODE_FOLDER = 0o755
const TMP = '/tmp'
/** Folders that are there whatever the function brings. */
const FOLDERS = ['/', '/tmp', '/var', '/var/task', '/var/runtime', '/var/lang', '/opt']

const describe = (kind: 'file' | 'folder', size: number, rest: string): string =>
  `${kind === 'file' ? 'f' : 'd'} ${size} ${rest}`

/**
 * The file system beneath `node/internal/files.cjs`: `/tmp` is the environment's disk, `/var/task` and `/opt` are what
 * the function brings, read-only. Paths come absolute and normal; whether an action is allowed is decided in there.
 */
export function createFileNatives(setting: FileSetting): Readonly<Record<string, ByteNative>> {
  const { files, disk, now, charge } = setting
  const isOnDisk = (path: string): boolean => path.startsWith(`${TMP}/`)
  const contentOf = (path: string): Uint8Array | undefined => {
    const entry = disk.entries.get(path)
    if (entry !== undefined) return entry.bytes.subarray(0, entry.size)
    return files.bytes(path)
  }
  const entryOf = (path: string): DiskEntry =>
    disk.entries.get(path) ?? disk.make(path, 'file', 0o644)
  const touch = (entry: DiskEntry): void => {
    entry.changedAtMs = now()
  }
  return {
    /** `f|d size mode mtimeMs`; empty where nothing is. */
    fileStat: {
      run({ text }) {
        const path = text(0)
        const entry = disk.entries.get(path)
        if (entry !== undefined) {
          return describe(entry.kind, entry.size, `${entry.mode} ${entry.changedAtMs}`)
        }
        if (isOnDisk(path)) return ''
        const size = files.size(path)
        if (size !== undefined) return describe('file', size, READ_ONLY)
        return FOLDERS.includes(path) || files.folders().has(path)
          ? describe('folder', 4_096, `${path === TMP ? 0o700 : MODE_FOLDER} 0`)
          : ''
      },
    },
    /** The names in a folder, by line. */
    fileList: {
      run({ text }) {
        const folder = text(0)
        const start = folder === '/' ? folder : `${folder}/`
        const names = new Set(files.folders().get(folder))
        for (const path of [...disk.entries.keys(), ...FOLDERS]) {
          if (path.startsWith(start) && path.length > start.length) {
            names.add(path.slice(start.length).split('/', 1)[0] ?? '')
          }
        }
        charge(disk.entries.size)
        return Array.from(names).sort().join('\n')
      },
    },
    /** (path, position, buffer, offset, length) → bytes read. */
    fileRead: {
      run({ text, number, bytes }) {
        const content = contentOf(text(0))
        const target = bytes(2)
        const from = number(1)
        if (content === undefined || from >= content.byteLength) return 0
        const part = content.subarray(from, from + target.byteLength)
        target.set(part)
        charge(Math.ceil(part.byteLength / BYTES_PER_TICK))
        return part.byteLength
      },
    },
    /** (path, position, buffer, offset, length) → 1, or 0 where it does not fit. */
    fileWrite: {
      run({ text, number, bytes }) {
        const entry = entryOf(text(0))
        const data = bytes(2)
        touch(entry)
        charge(Math.ceil(data.byteLength / BYTES_PER_TICK))
        return disk.writeAt(entry, number(1), data) ? 1 : 0
      },
    },
    /** (path, `f` or `d`, mode) */
    fileMake: {
      run({ text, number }) {
        touch(disk.make(text(0), text(1) === 'd' ? 'folder' : 'file', number(2)))
        return undefined
      },
    },
    fileRemove: {
      run({ text }) {
        disk.remove(text(0))
        return undefined
      },
    },
    fileRename: {
      run({ text }) {
        charge(disk.entries.size)
        disk.rename(text(0), text(1))
        return undefined
      },
    },
    /** (path, size) → 1, or 0 where it does not fit. */
    fileResize: {
      run({ text, number }) {
        const entry = entryOf(text(0))
        touch(entry)
        charge(Math.ceil(Math.abs(number(1) - entry.size) / BYTES_PER_TICK))
        return disk.resize(entry, number(1)) ? 1 : 0
      },
    },
    /** (path, mode, mtimeMs): either may be negative, and stays then. */
    fileMark: {
      run({ text, number }) {
        const entry = disk.entries.get(text(0))
        if (entry === undefined) return undefined
        if (number(1) >= 0) entry.mode = number(1)
        if (number(2) >= 0) entry.changedAtMs = number(2)
        return undefined
      },
    },
  }
}
