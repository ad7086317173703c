import { formatDuration } from '../timeline/clock.ts'
import type { Span, Trace } from '../stores/traces.ts'
import { computeShares, lookOfSpan, type Share } from './waterfall.ts'

/** What a reader calls the time that a span spent by itself. */
function nameOwnTime(span: Span, trace: Trace, nameOf: (node: string) => string): string {
  if (span === trace.spans[0]) {
    return trace.retried ? 'the network and waiting to retry' : 'the network'
  }
  const look = lookOfSpan({ name: span.name, outcome: 'ok' })
  if (look === 'init') return 'the cold start'
  if (look === 'handler') return `the handler of ${nameOf(span.node)}`
  // What the service takes for itself, outside of init and handler: it must not read as the function's code.
  if (span.name.startsWith('Lambda ')) return 'the Lambda service'
  return span.name === nameOf(span.node) ? nameOf(span.node) : span.name
}

interface Part {
  readonly name: string
  readonly share: number
  readonly count: number
}

function group(shares: readonly Share[], nameOf: (share: Share) => string): readonly Part[] {
  const parts = new Map<string, { share: number; count: number }>()
  for (const share of shares) {
    const name = nameOf(share)
    const part = parts.get(name) ?? { share: 0, count: 0 }
    parts.set(name, { share: part.share + share.share, count: part.count + 1 })
  }
  return [...parts].map(([name, part]) => ({ name, ...part })).sort((a, b) => b.share - a.share)
}

const describe = ({ name, share, count }: Part, first: boolean): string => {
  const percent = `${Math.round(share * 100)} %`
  const times = count > 1 && /^[A-Z]/.test(name) ? ` (${count} times)` : ''
  return `${percent} ${first ? 'was ' : ''}${name}${times}`
}

const HOW = { error: 'was refused', throttle: 'was throttled', fault: 'failed' } as const

/** Parts below this say nothing to a reader. */
const SHARE_MIN = 0.05
const PARTS_MAX = 3

/** One plain sentence or two about a trace: where its time went, and what went wrong. Computed from its spans. */
export function explain(trace: Trace, now: number, nameOf: (node: string) => string): string {
  const total = (trace.end ?? now) - trace.begin
  const shares = computeShares(trace, now)
  const parts = group(shares, ({ span }) => nameOwnTime(span, trace, nameOf))
  const told = parts.filter(({ share }) => share >= SHARE_MIN).slice(0, PARTS_MAX)
  const under = trace.end === null ? 'Under way for' : 'Took'
  const sentences: string[] = []
  if (told.length === 0) sentences.push(`${under} ${formatDuration(total)}.`)
  else {
    const list = told.map((part, index) => describe(part, index === 0)).join(', ')
    sentences.push(`${under} ${formatDuration(total)}: ${list}.`)
  }
  if (trace.outcome !== null && trace.outcome !== 'ok') {
    // What failed first is the cause; what its callers made of it comes after.
    const cause = trace.marks.find(({ mark }) => mark !== 'cold-start')
    const span = trace.spans.findLast(({ outcome }) => outcome !== null && outcome !== 'ok')
    const node = cause?.node ?? span?.node
    const where = node === undefined ? '' : ` at ${nameOf(node)}`
    sentences.push(
      `It ${HOW[trace.outcome]}${where}${cause === undefined ? '' : `: ${cause.detail}`}.`,
    )
  }
  return sentences.join(' ')
}
