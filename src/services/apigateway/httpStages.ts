import { decodePercent, STAGE } from '#contracts/proxyRequest.ts'
import type { ServiceContext } from '../service.ts'
import type { httpApiDefinition } from './definition.ts'
import { collectRoutes, type IntegratedRoute } from './integrations.ts'
import { createRouteThrottles, type RouteThrottles } from './routeThrottles.ts'
import type { ThrottleLimit } from './throttle.ts'

type Properties = ServiceContext<typeof httpApiDefinition>['node']['properties']

/** What a stage says of itself, by AWS::ApiGatewayV2::Stage's names. */
type StageSettings = NonNullable<Properties['Stages']>[number]

/** A stage at work, with the routes that it serves. */
export interface HttpStage {
  readonly name: string
  readonly settings: StageSettings
  readonly routes: readonly IntegratedRoute[]
  /** What the deployment says of each route beyond its integration. */
  readonly routeProperties: Properties['Routes']
  readonly throttles: RouteThrottles
  /** Whether CloudWatch keeps a metric of each route. */
  isDetailed(route: string): boolean
}

/** The stages of one HTTP API. */
export interface HttpStages {
  readonly all: readonly HttpStage[]
  /** The routes of the document as it is. */
  readonly current: readonly IntegratedRoute[]
  /** The stage of a path, and the path below its name; null where it leads to none. */
  find(path: string): { readonly stage: HttpStage; readonly path: string } | null
  deploy(account: ThrottleLimit): void
}

/** The one stage of a document that names none: settings that stand in the API itself. */
const onlyStage = (properties: Properties): StageSettings => ({
  StageName: properties.StageName ?? STAGE,
  AutoDeploy: true,
  StageVariables: properties.StageVariables,
  DefaultRouteSettings: properties.DefaultRouteSettings,
  RouteSettings: properties.RouteSettings,
  AccessLogSettings: properties.AccessLogSettings,
})

const edgesOf = (ctx: ServiceContext<typeof httpApiDefinition>) => [
  ...ctx.edges('invoke'),
  ...ctx.edges('http'),
  ...ctx.edges('api'),
]

type Served = Pick<HttpStage, 'routes' | 'routeProperties'>

/**
 * What a stage serves: the document as it is (`current`) where it deploys by itself, else a snapshot; without one, nothing.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
 */
function collectServed(
  ctx: ServiceContext<typeof httpApiDefinition>,
  { AutoDeploy, DeploymentId }: StageSettings,
  current: readonly IntegratedRoute[],
): Served {
  const { Deployments = [], Routes } = ctx.node.properties
  if (AutoDeploy) return { routes: current, routeProperties: Routes }
  const snapshot = Deployments.find((each) => each.DeploymentId === DeploymentId)
  if (snapshot === undefined) return { routes: [], routeProperties: undefined }
  const { Wires } = snapshot
  const routes = collectRoutes(edgesOf(ctx), ({ id }) =>
    Object.hasOwn(Wires, id) ? (Wires[id] ?? []) : [],
  )
  return { routes, routeProperties: snapshot.Routes }
}

/** Creates the stages of an API, as its document has them. */
export function createHttpStages(ctx: ServiceContext<typeof httpApiDefinition>): HttpStages {
  const throttles = new Map<string, RouteThrottles>()
  let stages: readonly HttpStage[] = []
  let current: readonly IntegratedRoute[] = []
  let named: ReadonlyMap<string, HttpStage> = new Map()

  const create = (settings: StageSettings, account: ThrottleLimit): HttpStage => {
    const name = settings.StageName
    const own = throttles.get(name) ?? createRouteThrottles()
    throttles.set(name, own)
    own.deploy(settings, account, ctx.now)
    const { DefaultRouteSettings, RouteSettings } = settings
    return {
      name,
      settings,
      ...collectServed(ctx, settings, current),
      throttles: own,
      isDetailed(route) {
        const closest =
          RouteSettings !== undefined && Object.hasOwn(RouteSettings, route)
            ? RouteSettings[route]
            : undefined
        return (
          closest?.DetailedMetricsEnabled ?? DefaultRouteSettings?.DetailedMetricsEnabled ?? false
        )
      },
    }
  }

  return {
    get all() {
      return stages
    },
    get current() {
      return current
    },
    find(path) {
      const end = path.indexOf('/', 1)
      const stage = named.get(decodePercent(end < 0 ? path.slice(1) : path.slice(1, end)))
      if (stage !== undefined && stage.name !== STAGE) {
        return { stage, path: end < 0 ? '/' : path.slice(end) }
      }
      const plain = named.get(STAGE)
      return plain === undefined ? null : { stage: plain, path }
    },
    deploy(account) {
      const { Stages } = ctx.node.properties
      current = collectRoutes(edgesOf(ctx))
      const settings = Stages ?? [onlyStage(ctx.node.properties)]
      const made = new Map<string, HttpStage>()
      for (const each of settings) {
        if (!made.has(each.StageName)) made.set(each.StageName, create(each, account))
      }
      for (const name of throttles.keys()) if (!made.has(name)) throttles.delete(name)
      named = made
      stages = [...made.values()]
    },
  }
}
