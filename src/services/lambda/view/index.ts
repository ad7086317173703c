import { lazy } from 'react'
import icon from 'aws-icons/icons/architecture-service/AWSLambda.svg?url'
import type { ServiceView } from '#services/view.ts'
import type { lambdaDefinition, LambdaState } from '../definition.ts'
import { Node } from './Node.tsx'

// A panel's code comes when it is first opened.
const Environments = lazy(async () => ({
  default: (await import('./Environments.tsx')).Environments,
}))

const Versions = lazy(async () => ({ default: (await import('./Versions.tsx')).Versions }))

const Triggers = lazy(async () => ({ default: (await import('./Triggers.tsx')).Triggers }))

export const lambdaView: ServiceView<typeof lambdaDefinition, LambdaState> = {
  icon,
  subline: ({ Runtime, MemorySize, Timeout }) => `${Runtime} · ${MemorySize} MB · ${Timeout} s`,
  Node,
  panels: [
    { title: 'Versions', Panel: Versions },
    { title: 'Environments', Panel: Environments },
    { title: 'Triggers', Panel: Triggers },
  ],
}
