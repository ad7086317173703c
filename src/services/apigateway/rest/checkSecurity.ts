import type { CheckedNode, NodeFinding } from '#services/definition.ts'
import * as z from 'zod/mini'
import { functionWireSchema, type RestApiProperties } from './properties.ts'

const at = (path: string, message: string): NodeFinding => ({
  path: `properties.${path}`,
  message,
})

/** The names of the authorizers that a wire leads to. */
const wiredAuthorizers = (edges: CheckedNode['edges']): ReadonlySet<string | undefined> =>
  new Set(
    edges.flatMap(({ port, properties }) =>
      port === 'authorizer' ? [z.safeParse(functionWireSchema, properties).data?.AuthorizerId] : [],
    ),
  )

/** Methods that ask for an authorizer that there is not. */
const checkMethodsAuthorizers = ({ Methods, Authorizers }: RestApiProperties) =>
  Object.entries(Methods).flatMap(([key, { AuthorizationType, AuthorizerId = '' }]) => {
    if (AuthorizationType !== 'CUSTOM' && AuthorizationType !== 'COGNITO_USER_POOLS') return []
    if (Object.hasOwn(Authorizers, AuthorizerId)) return []
    const message =
      AuthorizerId === '' ? 'names no authorizer' : `there is no authorizer ${AuthorizerId}`
    return [at(`Methods.${key}.AuthorizerId`, message)]
  })

const checkAuthorizers = (
  { Authorizers }: RestApiProperties,
  edges: CheckedNode['edges'],
): readonly NodeFinding[] => {
  const wired = wiredAuthorizers(edges)
  return Object.entries(Authorizers).flatMap(([name, { Type, ProviderARNs = [] }]) => {
    if (Type !== 'COGNITO_USER_POOLS') {
      const message = 'no wire leads from the authorizer port to its function'
      return wired.has(name) ? [] : [at(`Authorizers.${name}`, message)]
    }
    const message = 'ProviderARNs names no user pool: it lets nobody in'
    return ProviderARNs.length === 0 ? [at(`Authorizers.${name}`, message)] : []
  })
}

/** Keys and plans that nobody can use. */
function checkPlans({
  Methods,
  ApiKeys,
  UsagePlans,
  Stages,
}: RestApiProperties): readonly NodeFinding[] {
  const names = new Set(ApiKeys.map(({ Name }) => Name))
  const stages = new Set(Stages.map(({ StageName }) => StageName))
  const findings = UsagePlans.flatMap((plan, index) => [
    ...plan.Keys.filter((key) => !names.has(key)).map((key) =>
      at(`UsagePlans[${index}].Keys`, `there is no API key ${key}`),
    ),
    ...plan.ApiStages.filter(({ Stage }) => !stages.has(Stage)).map(({ Stage }) =>
      at(`UsagePlans[${index}].ApiStages`, `there is no stage ${Stage}`),
    ),
  ])
  const asks = Object.entries(Methods).find(([, { ApiKeyRequired }]) => ApiKeyRequired === true)
  if (asks !== undefined && UsagePlans.every(({ Keys }) => Keys.length === 0)) {
    const message = 'no usage plan has a key: nobody can call'
    return [...findings, at(`Methods.${asks[0]}.ApiKeyRequired`, message)]
  }
  return findings
}

/** What is odd about who may call an API. */
export function checkSecurity(
  properties: RestApiProperties,
  edges: CheckedNode['edges'],
): readonly NodeFinding[] {
  const isPolicy = properties.Policy === undefined || properties.Policy['Statement'] !== undefined
  return [
    ...checkMethodsAuthorizers(properties),
    ...checkAuthorizers(properties, edges),
    ...checkPlans(properties),
    ...(isPolicy ? [] : [at('Policy', 'has no Statement: it lets nobody in')]),
  ]
}
