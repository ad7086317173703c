import type { Random } from '#kernel/random.ts'
import { createSmoothedRate } from '#kernel/ewma.ts'
import { type Duration, type Instant, toSeconds, between } from '#kernel/time.ts'
import { type Cache, createCache } from './cache.ts'

// What requests weigh beside a hit: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.sizing-guide.html
// (writes 25; misses recalled).
/** A cache hit. */
export const HIT_WEIGHT = 1
/** What has to be asked of DynamoDB. */
export const MISS_WEIGHT = 10
/** What is written through. */
export const WRITE_WEIGHT = 25

/** A node's caches and how busy it is. */
export interface DaxNode {
  readonly items: Cache<Views>
  readonly queries: Cache<string>
  /** Takes on work of `weight` hits; false where it is too busy. */
  take(weight: number, now: Instant): boolean
  /** Hits a second, smoothed, that its work weighs. */
  load(now: Instant): number
}

/** What a cluster's nodes keep and serve; asked anew each time. */
export interface ClusterLimits {
  readonly bytesMax: () => number
  readonly hitsPerSecond: () => number
  readonly itemLife: () => Duration | null
  readonly queryLife: () => Duration
}

/** What is known of an item: the body of a read's reply by what the read asked for. */
export type Views = ReadonlyMap<string, string>

/** What was learnt of an item, by its key in the cache; null: what was known is no more. */
export interface Change {
  readonly key: string
  readonly views: Views | null
}

function sizeOfViews(views: Views): number {
  let bytes = 0
  for (const [view, body] of views) bytes += view.length + body.length
  return bytes
}

/** Creates an idle node with empty caches. */
export function createNode(limits: ClusterLimits): DaxNode {
  const half = (): number => limits.bytesMax() / 2
  const rate = createSmoothedRate()
  /** Weight that is still to be worked off, and as of when. */
  let backlog = 0
  let since = 0 as Instant
  return {
    items: createCache<Views>({
      sizeOf: sizeOfViews,
      bytesMax: half,
      timeToLive: limits.itemLife,
    }),
    queries: createCache<string>({
      sizeOf: ({ length }) => length,
      bytesMax: half,
      timeToLive: limits.queryLife,
    }),
    take(weight, now) {
      const perSecond = limits.hitsPerSecond()
      backlog = Math.max(0, backlog - perSecond * toSeconds(between(since, now)))
      since = now
      // One second's work may wait.
      if (backlog + weight > perSecond) return false
      backlog += weight
      rate.add(now, weight)
      return true
    },
    load: (now) => rate.read(now),
  }
}

/** Picks the node that a client reads from. */
export const pickNode = (nodes: readonly DaxNode[], random: Random): DaxNode | undefined =>
  nodes[nodes.length <= 1 ? 0 : random.integer(0, nodes.length - 1)]

/** Takes over what was learnt of an item. */
export function applyChange(node: DaxNode, { key, views }: Change, now: Instant): void {
  if (views === null) node.items.remove(key)
  else node.items.put(key, views, now)
}

/** What is known of an item once `body` was read as its `view`. */
export const addView = (known: Views | undefined, view: string, body: string): Views =>
  new Map([...(known ?? []), [view, body]])
