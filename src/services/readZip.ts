import { Unzip, UnzipInflate } from 'fflate'
import { base64Encode, utf8Decode } from '#contracts/bytes.ts'
import type { DocumentFiles } from '#contracts/files.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: an upload by console, API or SDK. */
export const ZIP_BYTES_MAX = 52_428_800
/** The same page: unzipped, with all layers. */
export const UNZIPPED_BYTES_MAX = 262_144_000
/** Entries at most: ours; a real `node_modules` has some ten thousand. */
const ENTRIES_MAX = 20_000
/** Handed to the inflater at a time, so that a bomb is stopped soon after it passes a limit. */
const CHUNK = 65_536

/** A package's files, or why it cannot be taken. */
export type ZipContents = { readonly files: DocumentFiles } | { readonly error: string }

/** Stops the inflater from inside of it. */
class ZipError extends Error {
  override readonly name = 'ZipError'
}

const refuse = (message: string): never => {
  throw new ZipError(message)
}

/** A relative path without `.`, `..` and empty parts, with `/`; null for a folder. */
function readName(name: string): string | null {
  const path = name.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '')
  if (path === '' || path.endsWith('/')) return null
  const isOutside = path.startsWith('/') || path.split('/').some((part) => /^\.{0,2}$/.test(part))
  return isOutside ? refuse(`${name} lies outside of the package`) : path
}

const joinChunks = (chunks: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** Text where it is UTF-8 without NULs, else base64. */
function toContent(bytes: Uint8Array): DocumentFiles[string] {
  const text = bytes.includes(0) ? null : utf8Decode(bytes)
  return text ?? { base64: base64Encode(bytes) }
}

interface Entry {
  readonly name: string
  readonly chunks: Uint8Array[]
}

function inflate(zip: Uint8Array, bytesMax: number): readonly Entry[] {
  const entries: Entry[] = []
  let bytes = 0
  const unzip = new Unzip((file) => {
    const name = readName(file.name)
    if (name === null) return
    if (entries.length >= ENTRIES_MAX) refuse(`The package has more than ${ENTRIES_MAX} files`)
    const entry: Entry = { name, chunks: [] }
    entries.push(entry)
    file.ondata = (error, chunk) => {
      // The inflater hands back what was thrown below, too.
      if (error instanceof ZipError) throw error
      if (error !== null) refuse(`${name} is damaged: ${error.message}`)
      bytes += chunk.length
      if (bytes > bytesMax) refuse(`Unzipped size must be smaller than ${bytesMax} bytes`)
      entry.chunks.push(chunk)
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  for (let at = 0; at < zip.length; at += CHUNK) {
    unzip.push(zip.subarray(at, at + CHUNK), at + CHUNK >= zip.length)
  }
  return entries
}

const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)

/**
 * Unpacks a deployment package. What it unpacks to is counted while it unpacks, so that no bomb fills the memory.
 * Errors in Lambda's words where Lambda has some. `takenBytes`: what the function's other parts (layers) take already.
 */
export function readZip(zip: Uint8Array, takenBytes = 0): ZipContents {
  if (zip.length > ZIP_BYTES_MAX) {
    return {
      error: `The package has ${zip.length} bytes; Lambda takes ${ZIP_BYTES_MAX} at most in an upload`,
    }
  }
  if (!isZip(zip))
    return {
      error: 'Could not unzip uploaded file. Please check your file, then try to upload again.',
    }
  try {
    const entries = inflate(zip, UNZIPPED_BYTES_MAX - takenBytes)
    if (entries.length === 0) return { error: 'Uploaded file must be a non-empty zip' }
    return {
      files: Object.fromEntries(
        entries.map(({ name, chunks }) => [name, toContent(joinChunks(chunks))]),
      ),
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return {
      error:
        error instanceof ZipError
          ? detail
          : 'Could not unzip uploaded file. Please check your file, then try to upload again.',
    }
  }
}
