import type { NodeFinding } from '../definition.ts'
import type { ApiKeyProperties, UsagePlanProperties } from './rest/securityProperties.ts'

interface Keyed {
  readonly ProtocolType: 'HTTP' | 'WEBSOCKET'
  readonly Routes?:
    | Readonly<Record<string, { readonly ApiKeyRequired?: boolean | undefined }>>
    | undefined
  readonly ApiKeys?: readonly ApiKeyProperties[] | undefined
  readonly UsagePlans?: readonly UsagePlanProperties[] | undefined
}

/** API keys that nobody asks for, or nobody can have. HTTP APIs have none; a WebSocket API looks at them when a client connects. */
export function checkApiKeys(properties: Keyed): readonly NodeFinding[] {
  const { ProtocolType, Routes = {}, ApiKeys = [], UsagePlans = [] } = properties
  const asking = Object.entries(Routes).filter(([, route]) => route.ApiKeyRequired === true)
  const unasked = asking.flatMap(([key]): readonly NodeFinding[] => {
    const path = `Routes.${key}.ApiKeyRequired`
    if (ProtocolType === 'HTTP') return [{ path, message: 'HTTP APIs have no API keys' }]
    return key === '$connect'
      ? []
      : [
          {
            path,
            message: 'a key is looked at when a client connects, by $connect',
            kind: 'ignored',
          },
        ]
  })
  const planned = new Set(UsagePlans.flatMap(({ Keys }) => Keys))
  const idle = ApiKeys.flatMap(({ Name }, index) =>
    planned.has(Name)
      ? []
      : [{ path: `ApiKeys[${index}]`, message: `${Name} is in no usage plan: it opens nothing` }],
  )
  const unknown = UsagePlans.flatMap(({ Keys, UsagePlanName }, index) =>
    Keys.filter((key) => !ApiKeys.some(({ Name }) => Name === key)).map((key) => ({
      path: `UsagePlans[${index}]`,
      message: `${UsagePlanName} has the key ${key}, which there is not`,
    })),
  )
  return [...unasked, ...idle, ...unknown]
}
