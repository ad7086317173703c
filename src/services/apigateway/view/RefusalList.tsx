import { formatNumber } from '#kit/format.ts'
import type { Refused } from '../refusals.ts'

/** Whom an API turned away since the run began, and why. */
export function RefusalList({ refusals }: { readonly refusals: readonly Refused[] }) {
  return (
    <>
      <h3>Refused</h3>
      {refusals.length === 0 ? (
        <p className="muted small">Nobody was turned away in this run.</p>
      ) : (
        <ul className="rest-refusals" aria-label="Refusals">
          {refusals.map(({ by, why, count }) => (
            <li key={`${by} ${why}`}>
              <div>
                <b>{by}</b> <span>{why}</span>
              </div>
              <small>{formatNumber(count)}</small>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
