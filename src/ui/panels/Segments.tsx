import { Button } from '#kit/Button.tsx'
import { useState } from 'react'
import type { Trace } from '../stores/traces.ts'
import { segmentsOf, segmentsText, type ShownSegment } from './segments.ts'

function Segment({ segment }: { readonly segment: ShownSegment }) {
  const { name, origin, flag } = segment
  return (
    <details className="fall-segment">
      <summary>
        <span className="mono">{origin}</span> {name}
        {flag !== null && <span className={`tone-${flag}`}> {flag}</span>}
      </summary>
      <pre className="mono">{JSON.stringify(segment.document, null, 2)}</pre>
    </details>
  )
}

/** What services sent to X-Ray of a trace: each document, and all of them to copy. */
export function Segments({ trace }: { readonly trace: Trace }) {
  const [copied, setCopied] = useState(false)
  const segments = segmentsOf(trace)
  if (segments.length === 0) return null
  const copy = () =>
    void navigator.clipboard.writeText(segmentsText(segments)).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <section aria-label="X-Ray segments" className="fall-logs">
      <header className="fall-segments">
        <h3>X-Ray segments</h3>
        <Button size="small" icon="copy" onClick={copy}>
          {copied ? 'Copied' : 'Copy segments'}
        </Button>
      </header>
      {segments.map((segment) => (
        <Segment key={segment.id} segment={segment} />
      ))}
    </section>
  )
}
