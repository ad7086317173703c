import { findHeader, type Headers } from '#contracts/body.ts'
import { formatIsoTime, parseIsoTime } from '#contracts/calendar.ts'
import type { ActionHost } from './actions/action.ts'
import type { Lock, ObjectVersion } from './objectVersion.ts'
import { accessDenied, invalidArgument, invalidRequest, malformedXml } from './refusal.ts'
import type { ObjectLock } from './settings.ts'

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html

const MODE = 'x-amz-object-lock-mode'
const UNTIL = 'x-amz-object-lock-retain-until-date'
const HOLD = 'x-amz-object-lock-legal-hold'
const DAY_MS = 86_400_000

/** What a new lock depends on. */
export type LockHome = Pick<ActionHost, 'bucket' | 'nowMs'>

export const noObjectLock = () => invalidRequest('Bucket is missing Object Lock Configuration')

/** How long a version is locked that says nothing itself. A year is one of 365 days. */
function defaultRetention({ Rule: rule }: ObjectLock, nowMs: number): Lock['retention'] {
  const { Mode: mode, Days: days, Years: years } = rule?.DefaultRetention ?? {}
  if (mode === undefined) return null
  return { mode, until: nowMs + (days ?? (years ?? 0) * 365) * DAY_MS }
}

/** A retention, by its two parts; it ends in the future. */
export function toRetention(mode: string, date: string, nowMs: number): Lock['retention'] {
  const until = parseIsoTime(date)
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') throw malformedXml()
  if (until === null) throw malformedXml()
  if (until > nowMs) return { mode, until }
  throw invalidArgument('The retain until date must be in the future!', UNTIL, date)
}

function readRetention(headers: Headers, lock: ObjectLock, nowMs: number): Lock['retention'] {
  const [mode, until] = [findHeader(headers, MODE), findHeader(headers, UNTIL)]
  if (mode === undefined && until === undefined) return defaultRetention(lock, nowMs)
  if (mode === undefined || until === undefined) {
    const words = `${UNTIL} and ${MODE} must both be supplied`
    throw invalidArgument(words, mode === undefined ? UNTIL : MODE, mode ?? until ?? '')
  }
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') {
    throw invalidArgument('Unknown wormMode directive.', MODE, mode)
  }
  if (parseIsoTime(until) === null) {
    throw invalidArgument('The retain until date must be provided in ISO 8601 format', UNTIL, until)
  }
  return toRetention(mode, until, nowMs)
}

/** What locks a version that is being put: its headers, or the bucket's default. */
export function readNewLock(headers: Headers, { bucket, nowMs }: LockHome): Lock {
  const { lock } = bucket.settings
  const hold = findHeader(headers, HOLD)
  if (lock === null) {
    const isAsked = [MODE, UNTIL, HOLD].some((name) => findHeader(headers, name) !== undefined)
    if (isAsked) throw noObjectLock()
    return { retention: null, legalHold: null }
  }
  if (hold !== undefined && hold !== 'ON' && hold !== 'OFF') {
    throw invalidArgument('Legal Hold must be either of ON or OFF', HOLD, hold)
  }
  return { retention: readRetention(headers, lock, nowMs), legalHold: hold ?? null }
}

/** What an answer tells of a lock. */
export function lockFields({ retention, legalHold }: Lock): Headers {
  const told: (readonly [string, string])[] = []
  if (retention !== null) {
    told.push([MODE, retention.mode], [UNTIL, `${formatIsoTime(retention.until)}Z`])
  }
  if (legalHold !== null) told.push([HOLD, legalHold])
  return told
}

/** Whether nobody may delete a version now, or only who may bypass its governance. */
export const isLocked = ({ lock }: Pick<ObjectVersion, 'lock'>, nowMs: number): boolean =>
  lock.legalHold === 'ON' || (lock.retention !== null && lock.retention.until > nowMs)

/** Whether a caller says, and may say, that governance does not hold for it. */
export const bypasses = (headers: Headers, host: ActionHost, key: string): boolean =>
  findHeader(headers, 'x-amz-bypass-governance-retention')?.toLowerCase() === 'true' &&
  host.may('s3:BypassGovernanceRetention', key)

/** Refuses to delete a version that is locked. Legal holds and COMPLIANCE hold for everybody. */
export function checkUnlocked(version: ObjectVersion, headers: Headers, host: ActionHost): void {
  if (!isLocked(version, host.nowMs)) return
  const { retention, legalHold } = version.lock
  const isGoverned = legalHold !== 'ON' && retention?.mode === 'GOVERNANCE'
  if (isGoverned && bypasses(headers, host, version.key)) return
  throw accessDenied('Access Denied because object protected by object lock.')
}
