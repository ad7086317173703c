import type { ServiceView } from '#services/view.ts'
import type { httpServiceDefinition, HttpServiceState } from '../definition.ts'
import icon from './httpService.svg?url'
import { lazy } from 'react'
import { Node } from './Node.tsx'

const Instances = lazy(async () => ({ default: (await import('./Instances.tsx')).Instances }))

export const httpServiceView: ServiceView<typeof httpServiceDefinition, HttpServiceState> = {
  icon,
  subline: ({ Name, MaxConcurrency, DesiredCount, AutoScaling }) =>
    [
      ...(Name === undefined ? [] : [Name]),
      AutoScaling === undefined
        ? `${DesiredCount} × ${MaxConcurrency} at once`
        : `${AutoScaling.MinCapacity}–${AutoScaling.MaxCapacity} × ${MaxConcurrency} at once`,
    ].join(' · '),
  Node,
  panels: [{ title: 'Instances', Panel: Instances }],
}
