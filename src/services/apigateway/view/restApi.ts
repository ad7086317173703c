import { lazy } from 'react'
import icon from 'aws-icons/icons/architecture-service/AmazonAPIGateway.svg?url'
import type { ServiceView } from '#services/view.ts'
import type { restApiDefinition, RestApiState } from '../rest/definition.ts'
import { RestNode } from './RestNode.tsx'

// A panel's code comes when it is first opened.
const Resources = lazy(async () => ({
  default: (await import('./RestResources.tsx')).RestResources,
}))
const Stages = lazy(async () => ({ default: (await import('./RestStages.tsx')).RestStages }))
const Security = lazy(async () => ({ default: (await import('./RestSecurity.tsx')).RestSecurity }))
const Definition = lazy(async () => ({ default: (await import('./RestOpenApi.tsx')).RestOpenApi }))

export const restApiView: ServiceView<typeof restApiDefinition, RestApiState> = {
  icon,
  subline: ({ EndpointConfiguration, Stages }) => {
    const [type = 'REGIONAL'] = EndpointConfiguration.Types
    const kind = `${type.charAt(0)}${type.slice(1).toLowerCase()}`
    const stages = Stages.length === 1 ? (Stages[0]?.StageName ?? '') : `${Stages.length} stages`
    return `REST API · ${kind} · ${stages}`
  },
  Node: RestNode,
  panels: [
    { title: 'Resources', Panel: Resources },
    { title: 'Stages', Panel: Stages },
    { title: 'Security', Panel: Security },
    { title: 'OpenAPI', Panel: Definition },
  ],
}
