import { base64Decode } from './bytes.ts'

/** A file as a document holds it: text, or bytes in base64. */
export type FileContent = string | { readonly base64: string }

/** Files of a document by name. */
export type DocumentFiles = Readonly<Record<string, FileContent>>

/** Files by name, as they lie in a folder: text, or bytes that are no UTF-8 text. */
export type Files = Readonly<Record<string, string | Uint8Array>>

/** A relative path without `.`, `..` and empty parts. */
// eslint-disable-next-line no-control-regex -- control characters are what it keeps out
export const FILE_NAME = /^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\u0000-\u001f\\\u007f]{1,400}$/

const decoded = new WeakMap<DocumentFiles, Files>()

/** A document's files with their bytes decoded; what is no base64 is an empty file. The same object for the same files. */
export function readFiles(files: DocumentFiles): Files {
  const known = decoded.get(files)
  if (known !== undefined) return known
  const made = Object.fromEntries(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === 'string' ? content : (base64Decode(content.base64) ?? new Uint8Array(0)),
    ]),
  )
  decoded.set(files, made)
  return made
}

/** Bytes of a file's content, without decoding it. */
export const contentLength = (content: FileContent): number =>
  typeof content === 'string'
    ? content.length
    : Math.floor((content.base64.replace(/=+$/, '').length * 3) / 4)

/** A line of a function's own code: `index.mjs`, 12. */
export interface CodeLine {
  readonly file: string
  readonly line: number
}

/** Which function's line made a call. */
export interface CallSite extends CodeLine {
  /** The node that has the code. */
  readonly node: string
}
