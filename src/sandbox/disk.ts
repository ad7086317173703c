import type { EphemeralDisk } from './runtime.ts'

/** An empty disk. */
export function createDisk(bytesMax: number): EphemeralDisk {
  const files = new Map<string, Uint8Array>()
  let used = 0
  const sizeOf = (path: string): number => files.get(path)?.byteLength ?? 0
  return {
    bytesMax,
    bytesUsed: () => used,
    read: (path) => files.get(path),
    write(path, data) {
      const after = used - sizeOf(path) + data.byteLength
      if (after > bytesMax) return false
      used = after
      files.set(path, data)
      return true
    },
    remove(path) {
      used -= sizeOf(path)
      files.delete(path)
    },
    paths: () => Array.from(files.keys()),
  }
}
