import type { Edge } from '../service.ts'
import * as z from 'zod/mini'
import type { cloudfrontDefinition } from './definition.ts'
import {
  type CachePolicy,
  findCachePolicy,
  findOriginRequestPolicy,
  type OriginRequestPolicy,
} from './policies/cachePolicy.ts'
import { findResponseHeadersPolicy } from './policies/responseHeaders.ts'
import {
  type BehaviorConfig,
  type OriginConfig,
  originSchema,
  type ResponseHeadersPolicyConfig,
} from './properties.ts'
import { toLegacyOriginRequest, toLegacyPolicy } from './policies/forwardedValues.ts'
import { compilePattern } from './pathPattern.ts'

type Properties = z.output<typeof cloudfrontDefinition.properties>

/** Where requests go. */
export interface Origin extends OriginConfig {
  readonly edge: Edge<'http'>
}

/** A behaviour's target: an origin, and another one for the statuses that make it fail over. */
export interface Target {
  readonly primary: Origin
  readonly secondary: Origin | null
  readonly failoverOn: ReadonlySet<number>
}

/** A wire to a function of Lambda@Edge. */
export interface EdgeFunction {
  readonly eventType: string
  readonly includeBody: boolean
  /** A version or an alias; absent: `$LATEST`. */
  readonly qualifier: string | undefined
  readonly edge: Edge<'invoke'>
}

/** A behaviour, ready to use. */
export interface Behavior {
  /** `*` for the default one. */
  readonly pattern: string
  readonly config: BehaviorConfig
  readonly fits: (path: string) => boolean
  readonly policy: CachePolicy
  readonly originRequest: OriginRequestPolicy | null
  readonly responseHeaders: ResponseHeadersPolicyConfig | null
  /** Null where nothing leads to it. */
  readonly target: Target | null
  readonly allowed: ReadonlySet<string>
  readonly cached: ReadonlySet<string>
  readonly edgeFunctions: readonly EdgeFunction[]
  /** Names in `Functions`, by event. */
  readonly functions: ReadonlyMap<string, string>
}

/** What the document says of a distribution, ready to use. */
export interface Distribution {
  readonly behaviors: readonly Behavior[]
  readonly origins: ReadonlyMap<string, Origin>
}

interface OriginWire {
  readonly OriginId?: string
}
interface FunctionWire {
  readonly EventType: string
  readonly PathPatterns: readonly string[]
  readonly IncludeBody: boolean
  readonly Qualifier?: string
}

function collectOrigins(
  configured: readonly OriginConfig[],
  edges: readonly Edge<'http'>[],
): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>()
  for (const edge of edges) {
    const { OriginId: id = edge.target } = edge.properties as OriginWire
    const config = configured.find(({ Id }) => Id === id) ?? z.parse(originSchema, { Id: id })
    origins.set(id, { ...config, edge })
  }
  return origins
}

function findTarget(
  id: string | undefined,
  config: Properties['DistributionConfig'],
  origins: ReadonlyMap<string, Origin>,
): Target | null {
  const [first] = origins.values()
  const plain = id === undefined ? first : origins.get(id)
  if (plain !== undefined) return { primary: plain, secondary: null, failoverOn: new Set() }
  const group = config.OriginGroups?.Items.find(({ Id }) => Id === id)
  const members = (group?.Members.Items ?? []).flatMap(
    ({ OriginId }) => origins.get(OriginId) ?? [],
  )
  const [primary, secondary = null] = members
  if (primary === undefined || group === undefined) return null
  return { primary, secondary, failoverOn: new Set(group.FailoverCriteria.StatusCodes.Items) }
}

const upper = (methods: readonly string[]): ReadonlySet<string> =>
  new Set(methods.map((method) => method.toUpperCase()))

function collectFunctions(
  edges: readonly Edge<'invoke'>[],
  pattern: string,
): readonly EdgeFunction[] {
  return edges.flatMap((edge) => {
    const { EventType, PathPatterns, IncludeBody, Qualifier } = edge.properties as FunctionWire
    if (PathPatterns.length > 0 && !PathPatterns.includes(pattern)) return []
    return { eventType: EventType, includeBody: IncludeBody, qualifier: Qualifier, edge }
  })
}

/** By the policies that it names, or by the values that it forwards. */
function policiesOf(
  given: BehaviorConfig,
  properties: Properties,
): Pick<Behavior, 'policy' | 'originRequest'> {
  const { ForwardedValues } = given
  if (ForwardedValues !== undefined) {
    const legacy = { ...given, ForwardedValues }
    return { policy: toLegacyPolicy(legacy), originRequest: toLegacyOriginRequest(legacy) }
  }
  return {
    policy:
      findCachePolicy(given.CachePolicyId, properties.CachePolicies) ??
      // The check has refused the name; what runs nevertheless caches nothing.
      (findCachePolicy('CachingDisabled', {}) as CachePolicy),
    originRequest: findOriginRequestPolicy(
      given.OriginRequestPolicyId,
      properties.OriginRequestPolicies,
    ),
  }
}

/** Makes a distribution of what the document says and of the wires that leave it. */
export function deploy(
  properties: Properties,
  edges: { readonly http: readonly Edge<'http'>[]; readonly invoke: readonly Edge<'invoke'>[] },
): Distribution {
  const { DistributionConfig: config } = properties
  const origins = collectOrigins(config.Origins, edges.http)
  const toBehavior = (given: BehaviorConfig, pattern: string): Behavior => ({
    pattern,
    config: given,
    fits: compilePattern(pattern),
    ...policiesOf(given, properties),
    responseHeaders: findResponseHeadersPolicy(
      given.ResponseHeadersPolicyId,
      properties.ResponseHeadersPolicies,
    ),
    target: findTarget(given.TargetOriginId, config, origins),
    allowed: upper(given.AllowedMethods),
    cached: upper(given.CachedMethods),
    edgeFunctions: collectFunctions(edges.invoke, pattern),
    functions: new Map(
      given.FunctionAssociations.map(({ EventType, FunctionARN }) => [EventType, FunctionARN]),
    ),
  })
  return {
    behaviors: [
      ...config.CacheBehaviors.map((given) => toBehavior(given, given.PathPattern)),
      toBehavior(config.DefaultCacheBehavior, '*'),
    ],
    origins,
  }
}

/** The first behaviour whose pattern fits; the default one fits all. */
export function findBehavior({ behaviors }: Distribution, path: string): Behavior {
  const found = behaviors.find(({ fits }) => fits(path)) ?? behaviors.at(-1)
  return found as Behavior
}
