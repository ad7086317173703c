import { outcomeOf } from '#contracts/contracts.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Mutable } from '#contracts/mutable.ts'
import { type Distribution as Chance, logNormalOf, sample } from '#kernel/distributions.ts'
import type { Process } from '#kernel/process.ts'
import type { Random } from '#kernel/random.ts'
import { after, type Duration, ms } from '#kernel/time.ts'
import type { TraceBody } from '#kernel/trace.ts'
import { findRegion } from '#world/regions.ts'
import type { JsonValue, Service, ServiceContext, ServiceModule } from '../service.ts'
import { createConclusion } from './conclude.ts'
import { cacheUseOf } from './caching/answer.ts'
import { createCaches, type Crossing } from './caching/ask.ts'
import { cloudfrontRules } from './caching/cloudfrontRules.ts'
import { rfcRules } from './caching/rfcRules.ts'
import type { Tier } from './caching/tier.ts'
import { compress } from './compression.ts'
import { cloudfrontDefinition, type CloudFrontState, type SiteState } from './definition.ts'
import { deploy, type Distribution } from './distribution.ts'
import { createEdgeRunner } from './functions/edgeRunner.ts'
import { createFunctionRunner } from './functions/functionRunner.ts'
import { distributionIdOf, domainNameOf, drawRequestId, viaOf } from './identity.ts'
import { answerQuery, type InspectorHost } from './inspector.ts'
import { createInvalidations } from './invalidations.ts'
import { createOriginFetcher } from './origins/fetchOrigin.ts'
import { normalEncoding } from './policies/encoding.ts'
import { createTrustedKeys } from './private/trustedKeys.ts'
import { createSites } from './sites.ts'
import { createStatistics } from './statistics.ts'
import { createViewerRequests } from './viewerRequest.ts'
import { findHeader } from '#contracts/body.ts'

type Definition = typeof cloudfrontDefinition

/** Spread of a server's own time around its median. assumption: p99 about twice the median */
const SERVER_SIGMA = 0.3
const MIB = 1_048_576
/** "By default 10 seconds." https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html */
const ERROR_TTL_SECONDS = 10
/** Sites that a frame tells of. */
const SITES_SHOWN = 40

/** A median's distribution, made anew only when the document changes it. */
function createServerTime() {
  let median = -1
  let chance: Chance = { type: 'constant', value: 0 }
  return (current: number): Chance => {
    if (current !== median) {
      median = current
      chance =
        current === 0
          ? { type: 'constant', value: 0 }
          : logNormalOf({ median, sigma: SERVER_SIGMA })
    }
    return chance
  }
}

/** How long an error is kept at least, in seconds. */
const errorTtlOf = (
  { DistributionConfig }: ServiceContext<Definition>['node']['properties'],
  status: number,
): number =>
  DistributionConfig.CustomErrorResponses.find(({ ErrorCode }) => ErrorCode === status)
    ?.ErrorCachingMinTTL ?? ERROR_TTL_SECONDS

/** What a site calls itself in `Via`, made once for each. */
function createVias(nodeId: string): (tier: Tier) => string {
  const vias = new Map<string, string>()
  return ({ name }) => {
    let known = vias.get(name)
    if (known === undefined) vias.set(name, (known = viaOf(nodeId, name)))
    return known
  }
}

/** As whom origin access control signs. */
const signerOf = (accountId: string, distributionId: string) => ({
  service: 'cloudfront.amazonaws.com',
  sourceArn: `arn:aws:cloudfront::${accountId}:distribution/${distributionId}`,
  sourceAccount: accountId,
})

/** What is known of a site beside its tier. */
interface Seen {
  readonly clearedAt: ReadonlyMap<string, number>
  readonly last: ReadonlyMap<string, Pick<SiteState, 'lastAt' | 'lastResult'>>
}

const readSites = (tiers: Iterable<Tier>, { clearedAt, last }: Seen): readonly SiteState[] =>
  [...tiers]
    .map((tier) => ({
      code: tier.name,
      city: tier.kind === 'edge' && 'city' in tier.place ? String(tier.place.city) : tier.name,
      kind: tier.kind,
      ...tier.counts,
      objects: tier.cache.size,
      bytes: tier.cache.bytes,
      evictions: tier.cache.evictions,
      clearedAt: clearedAt.get(tier.name) ?? null,
      lastAt: last.get(tier.name)?.lastAt ?? 0,
      lastResult: last.get(tier.name)?.lastResult ?? ('Miss' as const),
    }))
    .sort((a, b) => b.hits + b.misses - a.hits - a.misses)

