import { lazy } from 'react'
import icon from 'aws-icons/icons/architecture-service/AmazonAPIGateway.svg?url'
import type { ServiceView } from '#services/view.ts'
import type { ApiState, httpApiDefinition } from '../definition.ts'
import { Node } from './Node.tsx'

// A panel's code comes when it is first opened.
const Connections = lazy(async () => ({
  default: (await import('./Connections.tsx')).Connections,
}))
const Stages = lazy(async () => ({ default: (await import('./HttpStages.tsx')).HttpStages }))
const Security = lazy(async () => ({ default: (await import('./HttpSecurity.tsx')).HttpSecurity }))
const Definition = lazy(async () => ({ default: (await import('./HttpOpenApi.tsx')).HttpOpenApi }))

type Properties = Parameters<ServiceView<typeof httpApiDefinition, ApiState>['subline']>[0]

function subline({ ProtocolType, StageName, CorsConfiguration }: Properties): string {
  if (ProtocolType === 'WEBSOCKET') return `WebSocket API · ${StageName ?? 'production'}`
  return CorsConfiguration === undefined ? 'HTTP API' : 'HTTP API · CORS'
}

export const httpApiView: ServiceView<typeof httpApiDefinition, ApiState> = {
  icon,
  subline,
  Node,
  panels: [
    {
      title: 'Stages',
      isFor: (properties) => properties['ProtocolType'] !== 'WEBSOCKET',
      Panel: Stages,
    },
    { title: 'Security', Panel: Security },
    {
      title: 'OpenAPI',
      isFor: (properties) => properties['ProtocolType'] !== 'WEBSOCKET',
      Panel: Definition,
    },
    {
      title: 'Connections',
      isFor: (properties) => properties['ProtocolType'] === 'WEBSOCKET',
      Panel: Connections,
    },
  ],
}
