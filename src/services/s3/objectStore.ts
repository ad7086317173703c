import { createKeyOrder } from './keyOrder.ts'
import { type NewObject, type ObjectVersion, type StorageClass, UNLOCKED } from './objectVersion.ts'

/** Whether a bucket keeps versions. There is no way back to `Unversioned`. */
export type Versioning = 'Unversioned' | 'Enabled' | 'Suspended'

/** The version id of what was written without versioning. */
export const NULL_VERSION = 'null'

/** When something is written, and the id that a new version would have. */
export interface Writing {
  readonly versioning: Versioning
  readonly nowMs: number
  readonly createVersionId: () => string
}

/** What a delete did. `removed`: a version that is gone for ever; `marker`: the delete marker that was put in front. */
export interface Deleted {
  readonly removed: ObjectVersion | null
  readonly marker: ObjectVersion | null
}

/** All versions of all objects of one bucket. Pure: time and identity are handed in. */
export interface ObjectStore {
  /** Current objects: what a list shows. */
  readonly objects: number
  /** Versions and delete markers, all of them. */
  readonly versions: number
  /** Bytes of all versions, and of those how many are in memory. */
  readonly bytes: number
  readonly held: number
  /** Bytes and versions of each storage class that has any. */
  readonly classes: ReadonlyMap<StorageClass, { readonly bytes: number; readonly versions: number }>
  /** The current version or delete marker; undefined where there never was one. */
  current(key: string): ObjectVersion | undefined
  find(key: string, versionId: string): ObjectVersion | undefined
  /** Newest first. */
  versionsOf(key: string): readonly ObjectVersion[]
  put(key: string, object: NewObject, writing: Writing): ObjectVersion
  /** A delete without a version id. */
  delete(key: string, writing: Writing): Deleted
  /** Removes one version for ever. */
  removeVersion(key: string, versionId: string, nowMs: number): ObjectVersion | null
  /** Moves a version to another storage class. */
  reclass(version: ObjectVersion, to: StorageClass): void
  /** Keys that have versions, in order, from the first that is not below `from`. */
  keysFrom(from: string): Iterable<string>
}

const NO_BODY = { size: 0, held: 0, read: () => new Uint8Array() }

const toVersion = (
  key: string,
  object: NewObject,
  of: { readonly versionId: string; readonly nowMs: number; readonly isDeleteMarker: boolean },
): ObjectVersion => ({
  ...object,
  key,
  versionId: of.versionId,
  isDeleteMarker: of.isDeleteMarker,
  lastModified: of.nowMs,
  noncurrentSince: null,
  replication: null,
  restoredUntil: null,
})

const MARKER: NewObject = {
  body: NO_BODY,
  etag: '',
  systemHeaders: [],
  metadata: new Map(),
  tags: new Map(),
  storageClass: 'STANDARD',
  checksum: null,
  partSizes: null,
  encryption: null,
  redirect: null,
  lock: UNLOCKED,
}

/** Creates a bucket's store without objects. */
export function createObjectStore(): ObjectStore {
  /** Oldest first. */
  const stacks = new Map<string, ObjectVersion[]>()
  const order = createKeyOrder((key) => stacks.has(key))
  const totals = { objects: 0, versions: 0, bytes: 0, held: 0 }
  const classes = new Map<StorageClass, { bytes: number; versions: number }>()

  const isObject = (version: ObjectVersion | undefined): boolean =>
    version !== undefined && !version.isDeleteMarker

  const countClass = ({ storageClass, body }: ObjectVersion, sign: 1 | -1): void => {
    const of = classes.get(storageClass) ?? { bytes: 0, versions: 0 }
    of.bytes += sign * body.size
    of.versions += sign
    if (of.versions === 0) classes.delete(storageClass)
    else classes.set(storageClass, of)
  }

  const count = (version: ObjectVersion, sign: 1 | -1): void => {
    if (!version.isDeleteMarker) countClass(version, sign)
    totals.versions += sign
    totals.bytes += sign * version.body.size
    totals.held += sign * version.body.held
  }

  /** Changes a key's versions by `change`, and what depends on which one is current. */
  const change = <T>(key: string, nowMs: number, work: (stack: ObjectVersion[]) => T): T => {
    const known = stacks.get(key)
    const stack = known ?? []
    const before = stack.at(-1)
    const result = work(stack)
    const current = stack.at(-1)
    totals.objects += Number(isObject(current)) - Number(isObject(before))
    if (before !== current) {
      if (before !== undefined && stack.includes(before)) before.noncurrentSince = nowMs
      if (current !== undefined) current.noncurrentSince = null
    }
    if (stack.length === 0) stacks.delete(key)
    else if (known === undefined) {
      stacks.set(key, stack)
      order.add(key)
    }
    return result
  }

  const take = (stack: ObjectVersion[], versionId: string): ObjectVersion | null => {
    const at = stack.findIndex((version) => version.versionId === versionId)
    const [removed] = at < 0 ? [] : stack.splice(at, 1)
    if (removed !== undefined) count(removed, -1)
    return removed ?? null
  }

  const push = (
    stack: ObjectVersion[],
    version: ObjectVersion,
  ): { readonly replaced: ObjectVersion | null } => {
    // Of the version `null` there is one at most.
    const replaced = version.versionId === NULL_VERSION ? take(stack, NULL_VERSION) : null
    stack.push(version)
    count(version, 1)
    return { replaced }
  }

  const idFor = ({ versioning, createVersionId }: Writing): string =>
    versioning === 'Enabled' ? createVersionId() : NULL_VERSION

  return {
    get objects() {
      return totals.objects
    },
    get versions() {
      return totals.versions
    },
    get bytes() {
      return totals.bytes
    },
    get held() {
      return totals.held
    },
    classes,
    current: (key) => stacks.get(key)?.at(-1),
    find: (key, versionId) => stacks.get(key)?.find((each) => each.versionId === versionId),
    versionsOf: (key) => (stacks.get(key) ?? []).toReversed(),
    put: (key, object, writing) =>
      change(key, writing.nowMs, (stack) => {
        const of = { versionId: idFor(writing), nowMs: writing.nowMs, isDeleteMarker: false }
        const version = toVersion(key, object, of)
        push(stack, version)
        return version
      }),
    delete(key, writing) {
      if (writing.versioning === 'Unversioned') {
        const removed = change(key, writing.nowMs, (stack) => take(stack, NULL_VERSION))
        return { removed, marker: null }
      }
      return change(key, writing.nowMs, (stack) => {
        const of = { versionId: idFor(writing), nowMs: writing.nowMs, isDeleteMarker: true }
        const marker = toVersion(key, MARKER, of)
        const { replaced } = push(stack, marker)
        return { removed: replaced, marker }
      })
    },
    removeVersion: (key, versionId, nowMs) => change(key, nowMs, (stack) => take(stack, versionId)),
    reclass(version, to) {
      countClass(version, -1)
      version.storageClass = to
      countClass(version, 1)
    },
    *keysFrom(from) {
      const keys = order.from(from)
      for (let index = 0; ; index++) {
        const key = keys.at(index)
        if (key === undefined) return
        if (stacks.has(key)) yield key
      }
    },
  }
}
