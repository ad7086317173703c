import { Drawing } from '#kit/Drawing.tsx'
import { useSyncExternalStore } from 'react'
import type { DotKind } from './dots.ts'
import { paintHalf, paintRing, paintShape, traceHalf, traceRing, traceShape } from './drawDots.ts'
import { dots, nodeTicker } from './liveCanvas.ts'

interface Entry {
  readonly kind: DotKind
  readonly label: string
}

const ENTRIES: readonly Entry[] = [
  { kind: 'request', label: 'request' },
  { kind: 'reply', label: 'reply' },
  { kind: 'cold', label: 'cold start' },
  { kind: 'retry', label: 'retry' },
  { kind: 'throttle', label: 'throttled' },
  { kind: 'error', label: 'error' },
]

const OF_CACHES: readonly Entry[] = [
  { kind: 'hit', label: 'hit' },
  { kind: 'refresh', label: 'refresh' },
  { kind: 'stale', label: 'stale' },
  { kind: 'miss', label: 'miss' },
]

const subscribe = (changed: () => void) => nodeTicker.subscribe(changed)
const hasCaches = () => dots.hasCaches

/** What the dots' shapes and colours mean. */
export function Legend() {
  // Of no use before a cache has answered.
  const entries = useSyncExternalStore(subscribe, hasCaches) ? [...ENTRIES, ...OF_CACHES] : ENTRIES
  return (
    <ul className="legend" aria-label="Legend">
      {entries.map(({ kind, label }) => (
        <li key={kind}>
          <Drawing
            width={12}
            height={12}
            label=""
            draw={(context, palette) => {
              const path = new Path2D()
              traceShape(path, kind, 6, 6, 3.6)
              paintShape(context, kind, path, palette)
              const ring = new Path2D()
              traceRing(ring, kind, 6, 6, 3.6)
              paintRing(context, kind, ring, palette)
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
