import './Field.css'
import type { ReactNode } from 'react'

/** What every field takes. */
export interface FieldProps {
  readonly label: string
  /** Keeps the label for assistive technology only. */
  readonly hideLabel?: boolean | undefined
  /** `row`: the label stands left of its control. */
  readonly layout?: 'row' | 'stacked' | undefined
  readonly help?: ReactNode
  readonly error?: string | null | undefined
  /** Differs from its default: shows an accent edge. */
  readonly changed?: boolean | undefined
  readonly disabled?: boolean | undefined
}

interface FrameProps extends FieldProps {
  readonly id: string
  /** Beside the label: a source link, a reset button. */
  readonly extra?: ReactNode
  readonly children: ReactNode
}

/** A label, its control and what is to be said about it. */
export function FieldFrame(props: FrameProps) {
  const { id, label, hideLabel = false, layout = 'stacked', help, error, extra, children } = props
  const failed = error !== undefined && error !== null
  return (
    <div className="kit-field" data-layout={hideLabel ? 'stacked' : layout}>
      <div className={hideLabel ? 'visually-hidden' : 'kit-field-label'}>
        <label htmlFor={id}>{label}</label>
        {extra}
      </div>
      {children}
      {failed && (
        <div className="kit-field-note" data-tone="error" id={`${id}-note`} role="alert">
          {error}
        </div>
      )}
      {!failed && help !== undefined && help !== null && (
        <div className="kit-field-note" id={`${id}-note`}>
          {help}
        </div>
      )}
    </div>
  )
}
