import { SCENARIO_VERSION } from './schema.ts'

type Document = Readonly<Record<string, unknown>>

/**
 * How a document of version n becomes one of version n + 1: entry 0 migrates from version 1. Old entries are never
 * edited, for documents of that age are out there.
 */
export const migrations: readonly ((old: Document) => Document)[] = []

/** The document in the present version, or what is wrong with its `coldstart`. */
export function migrate(
  document: Document,
  steps: readonly ((old: Document) => Document)[] = migrations,
  version: number = SCENARIO_VERSION,
): { readonly document: Document } | { readonly problem: string } {
  const from = document['coldstart']
  if (from === undefined) return { problem: 'is missing: this is not a Coldstart scenario' }
  if (typeof from !== 'number' || !Number.isInteger(from) || from < 1) {
    return { problem: `${JSON.stringify(from)} is not a version number` }
  }
  if (from > version) {
    return { problem: `${from} is a newer version than this Coldstart knows, which is ${version}` }
  }
  let migrated = document
  for (const step of steps.slice(from - 1, version - 1)) migrated = step(migrated)
  return { document: { ...migrated, coldstart: version } }
}
