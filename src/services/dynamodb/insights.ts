import { keyText } from './attributeValue.ts'
import type { Settings } from './control/life.ts'
import { createHotKeys, type HotKeys } from './partitions/hotKeys.ts'
import type { Touch } from './partitions/point.ts'

/** The table itself among its indexes. */
const TABLE = ''

/** What is counted of a key: the units that it used, or how often it was throttled. */
export type InsightKind = 'accessed' | 'throttled'

/** A key and its count, of which `error` at most is not its own. */
export type InsightRow = {
  readonly key: string
  readonly count: number
  readonly error: number
}

/** What contributor insights tell of a table or an index: by partition key alone, and with its sort key. */
export type InsightTarget = {
  /** Null: the table. */
  readonly index: string | null
  /** Null: they are off. */
  readonly mode: string | null
  readonly rules: readonly {
    readonly kind: InsightKind
    readonly by: 'partition' | 'item'
    readonly rows: readonly InsightRow[]
  }[]
}

/** CloudWatch Contributor Insights for DynamoDB of one table. */
export interface Insights {
  /** Takes over what is switched on, by the name of the index; the table's is empty. Counting begins then. */
  follow(settings: Settings['insights']): void
  note(kind: InsightKind, index: string | null, at: Touch, count: number): void
  /** The most used and most throttled keys of the table and of its indexes. */
  read(indexes: readonly string[]): readonly InsightTarget[]
}

/** Keys that one rule counts at once. A bound of ours. */
const COUNTERS = 500
/** "…graphs … the top 25 contributors at most" */
const ROWS_MAX = 25

const KINDS: readonly InsightKind[] = ['accessed', 'throttled']

interface Counted {
  readonly mode: string
  readonly partition: Readonly<Record<InsightKind, HotKeys<string>>>
  readonly item: Readonly<Record<InsightKind, HotKeys<string>>>
}

const createKinds = (): Counted['item'] => ({
  accessed: createHotKeys<string>(COUNTERS),
  throttled: createHotKeys<string>(COUNTERS),
})

const readRows = (keys: HotKeys<string>): readonly InsightRow[] =>
  keys.top(ROWS_MAX).map(({ label, units, error }) => ({ key: label, count: units, error }))

/** Creates the insights of a table, switched off. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/contributorinsights_HowItWorks.html */
export function createInsights(): Insights {
  const targets = new Map<string, Counted>()
  return {
    follow(settings) {
      for (const name of targets.keys()) {
        if (settings[name] === undefined) targets.delete(name)
      }
      for (const [name, { mode }] of Object.entries(settings)) {
        if (targets.get(name)?.mode === mode) continue
        targets.set(name, { mode, partition: createKinds(), item: createKinds() })
      }
    },
    note(kind, index, at, count) {
      const target = targets.get(index ?? TABLE)
      if (target === undefined) return
      if (kind === 'accessed' && target.mode === 'THROTTLED_KEYS') return
      target.partition[kind].add(at.text, count, () => at.text)
      if (at.range === null) return
      const whole = `${at.text} · ${keyText(at.range)}`
      target.item[kind].add(whole, count, () => whole)
    },
    read: (indexes) =>
      [TABLE, ...indexes].map((name) => {
        const target = targets.get(name)
        const ofKind = (kind: InsightKind) =>
          (['partition', 'item'] as const).map((by) => ({
            kind,
            by,
            rows: target === undefined ? [] : readRows(target[by][kind]),
          }))
        return {
          index: name === TABLE ? null : name,
          mode: target?.mode ?? null,
          rules: KINDS.flatMap(ofKind).filter(({ rows }) => rows.length > 0),
        }
      }),
  }
}
