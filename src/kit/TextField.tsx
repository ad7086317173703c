import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { FieldFrame, type FieldProps } from './Field.tsx'

export interface TextFieldProps extends FieldProps {
  readonly value: string
  /** Called at every keystroke. */
  readonly onChange?: ((value: string) => void) | undefined
  /** Called with the final text on Enter or when the focus leaves; Escape takes the text back. */
  readonly onCommit?: ((value: string) => void) | undefined
  readonly unit?: ReactNode
  readonly extra?: ReactNode
  readonly placeholder?: string | undefined
  /** Rows of a text area; absent for a single line. */
  readonly rows?: number | undefined
  readonly mono?: boolean | undefined
  readonly autoFocus?: boolean | undefined
}

/** A line or an area of text. Give `onChange` for a controlled field, `onCommit` for one with a draft of its own. */
export function TextField(props: TextFieldProps) {
  const { value, onChange, onCommit, unit, extra, placeholder, rows, mono, autoFocus } = props
  const id = useId()
  const [draft, setDraft] = useState<string | null>(null)
  const failed = props.error !== undefined && props.error !== null

  const commit = () => {
    if (draft === null) return
    setDraft(null)
    if (draft !== value) onCommit?.(draft)
  }
  const shared = {
    id,
    value: draft ?? value,
    placeholder,
    disabled: props.disabled ?? false,
    spellCheck: false,
    autoComplete: 'off',
    'aria-invalid': failed || undefined,
    'aria-describedby': `${id}-note`,
    autoFocus,
    onBlur: commit,
    onChange: (event: { readonly target: { readonly value: string } }) => {
      if (onCommit !== undefined) setDraft(event.target.value)
      onChange?.(event.target.value)
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter' && (rows === undefined || event.metaKey || event.ctrlKey)) commit()
      if (event.key === 'Escape' && draft !== null) {
        event.stopPropagation()
        setDraft(null)
      }
    },
  }
  return (
    <FieldFrame {...props} id={id} extra={extra}>
      <div
        className="kit-input"
        data-mono={mono === true ? '' : undefined}
        data-changed={props.changed === true ? '' : undefined}
        data-invalid={failed ? '' : undefined}
      >
        {rows === undefined ? (
          <input type="text" {...shared} />
        ) : (
          <textarea rows={rows} {...shared} />
        )}
        {unit !== undefined && unit !== null && <span className="kit-input-unit">{unit}</span>}
      </div>
    </FieldFrame>
  )
}