/** Edges and regional caches, as large as the model says. */
const createSitesOf = (
  ctx: ServiceContext<Definition>,
  isPlainHttp: () => boolean,
  distribution: () => Distribution,
) =>
  createSites({
    bypass(from) {
      if (!ctx.node.model.Bypass) return null
      const edge = distribution().behaviors.at(-1)?.target?.primary.edge
      return (edge === undefined ? undefined : ctx.destination(edge, from)) ?? null
    },
    region: ctx.account.region,
    random: ctx.random('network'),
    limits: () => ({
      edgeBytes: ctx.node.model.EdgeCacheMiB * MIB,
      regionalBytes: ctx.node.model.RegionalCacheMiB * MIB,
      priceClass: ctx.node.properties.DistributionConfig.PriceClass,
      isSingle: isPlainHttp(),
    }),
  })

interface TierParts {
  readonly ctx: ServiceContext<Definition>
  readonly sites: ReturnType<typeof createSitesOf>
  readonly origins: ReturnType<typeof createOriginFetcher>
  readonly chance: Random
  readonly isPlainHttp: () => boolean
}

/** A dot between two tiers. It is on no wire of the document: only the map has its way. */
function showCrossing(
  ctx: ServiceContext<Definition>,
  { from, to, span, answer }: Crossing,
  delay: Duration,
): Duration {
  const hop: TraceBody = {
    type: 'hop',
    trace: span.trace,
    span: span.span,
    edge: '',
    phase: answer === null ? 'request' : 'reply',
    outcome: answer === null ? 'ok' : outcomeOf.http(answer),
    attempt: 1,
    arriveAt: after(ctx.now, delay),
    way: `${from.place.name}>${to.place.name}`,
  }
  const cache = answer === null ? undefined : cacheUseOf(answer)
  ctx.record(cache === undefined ? hop : { ...hop, cache })
  return delay
}

/** The way from an edge's cache up to the origin, by the rules that the model chose. */
function createTiers({ ctx, sites, origins, chance, isPlainHttp }: TierParts) {
  const regionalTime = createServerTime()
  return createCaches({
    get now() {
      return ctx.now
    },
    schedule: (delay, run) => ctx.schedule(delay, run),
    sleep: (delay) => ctx.sleep(delay),
    start: (process) => ctx.start(process),
    rules: () => (isPlainHttp() ? rfcRules : cloudfrontRules),
    terms: ({ behavior: { policy } }) => ({
      policy,
      errorTtl: (status) => errorTtlOf(ctx.node.properties, status),
    }),
    cross: (crossing) => showCrossing(ctx, crossing, sites.wayBetween(crossing.from, crossing.to)),
    serverTime: () => ms(sample(regionalTime(ctx.node.model.RegionalMs), chance)),
    *fetchOrigin(ask, tier) {
      const answer = yield* origins.fetch(ask, tier)
      const { policy, config } = ask.behavior
      if (!config.Compress) return answer
      return yield* compress(
        ctx,
        answer,
        normalEncoding(findHeader(ask.request.headers, 'accept-encoding'), policy),
      )
    },
  })
}

interface InspectorParts {
  readonly ctx: ServiceContext<Definition>
  readonly sites: ReturnType<typeof createSitesOf>
  readonly statistics: ReturnType<typeof createStatistics>
  readonly viewers: ReturnType<typeof createViewerRequests>
}

/** What the inspector's questions are answered from. */
const createInspectorHost = ({
  ctx,
  sites,
  statistics,
  viewers,
}: InspectorParts): InspectorHost => ({
  now: () => ctx.now,
  tiers: () => sites.tiers.values(),
  recent: () => statistics.recent(),
  paths: () => statistics.paths(),
  keyOf: (request) =>
    viewers.keyOf(request, {
      site: sites.edgeFor(undefined),
      span: request.context,
      requestId: '',
    }),
})

/** Invalidations, marked where they take objects away; `clearedAt` hears when each site was swept. */
const createSweeps = (
  ctx: ServiceContext<Definition>,
  sites: ReturnType<typeof createSitesOf>,
  clearedAt: Map<string, number>,
) =>
  createInvalidations({
    get now() {
      return ctx.now
    },
    schedule: (delay, run) => ctx.schedule(delay, run),
    random: ctx.random('invalidations'),
    origin: findRegion('us-east-1') as NonNullable<ReturnType<typeof findRegion>>,
    tiers: () => sites.tiers.values(),
    propagation: () => ctx.node.model.InvalidationSeconds,
    reached(tier, objects, id) {
      clearedAt.set(tier.name, ctx.now)
      const detail = `${id} reached ${tier.name}: ${objects} objects gone`
      if (objects > 0) ctx.record({ type: 'mark', trace: null, mark: 'invalidation', detail })
    },
  })

