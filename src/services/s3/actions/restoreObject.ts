import { dueAt } from '../lifecycle.ts'
import { isArchived } from '../objectVersion.ts'
import { malformedXml, Refusal } from '../refusal.ts'
import { parseXml, textOf } from '../wire/xml.ts'
import { type Action, keyOf, readXmlText, versionIdOf } from './action.ts'
import { findReadable } from './readable.ts'

const HOUR_MS = 3_600_000

/**
 * How long a restore takes, in ms: the longest that AWS tells for the tier. By storage class, then tier.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html
 */
const TAKES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  GLACIER: { Expedited: 300_000, Standard: 5 * HOUR_MS, Bulk: 12 * HOUR_MS },
  DEEP_ARCHIVE: { Standard: 12 * HOUR_MS, Bulk: 48 * HOUR_MS },
}

/** How an object's restore goes on: it can be read from `readyAt` until `until`, both in epoch ms. */
export interface Restore {
  readonly readyAt: number
  readonly until: number
}

/** When a restore that is asked for now is ready, and how long the copy stays. */
export function planRestore(
  storageClass: string,
  { days, tier }: { readonly days: number; readonly tier: string },
  nowMs: number,
): Restore {
  const takes = TAKES[storageClass]?.[tier]
  if (takes === undefined) {
    throw new Refusal(
      403,
      'InvalidObjectState',
      "Restore is not allowed for the object's current storage class",
    )
  }
  const readyAt = nowMs + takes
  return { readyAt, until: dueAt(readyAt, days) }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html: the room finishes it when its time has come. */
export const restoreObject: Action = (request, host) => {
  const key = keyOf(request)
  const version = findReadable(host, key, versionIdOf(request))
  const root = parseXml(readXmlText(request))
  const days = Number(root === null ? Number.NaN : textOf(root, 'Days'))
  if (root === null || !Number.isInteger(days) || days < 1) throw malformedXml()
  const job = root.children.find(({ name }) => name === 'GlacierJobParameters')
  const tier =
    (job === undefined ? undefined : textOf(job, 'Tier')) ?? textOf(root, 'Tier') ?? 'Standard'
  if (!isArchived(version.storageClass)) {
    throw new Refusal(
      403,
      'InvalidObjectState',
      "Restore is not allowed for the object's current storage class",
    )
  }
  if (version.restoredUntil === 0) {
    throw new Refusal(409, 'RestoreAlreadyInProgress', 'Object restore is already in progress')
  }
  const isReady = version.restoredUntil !== null && version.restoredUntil > host.nowMs
  const plan = planRestore(version.storageClass, { days, tier }, host.nowMs)
  if (isReady) {
    version.restoredUntil = dueAt(host.nowMs, days)
    return { status: 200, headers: [], body: '' }
  }
  version.restoredUntil = 0
  host.restoring(version, plan)
  host.happened({ name: 'ObjectRestore:Post', key, version })
  return { status: 202, headers: [], body: '' }
}
