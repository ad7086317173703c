import { matchesPattern } from '#contracts/policy.ts'
import type { Random } from '#kernel/random.ts'
import { after, type Duration, type Instant, seconds } from '#kernel/time.ts'
import { greatCircleKm, type Place } from '#world/place.ts'
import { targetOf } from './caching/cacheKey.ts'
import { allKept, type Tier } from './caching/tier.ts'
import type { InvalidationState } from './definition.ts'
import { drawInvalidationId } from './identity.ts'

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const PATHS_IN_PROGRESS_MAX = 3_000
const WILDCARDS_IN_PROGRESS_MAX = 15
/** Invalidations that are told of. */
const KEPT = 20
/** Half of the way round the earth. */
const FARTHEST_KM = 20_015
/** The share of the time that even the nearest cache takes. assumption */
const SHARE_MIN = 0.1

interface Invalidation {
  readonly id: string
  readonly paths: readonly string[]
  readonly createdAt: Instant
  readonly completesAt: Instant
  objects: number
}

interface InvalidationsHost {
  readonly now: Instant
  schedule(delay: Duration, run: () => void): unknown
  random: Random
  /** Where invalidations begin. */
  origin: Place
  tiers(): Iterable<Tier>
  /** How long until the last one hears of it. */
  propagation(): number
  /** Tells a cache reached: how many objects went. */
  reached(tier: Tier, objects: number, id: string): void
}

/** Objects that are to be forgotten before they expire. */
export interface Invalidations {
  /** Begins one. Text: why that cannot be. */
  create(paths: readonly string[]): string | null
  readonly paths: number
  read(now: Instant): readonly InvalidationState[]
}

const isWildcard = (path: string): boolean => path.endsWith('*')

/** What is wrong with a path; null where nothing is. */
function findFault(path: string): string | null {
  if (!path.startsWith('/')) return `${path}: a path begins with /`
  const star = path.indexOf('*')
  return star >= 0 && star < path.length - 1 ? `${path}: * stands at the end only` : null
}

/** Whether an object's path and query are meant: a path without `*` is exactly it, whatever headers and cookies tell apart. */
export const isInvalidatedBy = (key: string, path: string): boolean =>
  isWildcard(path)
    ? matchesPattern(path.replaceAll('?', '\u0000'), targetOf(key).replaceAll('?', '\u0000'))
    : targetOf(key) === path

/** Creates the invalidations of a distribution. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Invalidation.html */
export function createInvalidations(host: InvalidationsHost): Invalidations {
  const kept: Invalidation[] = []
  let total = 0

  /** A regional cache hears of it before the edges: what they fetch anew shall be new. */
  const delayTo = ({ place, kind }: Tier): Duration => {
    const share = SHARE_MIN + (1 - SHARE_MIN) * (greatCircleKm(host.origin, place) / FARTHEST_KM)
    return seconds(host.propagation() * (kind === 'regional' ? SHARE_MIN / 2 : share))
  }

  const clear = (tier: Tier, invalidation: Invalidation): void => {
    const keys = new Set<string>()
    for (const [key] of allKept(tier)) {
      if (invalidation.paths.some((path) => isInvalidatedBy(key, path))) keys.add(key)
    }
    for (const key of keys) tier.cache.delete(key)
    invalidation.objects += keys.size
    host.reached(tier, keys.size, invalidation.id)
  }

  const findExcess = (paths: readonly string[]): string | null => {
    const open = kept
      .filter(({ completesAt }) => completesAt > host.now)
      .flatMap((one) => one.paths)
    const all = [...open, ...paths]
    const wildcards = all.filter(isWildcard).length
    if (wildcards > WILDCARDS_IN_PROGRESS_MAX)
      return 'TooManyInvalidationsInProgress: 15 wildcard paths at most'
    return all.length - wildcards > PATHS_IN_PROGRESS_MAX
      ? 'TooManyInvalidationsInProgress: 3,000 paths at most'
      : null
  }

  return {
    get paths() {
      return total
    },
    create(paths) {
      const fault = paths.map(findFault).find((found) => found !== null) ?? findExcess(paths)
      if (paths.length === 0) return 'no path is given'
      if (fault !== null) return fault
      total += paths.length
      const invalidation: Invalidation = {
        id: drawInvalidationId(host.random),
        paths,
        createdAt: host.now,
        completesAt: after(host.now, seconds(host.propagation())),
        objects: 0,
      }
      kept.unshift(invalidation)
      kept.length = Math.min(kept.length, KEPT)
      for (const tier of host.tiers()) host.schedule(delayTo(tier), () => clear(tier, invalidation))
      return null
    },
    read: (now) =>
      kept.map(({ id, paths, createdAt, completesAt, objects }) => ({
        id,
        paths,
        status: completesAt > now ? 'InProgress' : 'Completed',
        createdAt,
        completesAt,
        objects,
      })),
  }
}
