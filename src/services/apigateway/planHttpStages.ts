import {
  changed,
  groupByWire,
  listOf,
  nextDeploymentId,
  type Raw,
  type RawProperties,
} from './planRaw.ts'

/** What a stage says, by the names under which an API with one stage says it itself. */
const OWN = ['StageVariables', 'DefaultRouteSettings', 'RouteSettings', 'AccessLogSettings']

/** The stages of the document; the one that the API itself describes where there are none. */
export function httpStagesOf(properties: RawProperties): readonly Raw[] {
  if (Array.isArray(properties['Stages'])) return listOf(properties['Stages'])
  const settings = OWN.flatMap((name) => {
    const value = properties[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  const StageName = properties['StageName'] ?? '$default'
  return [{ StageName, AutoDeploy: true, ...Object.fromEntries(settings) }]
}

/** The properties with stages of their own, in place of what the API said of its only one. */
const withStages = (properties: RawProperties, Stages: readonly Raw[]): RawProperties => ({
  ...Object.fromEntries(
    Object.entries(properties).filter(([name]) => name !== 'StageName' && !OWN.includes(name)),
  ),
  Stages,
})

/** The properties with a stage changed; null takes a setting away. */
export function planHttpStage(properties: RawProperties, name: string, change: Raw): RawProperties {
  const stages = httpStagesOf(properties).map((stage) =>
    stage['StageName'] === name ? changed(stage, change) : stage,
  )
  return withStages(properties, stages)
}

/** The properties with another stage, which deploys by itself. */
export const planNewHttpStage = (properties: RawProperties, name: string): RawProperties =>
  withStages(properties, [...httpStagesOf(properties), { StageName: name, AutoDeploy: true }])

/** The properties without a stage. */
export const planHttpStageRemoval = (properties: RawProperties, name: string): RawProperties =>
  withStages(
    properties,
    httpStagesOf(properties).filter(({ StageName }) => StageName !== name),
  )

/** The properties with a deployment: the routes and where they lead, as they are now. */
export function planHttpDeployment(
  properties: RawProperties,
  wires: readonly { readonly wire: string; readonly route: string }[],
  description: string,
): RawProperties {
  const deployments = listOf(properties['Deployments'])
  const Routes = properties['Routes']
  const made: Raw = {
    DeploymentId: nextDeploymentId(deployments),
    ...(description !== '' && { Description: description }),
    ...(Routes !== undefined && { Routes }),
    Wires: groupByWire(wires.map(({ wire, route: key }) => ({ wire, key }))),
  }
  return { ...properties, Deployments: [...deployments, made] }
}
