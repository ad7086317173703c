import type { ScenarioNode } from '#scenario/schema.ts'

/** A node's files as the document holds them: text, or bytes in base64. */
export type Files = NonNullable<ScenarioNode['code']>
/** One file of them. */
type Content = Files[string]

/** Whether two files are alike. */
export const isSameContent = (a: Content | undefined, b: Content | undefined): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && a.base64 === b.base64)

/** Whether a file is one of a package's: there may be thousands, and nobody edits them here. */
export const isPackaged = (name: string): boolean => name.split('/').includes('node_modules')

/** The files that can be edited: text, and one's own. */
export const textFiles = (files: Files): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(files).filter(
      (each): each is [string, string] => typeof each[1] === 'string' && !isPackaged(each[0]),
    ),
  )

/** The file that holds the handler: `src/app.handler` lies in `src/app.mjs`, `.js`, `.cjs`, `.ts`… */
export function findEntry(files: Files, handler: string): string | undefined {
  const names = Object.keys(files)
  const module = handler.slice(0, handler.lastIndexOf('.'))
  return names.find((name) => name.replace(/\.[^./]+$/, '') === module) ?? names[0]
}

/** Why `name` cannot be the name of a file beside `files`; null where it can. */
export function checkFileName(name: string, files: Files): string | null {
  if (name === '') return 'A name is needed'
  if (Object.hasOwn(files, name)) return `${name} exists already`
  if (
    !/^[A-Za-z0-9._@+-][A-Za-z0-9._@+/-]{0,199}$/.test(name) ||
    /(^|\/)\.{1,2}(\/|$)/.test(name)
  ) {
    return 'Letters, digits, . _ - and / only'
  }
  return null
}

/** `files` with `from` called `to`, in its place. */
export const renameFile = (files: Files, from: string, to: string): Files =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [name === from ? to : name, text]))

/** `files` without `name`. */
export const removeFile = (files: Files, name: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([each]) => each !== name))
