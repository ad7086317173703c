import type { Pen } from '#kit/picturePen.ts'
import type { PartitionState } from '../details.ts'

/** Share of a partition's capacity in use, whichever of reads and writes is nearer its limit. */
export const loadOf = (partition: PartitionState): number =>
  Math.max(
    partition.readUnitsMax <= 0 ? 0 : partition.readUnitsPerSecond / partition.readUnitsMax,
    partition.writeUnitsMax <= 0 ? 0 : partition.writeUnitsPerSecond / partition.writeUnitsMax,
  )

/** As many bars as fit; where partitions are more, each bar is the hottest of its neighbours. */
export function planBars(
  partitions: readonly PartitionState[],
  barsMax: number,
): readonly number[] {
  const bars = Math.min(barsMax, partitions.length)
  return Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * partitions.length) / bars)
    const to = Math.floor(((bar + 1) * partitions.length) / bars)
    return Math.max(0, ...partitions.slice(from, to).map(loadOf))
  })
}

/** From here on a partition is hot. */
const HOT = 0.9
const WARM = 0.6
/** How much of its colour a hot partition's whole column shows. */
const GLOW = 0.3

/** The meaning of a share of capacity in use. */
export const toneOf = (share: number): 'ok' | 'throttle' | 'error' =>
  share >= HOT ? 'error' : share >= WARM ? 'throttle' : 'ok'

/** Draws one bar a partition: consumed against available capacity; hot ones glow. */
export function drawBars(
  pen: Pen,
  field: { readonly width: number; readonly height: number },
  partitions: readonly PartitionState[],
): void {
  const bars = planBars(partitions, 54)
  const count = Math.max(1, bars.length)
  const gap = count > 24 ? 1 : 4
  const width = (field.width - gap * (count - 1)) / count
  for (let index = 0; index < count; index++) {
    const load = Math.min(1, bars[index] ?? 0)
    const x = index * (width + gap)
    const token = toneOf(load)
    pen.box({ x, y: 0, width, height: field.height }, 'line-soft')
    if (load >= HOT) pen.box({ x, y: 0, width, height: field.height }, token, GLOW)
    const height = load === 0 ? 0 : Math.max(1, load * field.height)
    pen.box({ x, y: field.height - height, width, height }, token)
  }
}
