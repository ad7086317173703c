import { formatBytes, formatNumber, formatPercent, formatShort } from '#kit/format.ts'
import type { CapacityDetail, GrowthDetail, PartitionDetail, ScalingDetail } from '../details.ts'
import { loadOf } from './bars.ts'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isCapacity = (value: unknown): value is CapacityDetail =>
  isRecord(value) && Array.isArray(value['partitions']) && typeof value['mode'] === 'string'

/** Reads the room's answer; empty where it makes no sense. */
export const readCapacities = (value: unknown): readonly CapacityDetail[] =>
  Array.isArray(value) ? value.filter(isCapacity) : []

/** What is bought, in words. */
export function describeBought({ mode, read, write }: CapacityDetail): string {
  const units = `${formatNumber(read)} read · ${formatNumber(write)} write units/s`
  return mode === 'provisioned' ? `Provisioned: ${units}` : `On demand: serves ${units} at once`
}

const toUnits = (units: number): string => formatNumber(Math.round(units))

/** How an on-demand table's limit came about, and what will raise it. */
export function describeGrowth(
  kind: 'read' | 'write',
  { peak, minute, next }: GrowthDetail,
): readonly string[] {
  const said = [
    peak === null
      ? `what a new table serves; this minute so far ${toUnits(minute)} ${kind} units/s`
      : `twice the previous peak of ${toUnits(peak)}; this minute so far ${toUnits(minute)} ${kind} units/s`,
  ]
  if (next !== null) {
    const minutes = Math.ceil(next.inSeconds / 60)
    said.push(
      `a peak of ${toUnits(next.units / 2)} counts in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}: then ${toUnits(next.units)}`,
    )
  }
  return said
}

/** What auto scaling does, in words. */
export const describeScaling = ({ min, max, target, isUnderWay }: ScalingDetail): string =>
  `auto scaling from ${formatNumber(min)} to ${formatNumber(max)} at ${formatNumber(target)} %${isUnderWay ? ': new capacity is on its way' : ''}`

/** A global index that holds its table's writes back; null where it does not. */
export function describeBackPressure({ index, refusedWrites }: CapacityDetail): string | null {
  if (index === null || refusedWrites === 0) return null
  const many = `${formatNumber(refusedWrites)} ${refusedWrites === 1 ? 'write' : 'writes'}`
  return `Back-pressure: ${many} of the table refused, for this index has no write capacity left.`
}

/** What a partition holds, in words. */
export const describeHeld = ({ items, bytes }: PartitionDetail): string =>
  `${formatNumber(items)} ${items === 1 ? 'item' : 'items'} · ${formatBytes(bytes)}`

const toHex = (share: number): string =>
  Math.min(0xffffff, Math.round(share * 0x1000000))
    .toString(16)
    .padStart(6, '0')

/** Its range of key hashes, in words. */
export const describeRange = ({ from, to, isOneKey }: PartitionDetail): string =>
  isOneKey ? `one key: ${toHex(from)}` : `${toHex(from)} – ${toHex(to)}`

/** Units used of those available, in words. */
export const describeUse = (used: number, available: number): string =>
  `${formatShort(used)} of ${formatShort(available)} /s`

/** The keys that make the heat, in words; null where nothing was used of late. */
export function describeKeys({ keys }: PartitionDetail): string | null {
  if (keys.length === 0) return null
  return keys.map(({ label, share }) => `${label} ${formatPercent(share)}`).join(' · ')
}

const KEPT: Readonly<Record<string, string>> = {
  'single item': 'A single item cannot be split: spread its use over several keys.',
  'local index': 'Not split: a local index keeps the items of a key together.',
  'sort key only rises or falls':
    'Not split: the sort key only rises or falls, so one half would stay cold.',
}

/** What is to be said of a partition that throttles; null where all is well. */
export function describeTrouble({ throttled, keptBecause }: PartitionDetail): string | null {
  if (throttled === 0) return null
  const many = `${formatNumber(throttled)} ${throttled === 1 ? 'request' : 'requests'} throttled.`
  const kept = keptBecause === null ? undefined : KEPT[keptBecause]
  return kept === undefined ? many : `${many} ${kept}`
}

/** The hottest first; those that are as hot as each other in the order of their keys. */
export const sortByHeat = (partitions: readonly PartitionDetail[]): readonly PartitionDetail[] =>
  partitions.toSorted((a, b) => loadOf(b) - loadOf(a) || a.from - b.from)
