import { createRandom, type Random } from '#kernel/random.ts'
import { type Duration, ms } from '#kernel/time.ts'
import {
  advisedShieldOf,
  type EdgeLocation,
  nearestEdge,
  ORIGIN_SHIELD_REGIONS,
  type PriceClass,
  regionalCacheOf,
} from '#world/edgeLocations.ts'
import { roundTripMs, sampleAround } from '#world/latency.ts'
import type { Place } from '#world/place.ts'
import { findRegion, type Region, REGIONS } from '#world/regions.ts'
import type { Tiers } from './caching/ask.ts'
import { createTier, type Tier } from './caching/tier.ts'
import type { Behavior } from './distribution.ts'

/** An edge location that serves viewers. */
export interface EdgeSite {
  readonly location: EdgeLocation
  readonly tier: Tier
  /** ISO 3166-1 alpha-2 of viewers of whom nothing else is known. */
  readonly country: string
  /** What a viewer's request is called here in traces. */
  readonly spanName: string
}

/** Where a distribution's caches stand: each is there once somebody comes by. */
export interface Sites {
  /** The edge that serves somebody who stands at `from`; the account's Region where nobody says. */
  edgeFor(from: Place | undefined): EdgeSite
  /** The layers that a request passes. */
  tiersFor(site: EdgeSite, behavior: Behavior): Tiers
  readonly tiers: ReadonlyMap<string, Tier>
  wayBetween(from: Tier, to: Tier): Duration
  /** The document changed. */
  redeploy(): void
}

interface SitesOptions {
  readonly region: string
  readonly random: Random
  readonly limits: () => {
    readonly edgeBytes: number
    readonly regionalBytes: number
    readonly priceClass: PriceClass
    /** Only the edge's own cache: RFC 9111 knows one. */
    readonly isSingle: boolean
  }
  /** As without a CDN: where a viewer at that place meets the origin; null: there is a CDN. */
  readonly bypass: (from: Place) => Place | null
}

/** `FRA50-P1`: an airport, the number of a site there, and a letter with a number; the same in every run. */
export function popOf(code: string): string {
  const random = createRandom(0, `cloudfront ${code}`)
  return `${code}${random.integer(50, 69)}-P${random.integer(1, 4)}`
}

const home = (region: string): Region => findRegion(region) ?? (REGIONS[0] as Region)

/** Creates the sites of a distribution. */
export function createSites({ region, random, limits, bypass }: SitesOptions): Sites {
  const tiers = new Map<string, Tier>()
  const edges = new Map<string, EdgeSite>()
  let byPlace = new WeakMap<Place, EdgeSite>()
  const chains = new Map<EdgeSite, Map<Behavior, Tiers>>()
  const ways = new Map<Tier, Map<Tier, number>>()

  const findTier = (kind: Tier['kind'], name: string, place: Place): Tier => {
    const known = tiers.get(name)
    if (known !== undefined) return known
    const { edgeBytes, regionalBytes } = limits()
    const made = createTier({ kind, name, place }, kind === 'edge' ? edgeBytes : regionalBytes)
    tiers.set(name, made)
    return made
  }

  /** Nothing is kept there, and nobody looks: it is the origin's own place. */
  const siteAt = (place: Place): EdgeSite => {
    const { name, country = 'US' } = place
    const location = {
      ...place,
      code: name,
      city: name,
      country,
      priceClass: 'PriceClass_All',
    } as const
    return {
      location,
      country,
      spanName: `origin in ${name}`,
      tier: createTier({ kind: 'edge', name, place }, 0),
    }
  }

  const findRegional = (of: Region): Tier => findTier('regional', of.code, of)

  const shieldOf = ({ target }: Behavior): Region | null => {
    const shield = target?.primary.OriginShield
    if (shield?.Enabled !== true) return null
    const named = ORIGIN_SHIELD_REGIONS.find(({ code }) => code === shield.OriginShieldRegion)
    return named ?? advisedShieldOf(home(region))
  }

  const createChain = (site: EdgeSite, behavior: Behavior): Tiers => {
    if (limits().isSingle) return [site.tier]
    const near = findRegional(regionalCacheOf(site.location))
    const shield = shieldOf(behavior)
    const far = shield === null ? near : findRegional(shield)
    return far === near ? [site.tier, near] : [site.tier, near, far]
  }

  return {
    tiers,
    edgeFor(from = home(region)) {
      const known = byPlace.get(from)
      if (known !== undefined) return known
      const origin = bypass(from)
      if (origin !== null) {
        const there = siteAt(origin)
        byPlace.set(from, there)
        return there
      }
      const location = nearestEdge(from, limits().priceClass)
      let site = edges.get(location.code)
      if (site === undefined) {
        const tier = findTier('edge', popOf(location.code), location)
        site = { location, tier, country: location.country, spanName: `CloudFront ${tier.name}` }
        edges.set(location.code, site)
      }
      byPlace.set(from, site)
      return site
    },
    tiersFor(site, behavior) {
      let ofSite = chains.get(site)
      if (ofSite === undefined) chains.set(site, (ofSite = new Map()))
      let chain = ofSite.get(behavior)
      if (chain === undefined) ofSite.set(behavior, (chain = createChain(site, behavior)))
      return chain
    },
    wayBetween(from, to) {
      let there = ways.get(from)
      if (there === undefined) ways.set(from, (there = new Map()))
      let median = there.get(to)
      if (median === undefined) {
        median = roundTripMs(from.place, to.place)
        there.set(to, median)
      }
      return ms(sampleAround(median / 2, random))
    },
    redeploy() {
      byPlace = new WeakMap()
      chains.clear()
      const { edgeBytes, regionalBytes } = limits()
      for (const { kind, cache } of tiers.values()) {
        cache.resize(kind === 'edge' ? edgeBytes : regionalBytes)
      }
    },
  }
}
