import icon from 'aws-icons/icons/architecture-service/AmazonAPIGateway.svg?url'
import type { ServiceView } from '#services/view.ts'
import type { restApiDefinition, RestApiState } from '../rest/definition.ts'
import { RestNode } from './RestNode.tsx'

export const restApiView: ServiceView<typeof restApiDefinition, RestApiState> = {
  icon,
  subline: ({ EndpointConfiguration, Stages }) => {
    const [type = 'REGIONAL'] = EndpointConfiguration.Types
    const kind = `${type.charAt(0)}${type.slice(1).toLowerCase()}`
    const stages = Stages.length === 1 ? (Stages[0]?.StageName ?? '') : `${Stages.length} stages`
    return `REST API · ${kind} · ${stages}`
  },
  Node: RestNode,
}
