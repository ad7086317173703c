import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { FieldFrame, type FieldProps } from './Field.tsx'
import { checkNumber } from './checkNumber.ts'

export interface NumberFieldProps extends FieldProps {
  /** null where nothing is set. */
  readonly value: number | null
  /** Called with a valid number on Enter, arrow keys or when the focus leaves; null when it was emptied and may be. */
  readonly onCommit: (value: number | null) => void
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** What an arrow key adds; Shift makes it ten times as much. */
  readonly step?: number | undefined
  readonly integer?: boolean | undefined
  /** Whether it may be left empty. */
  readonly optional?: boolean | undefined
  readonly unit?: ReactNode
  readonly extra?: ReactNode
  readonly placeholder?: string | undefined
}

/** A number with bounds. A wrong text stays to be mended, with its reason below; it is never committed. */
export function NumberField(props: NumberFieldProps) {
  const { value, onCommit, min, max, step = 1, unit, extra } = props
  const id = useId()
  const [draft, setDraft] = useState<string | null>(null)
  const shown = draft ?? (value === null ? '' : String(value))
  const checked = checkNumber(shown, props)
  const error = props.error ?? (draft !== null && 'error' in checked ? checked.error : null)

  const commit = () => {
    if (draft === null || 'error' in checked) return
    setDraft(null)
    if (checked.value !== value) onCommit(checked.value)
  }
  const nudge = (by: number) => {
    const from = 'value' in checked ? (checked.value ?? min ?? 0) : (value ?? 0)
    const next = Math.min(max ?? Infinity, Math.max(min ?? -Infinity, from + by))
    setDraft(null)
    if (next !== value) onCommit(Number(next.toPrecision(12)))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit()
    else if (event.key === 'Escape' && draft !== null) {
      event.stopPropagation()
      setDraft(null)
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault()
      nudge((event.key === 'ArrowUp' ? 1 : -1) * step * (event.shiftKey ? 10 : 1))
    }
  }
  return (
    <FieldFrame {...props} error={error} id={id} extra={extra}>
      <div
        className="kit-input"
        data-mono=""
        data-changed={props.changed === true ? '' : undefined}
        data-invalid={error === null ? undefined : ''}
      >
        <input
          id={id}
          role="spinbutton"
          inputMode={props.integer === true ? 'numeric' : 'decimal'}
          autoComplete="off"
          value={shown}
          placeholder={props.placeholder}
          disabled={props.disabled ?? false}
          aria-valuenow={value ?? undefined}
          aria-valuemin={min}
          aria-valuemax={max}
          aria-invalid={error !== null || undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={onKeyDown}
        />
        {unit !== undefined && unit !== null && <span className="kit-input-unit">{unit}</span>}
      </div>
    </FieldFrame>
  )
}
