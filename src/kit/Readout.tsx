import './Readout.css'
import type { ReactNode } from 'react'
import { Picture } from './Picture.tsx'

export type Tone = 'neutral' | 'ok' | 'cold' | 'throttle' | 'error'

/** The one number to look at first. */
export function Headline(props: {
  readonly value: ReactNode
  readonly unit?: string
  readonly tone?: Tone
}) {
  return (
    <div className="kit-headline">
      <span data-tone={props.tone ?? 'neutral'}>{props.value}</span>
      {props.unit !== undefined && <small>{props.unit}</small>}
    </div>
  )
}

export interface ReadoutRow {
  readonly label: string
  readonly value: string
  readonly unit?: string
  readonly tone?: Tone
}

/** A few named numbers, one a line. */
export function Rows({ rows }: { readonly rows: readonly ReadoutRow[] }) {
  return (
    <dl className="kit-rows">
      {rows.map((row) => (
        <div key={row.label}>
          <dt>{row.label}</dt>
          <dd data-tone={row.tone ?? 'neutral'}>
            {row.value}
            {row.unit !== undefined && <small> {row.unit}</small>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** How much of something is used: `value` of `max`. */
export function Bar(props: {
  readonly label: string
  readonly value: number
  readonly max: number
  readonly tone?: 'accent' | 'ok' | 'throttle' | 'error'
}) {
  const share = props.max <= 0 ? 0 : Math.max(0, Math.min(1, props.value / props.max))
  return (
    <div
      className="kit-bar"
      role="meter"
      aria-label={props.label}
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
      data-fill={props.tone ?? 'accent'}
    >
      <div style={{ transform: `scaleX(${share.toFixed(3)})` }} />
    </div>
  )
}

/** A line without axes: the shape of the last moments, the newest at the right. */
export function Sparkline(props: {
  readonly label: string
  readonly values: readonly number[]
  /** How many values fill the width; fewer begin at the right. */
  readonly span: number
  readonly width: number
  readonly height: number
}) {
  const { label, values, span, width, height } = props
  return (
    <Picture
      width={width}
      height={height}
      label={label}
      draw={(pen) => {
        pen.box({ x: 0, y: height - 1, width, height: 1 }, 'line-soft')
        const top = Math.max(1e-9, ...values)
        const step = width / Math.max(1, span - 1)
        const first = width - (values.length - 1) * step
        const toY = (value: number): number => height - 2 - (value / top) * (height - 4)
        const points = values.flatMap((value, index) => [first + index * step, toY(value)])
        if (points.length > 0) pen.line(points, 'accent')
      }}
    />
  )
}
