import type { TableLife } from './control/life.ts'
import { ACCOUNT_UNITS_MAX, TABLE_UNITS_MAX } from './limits.ts'

/** A metric of the whole account, in percent. */
export interface AccountMetric {
  readonly name: string
  readonly value: number
}

const percent = (units: number, max: number): number => (units / max) * 100

/**
 * How much of the account's quotas its provisioned tables and global indexes take; none where all are on demand.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export function readAccountMetrics(lives: Iterable<TableLife>): readonly AccountMetric[] {
  const reads: number[] = []
  const writes: number[] = []
  for (const { table } of lives) {
    const { definition } = table
    if (definition.billingMode !== 'PROVISIONED') continue
    const globals = (definition.indexes ?? []).filter(({ kind }) => kind === 'global')
    for (const { readCapacityUnits, writeCapacityUnits } of [definition, ...globals]) {
      reads.push(readCapacityUnits)
      writes.push(writeCapacityUnits)
    }
  }
  if (reads.length === 0) return []
  const sum = (units: readonly number[]): number => units.reduce((a, b) => a + b, 0)
  return [
    {
      name: 'AccountProvisionedReadCapacityUtilization',
      value: percent(sum(reads), ACCOUNT_UNITS_MAX),
    },
    {
      name: 'AccountProvisionedWriteCapacityUtilization',
      value: percent(sum(writes), ACCOUNT_UNITS_MAX),
    },
    {
      name: 'MaxProvisionedTableReadCapacityUtilization',
      value: percent(Math.max(...reads), TABLE_UNITS_MAX),
    },
    {
      name: 'MaxProvisionedTableWriteCapacityUtilization',
      value: percent(Math.max(...writes), TABLE_UNITS_MAX),
    },
  ]
}
