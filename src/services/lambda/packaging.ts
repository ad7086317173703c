import { utf8Length } from '#contracts/body.ts'
import type { Files } from '#contracts/files.ts'

/** How much smaller a ZIP of JavaScript is than its files. Assumption. */
export const ZIP_RATIO = 3

const sizes = new WeakMap<Files, number>()

/** Bytes of all files, unpacked. */
export function computePackageBytes(files: Files): number {
  const known = sizes.get(files)
  if (known !== undefined) return known
  let bytes = 0
  for (const content of Object.values(files)) {
    bytes += typeof content === 'string' ? utf8Length(content) : content.byteLength
  }
  sizes.set(files, bytes)
  return bytes
}
