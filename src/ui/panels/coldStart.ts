import type { Trace } from '../stores/traces.ts'
import { computeShares } from './waterfall.ts'

const GUIDE = 'https://docs.aws.amazon.com/lambda/latest/dg'
const LIFE = `${GUIDE}/lambda-runtime-environment.html`

/** What a part of a cold start is, where `REPORT` tells it and what can be done about it. */
interface PartWords {
  readonly title: string
  readonly what: string
  /** Whether `Init Duration` (or `Restore Duration`) of REPORT holds it. */
  readonly isReported: boolean
  readonly source: string
}

const OUTSIDE = { isReported: false, source: LIFE } as const
const INSIDE = { isReported: true, source: LIFE } as const

/** By the name of the span in the trace. */
const WORDS: Readonly<Record<string, PartWords>> = {
  'Environment creation': {
    title: 'Placing the environment',
    what: 'Lambda finds a place and starts a micro-VM. Not in Init Duration, not billed.',
    ...OUTSIDE,
  },
  Placement: {
    title: 'Placing the environment',
    what: 'Lambda finds a place and starts a micro-VM. Not in Init Duration, not billed.',
    ...OUTSIDE,
  },
  'Code download': {
    title: 'Fetching the code',
    what: 'The package, by its size. A smaller one comes sooner.',
    ...OUTSIDE,
  },
  'Image blocks': {
    title: 'Fetching the image',
    what: 'Only the blocks that are read, as they are read.',
    ...OUTSIDE,
  },
  'VPC attachment': {
    title: 'Joining the VPC',
    what: 'The network interface exists since the function was created: little is left.',
    isReported: false,
    source: `${GUIDE}/foundation-networking.html`,
  },
  'Init: extensions': {
    title: 'Extensions start',
    what: 'All of them, before the runtime does.',
    ...INSIDE,
  },
  'Init: runtime': {
    title: 'The runtime boots',
    what: 'By runtime and architecture; memory makes no difference here.',
    ...INSIDE,
  },
  'Init: your code': {
    title: 'Your top-level code runs',
    what: 'Everything outside of the handler: imports, clients, caches.',
    ...INSIDE,
  },
  'Init: loading': {
    title: 'Loading the source',
    what: 'By the size of the JavaScript that is really imported. Bundle and drop what is not used.',
    ...INSIDE,
  },
  Restore: {
    title: 'Restoring the snapshot',
    what: 'In place of init: SnapStart ran that when the version was published.',
    isReported: true,
    source: `${GUIDE}/snapstart.html`,
  },
  'First call': {
    title: 'The first call of the handler',
    what: 'Code that runs for the first time is compiled first: slower with little memory.',
    ...OUTSIDE,
  },
}

/** One part of a cold start, in the order in which it happened. */
export interface ColdPart extends PartWords {
  /** µs */
  readonly took: number
}

/** What each millisecond of a cold request's cold start was; empty for a warm one. */
export function computeColdParts(trace: Trace, now: number): readonly ColdPart[] {
  const order = new Map(trace.spans.map(({ id }, at) => [id, at]))
  const found = new Map<string, { took: number; at: number; words: PartWords }>()
  for (const { span, own } of computeShares(trace, now)) {
    const words = WORDS[span.name]
    if (words === undefined) continue
    const known = found.get(words.title)
    const at = order.get(span.id) ?? 0
    if (known === undefined) found.set(words.title, { took: own, at, words })
    else found.set(words.title, { words, took: known.took + own, at: Math.min(at, known.at) })
  }
  return [...found.values()]
    .sort((one, two) => one.at - two.at)
    .map(({ took, words }) => ({ ...words, took }))
}

/** Why a request was throttled: what was asked, what there is, and what would change it. */
export interface ThrottleReason {
  readonly limit: string
  readonly inUse: string
  readonly value: string
  readonly advice: string
  readonly source: string
}

const ADVICE: Readonly<Record<string, { limit: string; advice: string; source: string }>> = {
  account: {
    limit: "the account's concurrency in this Region",
    advice: 'Ask for a higher quota, or make invocations shorter: concurrency is rate × duration.',
    source: `${GUIDE}/lambda-concurrency.html`,
  },
  unreserved: {
    limit: "the account's unreserved concurrency",
    advice: 'Other functions have reserved the rest: reserve some for this one, or less for them.',
    source: `${GUIDE}/configuration-concurrency.html`,
  },
  reserved: {
    limit: "the function's reserved concurrency",
    advice: 'Raise ReservedConcurrentExecutions, or remove it to draw on the account.',
    source: `${GUIDE}/configuration-concurrency.html`,
  },
  'scaling-rate': {
    limit: 'new environments for one function: 1,000 every 10 seconds',
    advice: 'Provision concurrency ahead of the burst, or let the load rise more slowly.',
    source: `${GUIDE}/lambda-concurrency.html#scaling-rate`,
  },
  'request-rate': {
    limit: 'requests per second: 10 for each unit of concurrency',
    advice: 'Very short invocations hit it: raise the concurrency, or do more in each.',
    source: `${GUIDE}/lambda-concurrency.html#requests-per-second`,
  },
}

/** Reads what Lambda noted on a request that it refused; null where none was refused by a limit. */
export function findThrottle(trace: Trace): ThrottleReason | null {
  for (const span of trace.spans) {
    const note = span.notes.find(([key]) => key === 'throttledBy')
    const parts = note === undefined ? null : /^([\w-]+): (\S+) of (\S+) in use$/.exec(note[1])
    const known = parts === null ? undefined : ADVICE[parts[1] ?? '']
    if (parts === null || known === undefined) continue
    return { ...known, inUse: parts[2] ?? '', value: parts[3] ?? '' }
  }
  return null
}
