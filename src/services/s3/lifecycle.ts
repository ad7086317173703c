import { parseIsoTime } from '#contracts/calendar.ts'
import type { Bucket } from './bucket.ts'
import { isLocked } from './objectLock.ts'
import { type ObjectVersion, STORAGE_CLASSES, type StorageClass } from './objectVersion.ts'
import type { LifecycleRule } from './settings.ts'

const DAY_MS = 86_400_000
/** "By default … objects smaller than 128 KB won't transition to any storage class." */
const SMALL_BYTES = 131_072

/** A transition only goes down. */
const rank = (storageClass: StorageClass): number => STORAGE_CLASSES.indexOf(storageClass)

/** What the rules do with a bucket on one day. */
export type LifecycleStep =
  | { readonly type: 'expire'; readonly key: string }
  | { readonly type: 'remove'; readonly version: ObjectVersion }
  | { readonly type: 'transition'; readonly version: ObjectVersion; readonly to: StorageClass }
  | { readonly type: 'abort'; readonly uploadId: string }

/** The midnight after `days` days: "rounding the resulting time to the next day midnight UTC". */
export const dueAt = (sinceMs: number, days: number): number =>
  Math.ceil((sinceMs + days * DAY_MS) / DAY_MS) * DAY_MS

/** The next midnight after `nowMs`, when rules are run. */
export const nextMidnight = (nowMs: number): number => (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS

function concerns(rule: LifecycleRule, { key, tags, body }: ObjectVersion): boolean {
  if (rule.Status !== 'Enabled' || !key.startsWith(rule.Prefix ?? '')) return false
  if (rule.TagFilters.some(({ Key, Value }) => tags.get(Key) !== Value)) return false
  const { ObjectSizeGreaterThan: above, ObjectSizeLessThan: below } = rule
  if (above !== undefined && body.size <= Number(above)) return false
  return below === undefined || body.size < Number(below)
}

const isDue = (sinceMs: number, days: number, nowMs: number): boolean =>
  dueAt(sinceMs, days) <= nowMs

/** "…the action is applied to all … objects on or after the specified date", whenever they were made. */
const isDate = (date: string, nowMs: number): boolean =>
  (parseIsoTime(`${date.slice(0, 10)}T00:00:00Z`) ?? Number.POSITIVE_INFINITY) <= nowMs

/** The cheapest class that some rule sends a version to by now; null: it stays. */
function planTransition(
  rules: readonly LifecycleRule[],
  version: ObjectVersion,
  of: { readonly nowMs: number; readonly newer: number },
): StorageClass | null {
  const since = version.noncurrentSince
  const wanted = rules.flatMap((rule): readonly StorageClass[] => {
    // A rule that names sizes of its own decides about small objects, too.
    const hasSizes =
      rule.ObjectSizeGreaterThan !== undefined || rule.ObjectSizeLessThan !== undefined
    if (version.body.size < SMALL_BYTES && !hasSizes) return []
    const steps =
      since === null
        ? rule.Transitions.filter((step) =>
            step.TransitionDate === undefined
              ? isDue(version.lastModified, step.TransitionInDays, of.nowMs)
              : isDate(step.TransitionDate, of.nowMs),
          )
        : rule.NoncurrentVersionTransitions.filter(
            (step) =>
              isDue(since, step.TransitionInDays, of.nowMs) &&
              of.newer >= (step.NewerNoncurrentVersions ?? 0),
          )
    return steps.map((step) => step.StorageClass)
  })
  const [cheapest] = wanted.toSorted((a, b) => rank(b) - rank(a))
  return cheapest !== undefined && rank(cheapest) > rank(version.storageClass) ? cheapest : null
}

/** A delete marker that nothing is left behind goes, too. */
const dropsMarker = (rule: LifecycleRule, marker: ObjectVersion, nowMs: number): boolean =>
  rule.ExpiredObjectDeleteMarker === true ||
  (rule.ExpirationInDays !== undefined && isDue(marker.lastModified, rule.ExpirationInDays, nowMs))

const expires = (
  { ExpirationInDays: days, ExpirationDate: date }: LifecycleRule,
  { lastModified }: ObjectVersion,
  nowMs: number,
): boolean =>
  (days !== undefined && isDue(lastModified, days, nowMs)) ||
  (date !== undefined && isDate(date, nowMs))

function planCurrent(
  rules: readonly LifecycleRule[],
  version: ObjectVersion,
  of: { readonly nowMs: number; readonly isOnly: boolean },
): LifecycleStep | null {
  const mine = rules.filter((rule) => concerns(rule, version))
  const { nowMs } = of
  if (version.isDeleteMarker) {
    return of.isOnly && mine.some((rule) => dropsMarker(rule, version, nowMs))
      ? { type: 'remove', version }
      : null
  }
  if (mine.some((rule) => expires(rule, version, nowMs)))
    return { type: 'expire', key: version.key }
  const to = planTransition(mine, version, { nowMs, newer: 0 })
  return to === null ? null : { type: 'transition', version, to }
}

function planNoncurrent(
  rules: readonly LifecycleRule[],
  version: ObjectVersion,
  of: { readonly nowMs: number; readonly newer: number },
): LifecycleStep | null {
  const since = version.noncurrentSince
  if (since === null) return null
  const mine = rules.filter((rule) => concerns(rule, version))
  const isOver = mine.some(({ NoncurrentVersionExpiration: rule }) =>
    rule === undefined
      ? false
      : isDue(since, rule.NoncurrentDays, of.nowMs) &&
        of.newer >= (rule.NewerNoncurrentVersions ?? 0),
  )
  // "Permanent deletion takes precedence over transition, transition over the creation of delete markers." What is locked stays.
  if (isOver && !isLocked(version, of.nowMs)) return { type: 'remove', version }
  const to = version.isDeleteMarker ? null : planTransition(mine, version, of)
  return to === null ? null : { type: 'transition', version, to }
}

function planUploads({ uploads, settings }: Bucket, nowMs: number): readonly LifecycleStep[] {
  return [...uploads.values()].flatMap(({ uploadId, key, initiated }) => {
    const isOver = settings.lifecycle.some((rule) => {
      const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation
      if (days === undefined || rule.Status !== 'Enabled') return false
      return key.startsWith(rule.Prefix ?? '') && isDue(initiated, days, nowMs)
    })
    return isOver ? [{ type: 'abort' as const, uploadId }] : []
  })
}

/**
 * What the rules do at `nowMs`. https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export function planLifecycle(bucket: Bucket, nowMs: number): readonly LifecycleStep[] {
  const { store, settings } = bucket
  const rules = settings.lifecycle
  if (rules.length === 0) return []
  const steps: LifecycleStep[] = []
  const add = (step: LifecycleStep | null): void => {
    if (step !== null) steps.push(step)
  }
  for (const key of store.keysFrom('')) {
    const [current, ...older] = store.versionsOf(key)
    if (current === undefined) continue
    add(planCurrent(rules, current, { nowMs, isOnly: older.length === 0 }))
    for (const [newer, version] of older.entries()) {
      add(planNoncurrent(rules, version, { nowMs, newer }))
    }
  }
  return [...steps, ...planUploads(bucket, nowMs)]
}
