import { strToU8, zipSync } from 'fflate'
import type { Files } from '../files.ts'

/** The same files give the same bytes whenever they are packed: CodeSha256 tells versions apart by them. */
const MTIME = '2020-01-01T00:00:00Z'

const toBytes = (content: Files[string]): Uint8Array => {
  if (typeof content === 'string') return strToU8(content)
  return Uint8Array.from(atob(content.base64), (letter) => letter.charCodeAt(0))
}

/** A deployment package of the files, as Lambda takes it. */
export function writeZip(files: Files): Uint8Array<ArrayBuffer> {
  const names = Object.keys(files).sort()
  const entries = names.map((name) => [name, toBytes(files[name] ?? '')] as const)
  return zipSync(Object.fromEntries(entries), { level: 6, mtime: MTIME, os: 3, attrs: 0o644 << 16 })
}
