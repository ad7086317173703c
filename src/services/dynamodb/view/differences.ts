import { showAttribute } from './items.ts'

/** An attribute of one of two versions of an item. */
export interface Difference {
  readonly name: string
  readonly value: string
  /** Whether the other version has it, too, with the same value. */
  readonly isSame: boolean
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The attributes of `item` beside those of `other`, those that differ first; null where there is no item. */
export function differencesOf(item: unknown, other: unknown): readonly Difference[] | null {
  if (!isRecord(item)) return null
  const parts = Object.entries(item).map(([name, value]) => ({
    name,
    value: showAttribute(value),
    isSame: isRecord(other) && JSON.stringify(other[name]) === JSON.stringify(value),
  }))
  return [...parts.filter(({ isSame }) => !isSame), ...parts.filter(({ isSame }) => isSame)]
}

/** What is known of a conflict in one Region. */
interface Met {
  readonly atMs: number
  readonly key: string
  readonly region: string
  readonly winner: string
  readonly winnerAtMs: number
  readonly loser: string
  readonly loserAtMs: number
}

/** The conflicts, the last first; the same two writes that met in several Regions once, with all of those. */
export function groupConflicts<C extends Met>(
  conflicts: readonly C[],
): readonly { readonly conflict: C; readonly met: readonly Met[] }[] {
  const groups = new Map<string, { conflict: C; met: C[] }>()
  for (const conflict of conflicts) {
    const { key, winner, winnerAtMs, loser, loserAtMs } = conflict
    const id = JSON.stringify([key, winner, winnerAtMs, loser, loserAtMs])
    const group = groups.get(id) ?? { conflict, met: [] }
    group.met.push(conflict)
    groups.set(id, group)
  }
  return [...groups.values()].reverse()
}
