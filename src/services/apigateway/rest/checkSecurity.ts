import type { CheckedNode, NodeFinding } from '#services/definition.ts'
import * as z from 'zod/mini'
import { apiIdOf } from '../identity.ts'
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

/** "A key may be in several usage plans", but in one of each stage. */
const checkShared = ({ UsagePlans, Stages }: RestApiProperties): readonly NodeFinding[] => {
  const known = new Set<string>()
  const findings: NodeFinding[] = []
  for (const [index, plan] of UsagePlans.entries()) {
    const all = Stages.map(({ StageName }) => ({ ApiId: undefined, Stage: StageName }))
    const stages = plan.ApiStages.length === 0 ? all : plan.ApiStages
    for (const [key, { ApiId, Stage }] of plan.Keys.flatMap((name) =>
      stages.map((stage) => [name, stage] as const),
    )) {
      const place = JSON.stringify([key, ApiId ?? '', Stage])
      const message = `${key} has another usage plan with the stage ${Stage} already: this one is never asked`
      if (known.has(place)) findings.push(at(`UsagePlans[${index}].Keys`, message))
      known.add(place)
    }
  }
  return findings
}

/** Whether a usage plan of another API has stages of this one. */
const isPlannedElsewhere = (siblings: Siblings, id: string): boolean =>
  siblings.some(({ UsagePlans }) => {
    const text = JSON.stringify(UsagePlans ?? [])
    return [id, apiIdOf(id)].some((name) => text.includes(`"ApiId":${JSON.stringify(name)}`))
  })

type Siblings = NonNullable<CheckedNode['siblings']>

/** Keys and plans that nobody can use. */
function checkPlans(
  { Methods, ApiKeys, UsagePlans, Stages }: RestApiProperties,
  { id, siblings }: { readonly id: string; readonly siblings: Siblings },
): readonly NodeFinding[] {
  const names = new Set(ApiKeys.map(({ Name }) => Name))
  const stages = new Set(Stages.map(({ StageName }) => StageName))
  const findings = UsagePlans.flatMap((plan, index) => [
    ...plan.Keys.filter((key) => !names.has(key)).map((key) =>
      at(`UsagePlans[${index}].Keys`, `there is no API key ${key}`),
    ),
    ...plan.ApiStages.filter(({ ApiId, Stage }) => ApiId === undefined && !stages.has(Stage)).map(
      ({ Stage }) => at(`UsagePlans[${index}].ApiStages`, `there is no stage ${Stage}`),
    ),
  ])
  const asks = Object.entries(Methods).find(([, { ApiKeyRequired }]) => ApiKeyRequired === true)
  const hasKeys = UsagePlans.some(({ Keys }) => Keys.length > 0)
  if (asks !== undefined && !hasKeys && !isPlannedElsewhere(siblings, id)) {
    const message = 'no usage plan has a key: nobody can call'
    return [...findings, at(`Methods.${asks[0]}.ApiKeyRequired`, message)]
  }
  return findings
}

/** What is odd about who may call an API. */
export function checkSecurity(
  properties: RestApiProperties,
  { id, edges, siblings = [] }: Pick<CheckedNode, 'id' | 'edges' | 'siblings'>,
): readonly NodeFinding[] {
  const isPolicy = properties.Policy === undefined || properties.Policy['Statement'] !== undefined
  return [
    ...checkMethodsAuthorizers(properties),
    ...checkAuthorizers(properties, edges),
    ...checkPlans(properties, { id, siblings }),
    ...checkShared(properties),
    ...(isPolicy ? [] : [at('Policy', 'has no Statement: it lets nobody in')]),
  ]
}
