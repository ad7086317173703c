import { decodePercent } from '#contracts/proxyRequest.ts'
import type { Random } from '#kernel/random.ts'
import type { Deployment } from './deployment.ts'
import { parseMethodKey } from './methodKey.ts'
import type { MethodSetting, RestApiProperties, StageProperties } from './properties.ts'

/** A stage at work, with what it serves. */
export interface Stage {
  readonly properties: StageProperties
  readonly deployment: Deployment
  readonly canary: Canary | null
}

/** A share of a stage's requests that another deployment takes. */
interface Canary {
  readonly share: number
  readonly deployment: Deployment
  readonly variables: Readonly<Record<string, string>>
  readonly usesStageCache: boolean
}

/** How one request is served: by the stage, or by its canary. */
export interface Release {
  readonly stage: StageProperties
  readonly deployment: Deployment
  readonly variables: Readonly<Record<string, string>>
  readonly isCanary: boolean
  /** Requests of one name share cached answers. */
  readonly cacheName: string
}

/** Puts the stages on their deployments; a deployment that is not there is the document as it is. */
export function createStages(
  { Stages }: Pick<RestApiProperties, 'Stages'>,
  find: (id: string | undefined) => Deployment,
): ReadonlyMap<string, Stage> {
  const stages = new Map<string, Stage>()
  for (const properties of Stages) {
    if (stages.has(properties.StageName)) continue
    const { CanarySetting: setting, DeploymentId, Variables } = properties
    const canary =
      setting === undefined
        ? null
        : {
            share: setting.PercentTraffic / 100,
            deployment: find(setting.DeploymentId),
            variables: { ...Variables, ...setting.StageVariableOverrides },
            usesStageCache: setting.UseStageCache,
          }
    stages.set(properties.StageName, { properties, deployment: find(DeploymentId), canary })
  }
  return stages
}

/** The stage of a path, and the path below it. The first segment names it; else it is the default one. */
export function findStage(
  stages: ReadonlyMap<string, Stage>,
  defaultStage: string,
  path: string,
): { readonly stage: Stage; readonly path: string; readonly isNamed: boolean } | null {
  const end = path.indexOf('/', 1)
  const named = stages.get(decodePercent(end < 0 ? path.slice(1) : path.slice(1, end)))
  if (named !== undefined) {
    return { stage: named, path: end < 0 ? '/' : path.slice(end), isNamed: true }
  }
  const stage = stages.get(defaultStage)
  return stage === undefined ? null : { stage, path, isNamed: false }
}

/**
 * Draws who serves a request: "API Gateway […] at random" sends a share of them to the canary.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export function drawRelease({ properties, deployment, canary }: Stage, random: Random): Release {
  const name = properties.StageName
  if (canary !== null && random.next() < canary.share) {
    const { variables, usesStageCache } = canary
    return {
      stage: properties,
      deployment: canary.deployment,
      variables,
      isCanary: true,
      cacheName: usesStageCache ? name : `${name}/Canary`,
    }
  }
  return {
    stage: properties,
    deployment,
    variables: properties.Variables ?? {},
    isCanary: false,
    cacheName: name,
  }
}

/** How closely a setting speaks of a method: 0 for all, 3 for the very one; -1 where it does not. */
function closeness(setting: MethodSetting, key: string): number {
  const parsed = parseMethodKey(key)
  if (typeof parsed === 'string') return -1
  const path = setting.ResourcePath.replaceAll('~1', '/')
  const isEveryPath = path === '/*' || path === '*'
  const isEveryMethod = setting.HttpMethod === '*'
  if (!isEveryPath && path !== parsed.path) return -1
  if (!isEveryMethod && setting.HttpMethod !== parsed.httpMethod) return -1
  return (isEveryPath ? 0 : 2) + (isEveryMethod ? 0 : 1)
}

/** A method's settings: the closest that speaks of it over the stage's own, field by field. */
export function settingsOf(
  { MethodSettings }: Pick<StageProperties, 'MethodSettings'>,
  key: string,
): Partial<MethodSetting> {
  const fitting = MethodSettings.map((setting) => ({ setting, rank: closeness(setting, key) }))
    .filter(({ rank }) => rank >= 0)
    .toSorted((one, two) => one.rank - two.rank)
  return Object.assign({}, ...fitting.map(({ setting }) => setting)) as Partial<MethodSetting>
}
