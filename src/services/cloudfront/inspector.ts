import type { HttpRequest } from '#contracts/http.ts'
import { ageAt } from '#contracts/httpCache/freshness.ts'
import { type Instant, toEpochMs } from '#kernel/time.ts'
import type { Ask } from './caching/answer.ts'
import { allKept, type Tier } from './caching/tier.ts'
import type { ObjectRow, ObjectsPage } from './planCountdown.ts'
import type { Answered, PathCounts } from './statistics.ts'

/** What the panels may ask. */
export interface InspectorHost {
  readonly now: () => Instant
  readonly tiers: () => Iterable<Tier>
  readonly recent: () => readonly Answered[]
  readonly paths: () => readonly PathCounts[]
  readonly keyOf: (request: HttpRequest) => Ask
}

const OBJECTS_MAX = 200

const toRow = (
  tier: Tier,
  key: string,
  at: {
    kept: Parameters<typeof ageAt>[0] & {
      lifetime: { seconds: number }
      status: number
      body: string | Uint8Array
    }
    nowMs: number
  },
): ObjectRow => ({
  tier: tier.name,
  key,
  status: at.kept.status,
  bytes: at.kept.body.length,
  ageSeconds: ageAt(at.kept, at.nowMs),
  ttlSeconds: at.kept.lifetime.seconds,
})

function listObjects(
  host: InspectorHost,
  wanted: { readonly tier: string | null; readonly text: string },
): ObjectsPage {
  const rows: ObjectRow[] = []
  let total = 0
  const nowMs = toEpochMs(host.now())
  for (const tier of host.tiers()) {
    if (wanted.tier !== null && tier.name !== wanted.tier) continue
    if (wanted.text === '' && rows.length >= OBJECTS_MAX) {
      total += tier.cache.size
      continue
    }
    for (const [key, kept] of allKept(tier)) {
      if (!key.includes(wanted.text)) continue
      total++
      if (rows.length < OBJECTS_MAX) rows.push(toRow(tier, key, { kept, nowMs }))
    }
  }
  return { rows, total }
}

const textOf = (query: Readonly<Record<string, unknown>>, name: string): string => {
  const value = query[name]
  return typeof value === 'string' ? value : ''
}

const headersOf = (text: string): readonly (readonly [string, string])[] =>
  text
    .split('\n')
    .map((line) => /^\s*([^:\s]+):\s*(.*?)\s*$/.exec(line))
    .flatMap((found) => (found === null ? [] : [[found[1] ?? '', found[2] ?? ''] as const]))

/** A request as a person types it, for its cache key. */
function toRequest(query: Readonly<Record<string, unknown>>): HttpRequest {
  const target = textOf(query, 'target')
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  return {
    context: { trace: 0, span: 0 },
    method: textOf(query, 'method') === '' ? 'GET' : textOf(query, 'method').toUpperCase(),
    path: path.startsWith('/') ? path : `/${path}`,
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: headersOf(textOf(query, 'headers')),
    body: '',
    sourceIp: '192.0.2.1',
    attempt: 1,
  }
}

/** Answers a panel's question. */
export function answerQuery(host: InspectorHost, given: unknown): object | null {
  if (typeof given !== 'object' || given === null) return null
  const query = given as Readonly<Record<string, unknown>>
  switch (query['type']) {
    case 'objects': {
      const tier = textOf(query, 'tier')
      return listObjects(host, { tier: tier === '' ? null : tier, text: textOf(query, 'text') })
    }
    case 'recent':
      return { requests: host.recent().slice(0, 60) }
    case 'paths':
      return {
        paths: host
          .paths()
          .toSorted((a, b) => total(b) - total(a))
          .slice(0, 100),
      }
    case 'key': {
      const { key, behavior, isCacheable } = host.keyOf(toRequest(query))
      return { key, behavior: behavior.pattern, policy: behavior.policy.name, isCacheable }
    }
    default:
      return null
  }
}

const total = ({ hits, refreshes, misses, errors }: PathCounts): number =>
  hits + refreshes + misses + errors
