import type { NodeFinding } from '#services/definition.ts'
import type { RestApiProperties } from './properties.ts'

/** "Stages per API 10". https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const STAGES_MAX = 10
const VARIABLE_NAME = /^[A-Za-z0-9_]{1,64}$/
const VARIABLE_VALUE = /^[A-Za-z0-9\-._~:/?#&=,]{1,512}$/

/** What AWS refuses of a stage's variables. https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html */
const checkVariables = (variables: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(variables).flatMap(([name, value]) => {
    if (!VARIABLE_NAME.test(name)) return [`the stage variable ${name} must be a word`]
    if (VARIABLE_VALUE.test(value)) return []
    return [`Stage variable value does not match [A-Za-z0-9-._~:/?#&=,]+: ${name}`]
  })

/** What is odd about an API's stages, models and validators. */
export function checkStages(properties: RestApiProperties): readonly NodeFinding[] {
  const { Stages, DefaultStage, Deployments, Methods, Models, RequestValidators } = properties
  const names = Stages.map(({ StageName }) => StageName)
  const deployments = new Set(Deployments.map(({ DeploymentId }) => DeploymentId))
  const findings: NodeFinding[] = []
  const add = (path: string, message: string): void =>
    void findings.push({ path: `properties.${path}`, message })

  if (Stages.length > STAGES_MAX) add('Stages', `an API has at most ${STAGES_MAX} stages`)
  if (DefaultStage !== '' && !names.includes(DefaultStage)) {
    add('DefaultStage', `there is no stage ${DefaultStage}`)
  }
  for (const [index, stage] of Stages.entries()) {
    const path = `Stages[${index}]`
    if (names.indexOf(stage.StageName) !== index)
      add(path, `there is a stage ${stage.StageName} already`)
    for (const id of [stage.DeploymentId, stage.CanarySetting?.DeploymentId]) {
      if (id !== undefined && !deployments.has(id)) add(path, `there is no deployment ${id}`)
    }
    for (const message of checkVariables(stage.Variables ?? {})) add(`${path}.Variables`, message)
    const format = stage.AccessLogSetting?.Format
    if (format !== undefined && !/\$context\.(requestId|extendedRequestId)\b/.test(format)) {
      add(
        `${path}.AccessLogSetting.Format`,
        'Access log format must include at least one of $context.requestId or $context.extendedRequestId',
      )
    }
  }
  for (const [key, { RequestValidatorId: validator, RequestModels = {} }] of Object.entries(
    Methods,
  )) {
    if (validator !== undefined && !Object.hasOwn(RequestValidators, validator)) {
      add(`Methods.${key}.RequestValidatorId`, `there is no request validator ${validator}`)
    }
    for (const [type, model] of Object.entries(RequestModels)) {
      if (model === 'Empty' || Object.hasOwn(Models, model)) continue
      add(`Methods.${key}.RequestModels.${type}`, `Invalid model identifier specified: ${model}`)
    }
  }
  return findings
}
