import './Items.css'
import { Button } from '#kit/Button.tsx'
import { formatNumber } from '#kit/format.ts'
import { Table } from '#kit/Table.tsx'
import { usePolled } from '#kit/usePolled.ts'
import { useCallback } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState } from '../definition.ts'
import type { InsightTarget } from '../insights.ts'
import { formatUnits } from './answer.ts'

/** How often the counts are read again; ms. */
const REFRESH_MS = 700
/** Keys that are shown of each rule. */
const ROWS = 10

type Props = PanelProps<typeof dynamodbDefinition, DynamodbState>

const NONE: readonly InsightTarget[] = []

const isTarget = (value: unknown): value is InsightTarget =>
  typeof value === 'object' && value !== null && 'rules' in value && 'mode' in value

function useInsights(read: Props['read']): readonly InsightTarget[] {
  const ask = useCallback(async () => {
    const value = await read({ type: 'insights' })
    return Array.isArray(value) ? value.filter(isTarget) : undefined
  }, [read])
  return usePolled(ask, NONE, REFRESH_MS)
}

/** CloudWatch's names of what a rule counts. */
const TITLES = {
  'accessed partition': ['Most accessed partition keys', 'Units'],
  'accessed item': ['Most accessed items', 'Units'],
  'throttled partition': ['Most throttled partition keys', 'Throttles'],
  'throttled item': ['Most throttled items', 'Throttles'],
} as const

function Rule({ kind, by, rows }: InsightTarget['rules'][number]) {
  const [title, unit] = TITLES[`${kind} ${by}`]
  return (
    <Table label={title} columns={[title, { number: unit }]}>
      {rows.slice(0, ROWS).map(({ key, count, error }) => (
        <tr key={key}>
          <td title={key}>{key}</td>
          <td
            data-number
            title={error > 0 ? `${formatNumber(error)} of these may be others’` : undefined}
          >
            {formatUnits(count)}
          </td>
        </tr>
      ))}
    </Table>
  )
}

/** Contributor insights of the table and of its indexes: the keys that are used and throttled most. */
export function Insights({ read, command }: Props) {
  const targets = useInsights(read)
  if (targets.length === 0) {
    return <p className="items muted">Press play: insights count the keys of the running table.</p>
  }
  return (
    <div className="items">
      <p className="muted">
        Contributor insights count, from when they are switched on, the keys that use most units and
        those that are throttled most.
      </p>
      {targets.map(({ index, mode, rules }) => {
        const name = index ?? 'Table'
        const input = {
          ...(index === null ? {} : { IndexName: index }),
          ContributorInsightsAction: mode === null ? 'ENABLE' : 'DISABLE',
        }
        return (
          <section key={name} className="items-group" aria-label={name}>
            <div className="items-bar">
              <span>{name}</span>
              <Button size="small" onClick={() => command({ type: 'insights', input })}>
                {mode === null ? 'Switch on' : 'Switch off'}
              </Button>
            </div>
            {mode !== null && rules.length === 0 && (
              <p className="muted">No key was used so far.</p>
            )}
            {rules.map((rule) => (
              <Rule key={`${rule.kind} ${rule.by}`} {...rule} />
            ))}
          </section>
        )
      })}
    </div>
  )
}
