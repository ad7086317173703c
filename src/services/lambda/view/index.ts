import icon from 'aws-icons/icons/architecture-service/AWSLambda.svg?url'
import type { ServiceView } from '#services/view.ts'
import type { lambdaDefinition, LambdaState } from '../definition.ts'
import { Environments } from './Environments.tsx'
import { Node } from './Node.tsx'

export const lambdaView: ServiceView<typeof lambdaDefinition, LambdaState> = {
  icon,
  subline: ({ Runtime, MemorySize, Timeout }) => `${Runtime} · ${MemorySize} MB · ${Timeout} s`,
  Node,
  panels: [{ title: 'Environments', Panel: Environments }],
}
