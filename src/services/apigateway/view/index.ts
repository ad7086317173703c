import icon from 'aws-icons/icons/architecture-service/AmazonAPIGateway.svg?url'
import type { ServiceView } from '#services/view.ts'
import type { httpApiDefinition, HttpApiState } from '../definition.ts'
import { Node } from './Node.tsx'

export const httpApiView: ServiceView<typeof httpApiDefinition, HttpApiState> = {
  icon,
  subline: (properties) =>
    properties.CorsConfiguration === undefined ? 'HTTP API' : 'HTTP API · CORS',
  Node,
}
