import { type Instant, toSeconds } from '#kernel/time.ts'
import type { ServiceContext } from '#services/service.ts'
import { DEPLOYED_PARTS } from './deployedParts.ts'
import { resourceIdOf } from '../identity.ts'
import { createRouteThrottles, type RouteThrottles } from '../routeThrottles.ts'
import type { ThrottleLimit } from '../throttle.ts'
import { createStageCache, type StageCache } from './cache.ts'
import { cacheMeterOf } from './cost.ts'
import type { restApiDefinition } from './definition.ts'
import {
  deployCurrent,
  type DeployedMethod,
  type Deployment,
  deploySnapshot,
  type IntegrationEdge,
} from './deployment.ts'
import { createModel, type Model } from './models.ts'
import type { MethodSetting } from './properties.ts'
import { type AccountPlans, createUsagePlans, type UsagePlans } from '../restSecurity/usagePlans.ts'
import { createWebAcl, type WebAcl } from '../restSecurity/webAcl.ts'
import { createStages, settingsOf, type Stage } from './stages.ts'
import { createTemplates, type Templates } from './templates.ts'

/** What an API is made of while its document stays the same: stages on their deployments, buckets, caches, templates. */
export interface Works {
  readonly stages: ReadonlyMap<string, Stage>
  readonly templates: Templates
  /** The methods of the document as it is. */
  readonly methods: readonly DeployedMethod[]
  readonly throttles: ReadonlyMap<string, RouteThrottles>
  readonly caches: ReadonlyMap<string, StageCache>
  readonly plans: UsagePlans
  readonly webAcl: WebAcl
  findModel(deployment: Deployment, name: string): Model | null
  /** A method's settings at a stage. */
  settingOf(stage: string, key: string): Partial<MethodSetting>
  /** Takes the document anew. */
  deploy(limit: ThrottleLimit): void
  /** Hours that caches of each size have been there, by meter. */
  cacheHours(): Readonly<Record<string, number>>
}

const HOUR_SECONDS = 3_600

/** Counts the hours of caches. */
function createCacheClock() {
  const hours = new Map<string, number>()
  const sizes = new Map<string, string>()
  let since: Instant | null = null

  const count = (now: Instant): void => {
    const passed = since === null ? 0 : (toSeconds(now) - toSeconds(since)) / HOUR_SECONDS
    since = now
    for (const size of sizes.values()) {
      const meter = cacheMeterOf(size)
      hours.set(meter, (hours.get(meter) ?? 0) + passed)
    }
  }
  return {
    set(next: ReadonlyMap<string, string>, now: Instant) {
      count(now)
      sizes.clear()
      for (const [stage, size] of next) sizes.set(stage, size)
    },
    read(now: Instant) {
      count(now)
      return Object.fromEntries(hours)
    },
  }
}

/** Creates the works of an API and deploys what its document says. */
export function createWorks(
  ctx: ServiceContext<typeof restApiDefinition>,
  account: AccountPlans,
): Works {
  const clock = createCacheClock()
  const throttles = new Map<string, RouteThrottles>()
  const caches = new Map<string, StageCache>()
  const models = new Map<string, Model | null>()
  const settings = new Map<string, Partial<MethodSetting>>()
  let stages: ReadonlyMap<string, Stage> = new Map()
  let templates = createTemplates()
  let current: Deployment | null = null
  let signature = ''
  let count = 0
  let plans = createUsagePlans(ctx.node.id, { keys: [], plans: [] })
  let webAcl = createWebAcl(undefined)
  let security = ''

  const edges = (): readonly IntegrationEdge[] => [
    ...ctx.edges('invoke').filter(({ port }) => port === null),
    ...ctx.edges('http'),
    ...ctx.edges('api'),
  ]

  /** The document as it is: another deployment where its methods or wires changed. */
  const findCurrent = (): Deployment => {
    const wires = edges()
    const { properties } = ctx.node
    const now = JSON.stringify([
      properties.Methods,
      DEPLOYED_PARTS.map((name) => properties[name] ?? null),
      wires.map(({ id, target, properties }) => [id, target, properties]),
    ])
    if (current === null || now !== signature) {
      signature = now
      current = deployCurrent(
        ctx.node.properties,
        wires,
        resourceIdOf(ctx.node.id, `deployment ${++count}`),
      )
    }
    return current
  }

  const deployStages = (): void => {
    const snapshots = new Map<string, Deployment>()
    for (const snapshot of ctx.node.properties.Deployments) {
      snapshots.set(snapshot.DeploymentId, deploySnapshot(snapshot, edges(), ctx.node.properties))
    }
    const now = findCurrent()
    stages = createStages(ctx.node.properties, (id) =>
      id === undefined ? now : (snapshots.get(id) ?? now),
    )
  }

  const settingOf = (stage: string, key: string): Partial<MethodSetting> => {
    const place = `${stage} ${key}`
    const known = settings.get(place)
    if (known !== undefined) return known
    const properties = stages.get(stage)?.properties
    const made = properties === undefined ? {} : settingsOf(properties, key)
    settings.set(place, made)
    return made
  }

  const deployThrottles = (limit: ThrottleLimit): void => {
    for (const name of throttles.keys()) if (!stages.has(name)) throttles.delete(name)
    for (const [name, { deployment, canary }] of stages) {
      const methods = [...deployment.methods, ...(canary?.deployment.methods ?? [])]
      const RouteSettings = Object.fromEntries(
        methods.map(({ key }) => [key, settingOf(name, key)] as const),
      )
      const own = throttles.get(name) ?? createRouteThrottles()
      throttles.set(name, own)
      own.deploy({ RouteSettings }, limit, ctx.now)
    }
  }

  const deployCaches = (): void => {
    const sizes = new Map<string, string>()
    for (const [name, { properties }] of stages) {
      if (properties.CacheClusterEnabled) sizes.set(name, properties.CacheClusterSize)
    }
    for (const name of caches.keys()) if (!sizes.has(name)) caches.delete(name)
    for (const [name, size] of sizes) {
      const own = caches.get(name)
      if (own === undefined) caches.set(name, createStageCache(Number(size)))
      else own.resize(Number(size))
    }
    clock.set(sizes, ctx.now)
  }

  /** Plans and rules keep what they counted while the document says the same of them. */
  const deploySecurity = (): void => {
    const { ApiKeys, UsagePlans, WebACL } = ctx.node.properties
    const now = JSON.stringify([ApiKeys, UsagePlans, WebACL])
    if (now === security) return
    security = now
    plans = createUsagePlans(ctx.node.id, { keys: ApiKeys, plans: UsagePlans })
    account.set(ctx.node.id, plans)
    webAcl = createWebAcl(WebACL)
  }

  return {
    get stages() {
      return stages
    },
    get templates() {
      return templates
    },
    get methods() {
      return current?.methods ?? []
    },
    get plans() {
      return plans
    },
    get webAcl() {
      return webAcl
    },
    throttles,
    caches,
    settingOf,
    findModel({ id, api: { Models } }, name) {
      const place = `${id} ${name}`
      const known = models.get(place)
      if (known !== undefined) return known
      const schemaOf = (of: string): unknown =>
        Object.hasOwn(Models, of) ? Models[of]?.Schema : undefined
      const schema = schemaOf(name)
      const made = schema === undefined ? null : createModel(schema, schemaOf)
      models.set(place, made)
      return made
    },
    deploy(limit) {
      models.clear()
      settings.clear()
      templates = createTemplates()
      deployStages()
      deployThrottles(limit)
      deployCaches()
      deploySecurity()
    },
    cacheHours: () => clock.read(ctx.now),
  }
}
