import { DEPLOYED_PARTS } from './deployedParts.ts'
import {
  groupByWire,
  isRaw,
  listOf,
  nextDeploymentId,
  type Raw,
  type RawProperties,
  rawOf,
} from '../planRaw.ts'

/** The stages of the document; the one that there is where it names none. */
export function stagesOf(properties: RawProperties): readonly Raw[] {
  const stages = properties['Stages']
  return Array.isArray(stages) ? listOf(stages) : [{ StageName: 'prod' }]
}

const without = (raw: Raw, ...names: readonly string[]): Raw =>
  Object.fromEntries(Object.entries(raw).filter(([name]) => !names.includes(name)))

/** The properties with a stage changed: null takes a setting away. */
export function planStage(properties: RawProperties, name: string, change: Raw): RawProperties {
  const gone = Object.keys(change).filter((key) => change[key] === null)
  const Stages = stagesOf(properties).map((stage) =>
    stage['StageName'] === name ? without({ ...stage, ...change }, ...gone) : stage,
  )
  return { ...properties, Stages }
}

/** The properties with another stage, on the document as it is. */
export const planNewStage = (properties: RawProperties, name: string): RawProperties => ({
  ...properties,
  Stages: [...stagesOf(properties), { StageName: name }],
})

/** The properties without a stage. */
export const planStageRemoval = (properties: RawProperties, name: string): RawProperties => ({
  ...properties,
  Stages: stagesOf(properties).filter((stage) => stage['StageName'] !== name),
})

const isEveryMethod = (setting: Raw): boolean =>
  (setting['ResourcePath'] ?? '/*') === '/*' && (setting['HttpMethod'] ?? '*') === '*'

/** The settings that a stage has for all of its methods. */
export function everyMethodOf(stage: Raw): Raw {
  return listOf(stage['MethodSettings']).find(isEveryMethod) ?? {}
}

/** A change of a stage's settings for all of its methods. */
export function planEveryMethod(stage: Raw, change: Raw): Raw {
  const others = listOf(stage['MethodSettings']).filter((setting) => !isEveryMethod(setting))
  const gone = Object.keys(change).filter((key) => change[key] === null)
  const own = without({ ...everyMethodOf(stage), ...change }, ...gone)
  const settings = without(own, 'ResourcePath', 'HttpMethod')
  const isPlain = Object.keys(settings).length === 0
  const every: readonly Raw[] = isPlain
    ? []
    : [{ ResourcePath: '/*', HttpMethod: '*', ...settings }]
  const MethodSettings = [...every, ...others]
  return { MethodSettings: MethodSettings.length === 0 ? null : MethodSettings }
}

/** A wire's methods, which a deployment keeps as they are. */
export interface WireMethods {
  readonly wire: string
  readonly method: string
}

/** The properties with a deployment: the methods, where they lead and what else an API deploys, as they are now. */
export function planDeployment(
  properties: RawProperties,
  wires: readonly WireMethods[],
  description: string,
): { readonly properties: RawProperties; readonly id: string } {
  const deployments = listOf(properties['Deployments'])
  const id = nextDeploymentId(deployments)
  const deployment: Raw = {
    DeploymentId: id,
    ...(description !== '' && { Description: description }),
    Methods: properties['Methods'] ?? {},
    Wires: groupByWire(wires.map(({ wire, method: key }) => ({ wire, key }))),
    Api: Object.fromEntries(
      DEPLOYED_PARTS.flatMap((name) => {
        const value = properties[name]
        return value === undefined ? [] : [[name, value] as const]
      }),
    ),
  }
  return { id, properties: { ...properties, Deployments: [...deployments, deployment] } }
}

/**
 * Promotes a stage's canary: "the stage's deployment and variables are those of the canary", which then takes no share.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/promote-canary-deployment.html
 */
export function planPromotion(properties: RawProperties, name: string): RawProperties {
  const stage = stagesOf(properties).find((each) => each['StageName'] === name)
  const canary = stage?.['CanarySetting']
  if (stage === undefined || !isRaw(canary)) return properties
  const variables = { ...rawOf(stage['Variables']), ...rawOf(canary['StageVariableOverrides']) }
  return planStage(properties, name, {
    DeploymentId: canary['DeploymentId'] ?? null,
    Variables: Object.keys(variables).length === 0 ? null : variables,
    CanarySetting: null,
  })
}
