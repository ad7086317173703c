import type { Trace } from '../stores/traces.ts'
import { formatDuration } from '../timeline/clock.ts'
import { computeColdParts, findThrottle } from './coldStart.ts'

/** What each millisecond of a cold start was: nothing on a warm request. */
export function ColdStart({ trace, now }: { readonly trace: Trace; readonly now: number }) {
  const parts = trace.cold ? computeColdParts(trace, now) : []
  if (parts.length === 0) return null
  const total = parts.reduce((sum, { took }) => sum + took, 0)
  return (
    <section className="cold" aria-label="The cold start">
      <h3>
        What the cold start was <span className="mono">{formatDuration(total)}</span>
      </h3>
      <ul>
        {parts.map((part) => (
          <li key={part.title}>
            <span className="cold-bar" aria-hidden="true">
              <span
                data-reported={part.isReported ? '' : undefined}
                style={{ width: `${(part.took / total) * 100}%` }}
              />
            </span>
            <span className="mono cold-time">{formatDuration(part.took)}</span>
            <span>
              <a href={part.source} target="_blank" rel="noreferrer">
                {part.title}
              </a>
              <span className="muted"> · {part.what}</span>
            </span>
          </li>
        ))}
      </ul>
      <p className="muted small">
        <span className="cold-key" data-reported="" aria-hidden="true" /> in Init Duration of
        REPORT, and billed · <span className="cold-key" aria-hidden="true" /> before or after it
      </p>
    </section>
  )
}

/** Why Lambda refused the request: which limit, and what would change it. */
export function Throttled({ trace }: { readonly trace: Trace }) {
  const reason = findThrottle(trace)
  if (reason === null) return null
  return (
    <section className="why" aria-label="Why it was throttled">
      <h3>Why it was throttled</h3>
      <p>
        <b>
          {reason.inUse} of {reason.value}
        </b>{' '}
        in use of {reason.limit}. {reason.advice}{' '}
        <a href={reason.source} target="_blank" rel="noreferrer">
          AWS’s rule
        </a>
      </p>
    </section>
  )
}