/** `{ type: 'invalidate', paths }`, and the mark that tells of it. */
function carryOut(
  ctx: ServiceContext<Definition>,
  invalidations: ReturnType<typeof createInvalidations>,
  command: JsonValue,
): void {
  const { type, paths } = (command ?? {}) as { readonly type?: unknown; readonly paths?: unknown }
  if (type !== 'invalidate' || !Array.isArray(paths)) return
  const problem = invalidations.create(paths.filter((path) => typeof path === 'string'))
  const mark = problem === null ? 'invalidation' : 'error'
  const detail = problem ?? `invalidating ${paths.join(' ')}`
  ctx.record({ type: 'mark', trace: null, mark, detail })
}

/** One distribution at work: edges, regional caches, and the way to its origins. */
export function createCloudFront(
  ctx: ServiceContext<Definition>,
): Service<Definition, CloudFrontState> {
  const { id: nodeId } = ctx.node
  const distributionId = distributionIdOf(nodeId)
  const domainName = domainNameOf(nodeId)
  const chance = ctx.random('server time')
  const ids = ctx.random('request id')
  const edgeTime = createServerTime()
  const statistics = createStatistics(ctx)
  const via = createVias(nodeId)
  const clearedAt = new Map<string, number>()
  const last = new Map<string, Mutable<Pick<SiteState, 'lastAt' | 'lastResult'>>>()
  const noteLast = (tier: string, lastResult: SiteState['lastResult']): void => {
    const known = last.get(tier)
    if (known === undefined) last.set(tier, { lastAt: ctx.now, lastResult })
    else {
      known.lastAt = ctx.now
      known.lastResult = lastResult
    }
  }

  const collect = () =>
    deploy(ctx.node.properties, { http: ctx.edges('http'), invoke: ctx.edges('invoke') })
  let distribution = collect()
  let keysOf = createTrustedKeys(ctx.node.properties)

  const isPlainHttp = (): boolean => ctx.node.model.CacheRules === 'RFC9111'

  const sites = createSitesOf(ctx, isPlainHttp, () => distribution)

  const edge = createEdgeRunner(ctx, { distributionDomainName: domainName, distributionId })
  const origins = createOriginFetcher({
    ctx,
    edge,
    via,
    signer: signerOf(ctx.account.accountId, distributionId),
    requestId: () => drawRequestId(ids),
    fetched: (told) => statistics.origin(told),
  })

  const caches = createTiers({ ctx, sites, origins, chance, isPlainHttp })
  const functions = createFunctionRunner(ctx)

  const viewers = createViewerRequests({
    ctx,
    sites,
    caches,
    statistics,
    functions,
    edge,
    distribution: () => distribution,
    keysOf: (behavior) => keysOf(behavior),
    isPlainHttp,
    domainName,
    distributionId,
  })

  const invalidations = createSweeps(ctx, sites, clearedAt)
  const conclude = createConclusion({ ctx, statistics, via, domainName, isPlainHttp })

  function* http(request: HttpRequest): Process<HttpResponse> {
    const begun = ctx.now
    const site = sites.edgeFor(request.from)
    const span = ctx.beginSpan(request.context, site.spanName)
    statistics.begin()
    const took = ms(sample(edgeTime(ctx.node.model.EdgeMs), chance))
    if (!ctx.node.model.Bypass) yield ctx.sleep(took)
    const visit = { site, span, requestId: drawRequestId(ids) }
    const outcome = viewers.answerAtOnce(request, visit) ?? (yield* viewers.answer(request, visit))
    noteLast(site.tier.name, outcome.served.result)
    const response = conclude(request, { visit, outcome, begun })
    ctx.endSpan(span, outcomeOf.http(response))
    return response
  }

  const redeploy = (): void => {
    distribution = collect()
    keysOf = createTrustedKeys(ctx.node.properties)
    functions.redeploy()
    sites.redeploy()
  }

  return {
    serve: { http },
    entrance: (from) => sites.edgeFor(from).tier.place,
    changed: redeploy,
    hostnames: () => [domainName, ...ctx.node.properties.DistributionConfig.Aliases],
    usage: () =>
      ctx.node.model.Bypass ? {} : { ...statistics.usage(), invalidations: invalidations.paths },
    command: (command: JsonValue) => carryOut(ctx, invalidations, command),
    query: (query) =>
      answerQuery(createInspectorHost({ ctx, sites, statistics, viewers }), query) as JsonValue,
    inspect() {
      const all = readSites(sites.tiers.values(), { clearedAt, last })
      return {
        distributionId,
        domainName,
        ...statistics.read(),
        sites: all.slice(0, SITES_SHOWN),
        siteCount: all.length,
        invalidations: invalidations.read(ctx.now),
      }
    },
    dispose: () => functions.redeploy(),
  }
}

/** Distributions, as the simulation sees them. */
export const cloudfront: ServiceModule<Definition, CloudFrontState> = {
  definition: cloudfrontDefinition,
  create: createCloudFront,
}
