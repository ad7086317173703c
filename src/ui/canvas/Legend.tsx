import { Drawing } from '#kit/Drawing.tsx'
import type { DotKind } from './dots.ts'
import { paintHalf, paintShape, traceHalf, traceShape } from './drawDots.ts'

const ENTRIES: readonly { readonly kind: DotKind; readonly label: string }[] = [
  { kind: 'request', label: 'request' },
  { kind: 'reply', label: 'reply' },
  { kind: 'cached', label: 'from a cache' },
  { kind: 'cold', label: 'cold start' },
  { kind: 'retry', label: 'retry' },
  { kind: 'throttle', label: 'throttled' },
  { kind: 'error', label: 'error' },
]

/** What the dots' shapes and colours mean. */
export function Legend() {
  return (
    <ul className="legend" aria-label="Legend">
      {ENTRIES.map(({ kind, label }) => (
        <li key={kind}>
          <Drawing
            width={12}
            height={12}
            label=""
            draw={(context, palette) => {
              const path = new Path2D()
              traceShape(path, kind, 6, 6, 3.6)
              paintShape(context, kind, path, palette)
              if (kind !== 'retry') return
              const half = new Path2D()
              traceHalf(half, 6, 6, 3.6)
              paintHalf(context, half, palette)
            }}
          />
          {label}
        </li>
      ))}
    </ul>
  )
}
