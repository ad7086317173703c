import './Items.css'
import './Explore.css'
import { Button } from '#kit/Button.tsx'
import { formatNumber, formatShort } from '#kit/format.ts'
import { usePolled } from '#kit/usePolled.ts'
import { useCallback } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { AccessPattern } from '../accessPatterns.ts'
import type { dynamodbDefinition, DynamodbState } from '../definition.ts'

const NONE: readonly AccessPattern[] = []

type Props = PanelProps<typeof dynamodbDefinition, DynamodbState>

/** How often the table of patterns is read again; ms. */
const REFRESH_MS = 700

const isPattern = (value: unknown): value is AccessPattern =>
  typeof value === 'object' && value !== null && 'caller' in value && 'shape' in value

function usePatterns(read: Props['read']): readonly AccessPattern[] {
  const ask = useCallback(async () => {
    const value = await read({ type: 'patterns' })
    return Array.isArray(value) ? value.filter(isPattern) : undefined
  }, [read])
  return usePolled(ask, NONE, REFRESH_MS)
}

function Card({
  pattern,
  openCode,
}: { readonly pattern: AccessPattern } & Pick<Props, 'openCode'>) {
  const { caller, action, index, shape, count, readUnits, writeUnits, returned, scanned } = pattern
  const { calledAt } = pattern
  const units = readUnits + writeUnits
  return (
    <li className="patterns-card">
      <header>
        <strong>{action}</strong>
        {index !== null && <span>on {index}</span>}
        <span className="patterns-caller">
          from {caller}
          {calledAt !== null && (
            <Button
              variant="quiet"
              size="small"
              title="Show this line of the code"
              onClick={() => openCode(calledAt)}
            >
              {calledAt.file}:{calledAt.line}
            </Button>
          )}
        </span>
      </header>
      {shape !== '' && <code>{shape}</code>}
      <p>
        {formatNumber(count)} × {formatShort(units / count)} units = {formatShort(units)}
        {scanned > 0 &&
          ` · ${formatShort(returned / count)} of ${formatShort(scanned / count)} items read are answered`}
        {pattern.throttled > 0 && ` · ${formatNumber(pattern.throttled)} throttled`}
      </p>
      {pattern.advice !== null && <p className="patterns-advice">{pattern.advice}</p>}
    </li>
  )
}

/** Who uses the table in which ways, what each takes, and where less would do. */
export function Patterns({ read, openCode }: Props) {
  const patterns = usePatterns(read)
  if (patterns.length === 0) {
    return (
      <div className="items">
        <p className="muted">No request has reached the table yet. Press play, or send one.</p>
      </div>
    )
  }
  return (
    <ul className="items patterns" aria-label="Access patterns">
      {patterns.map((pattern) => (
        <Card
          key={JSON.stringify([
            pattern.caller,
            pattern.calledAt,
            pattern.action,
            pattern.index,
            pattern.shape,
          ])}
          pattern={pattern}
          openCode={openCode}
        />
      ))}
    </ul>
  )
}
