import type { ServiceView } from '#services/view.ts'
import type { httpServiceDefinition, HttpServiceState } from '../definition.ts'
import icon from './httpService.svg?url'
import { Node } from './Node.tsx'

export const httpServiceView: ServiceView<typeof httpServiceDefinition, HttpServiceState> = {
  icon,
  subline: ({ Name, MaxConcurrency }) =>
    `${Name === undefined ? '' : `${Name} · `}${MaxConcurrency} at once`,
  Node,
}
