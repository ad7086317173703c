import type { Instant } from '#kernel/time.ts'

/** A write of an item, by when and where it was made: what last-writer-wins goes by. */
export interface Version {
  readonly at: Instant
  readonly region: string
}

/** A write on its way to a Region: `base` is the version that it was made upon; null: none that is known. */
export interface Change {
  readonly version: Version
  readonly base: Version | null
}

const isSame = (a: Version | null, b: Version | null): boolean =>
  a !== null && b !== null && a.at === b.at && a.region === b.region

const isLater = (a: Version, b: Version): boolean =>
  a.at === b.at ? a.region > b.region : a.at > b.at

/**
 * What becomes of a write that reaches a Region where `current` is the item's: the later one stays. It is a conflict where
 * neither of the two was made by somebody who had seen the other.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export function judge(
  current: Change | undefined,
  arriving: Change,
): { readonly wins: boolean; readonly isConflict: boolean } {
  if (current === undefined) return { wins: true, isConflict: false }
  const isConflict =
    current.version.region !== arriving.version.region &&
    !isSame(current.version, arriving.base) &&
    !isSame(current.base, arriving.version)
  return { wins: isLater(arriving.version, current.version), isConflict }
}

/** How long after a write nothing older can still be under way; µs. */
const FORGOTTEN = 60_000_000
/** Versions that are kept before old ones are forgotten. */
const KEPT = 10_000

/** The last write of each item in one Region, as far as it can still meet another. */
export interface Versions {
  get(key: string): Change | undefined
  set(key: string, change: Change): void
}

/** Creates the versions of a Region where nothing was written yet. */
export function createVersions(): Versions {
  /** In the order in which they came. */
  const versions = new Map<string, Change>()
  let room = KEPT
  const forget = (now: Instant): void => {
    for (const [key, { version }] of versions) {
      if (version.at > now - FORGOTTEN) break
      versions.delete(key)
    }
    room = Math.max(KEPT, versions.size * 2)
  }
  return {
    get: (key) => versions.get(key),
    set(key, change) {
      versions.delete(key)
      versions.set(key, change)
      if (versions.size > room) forget(change.version.at)
    },
  }
}
