import { lazy } from 'react'
import type { ServiceView } from '#services/view.ts'
import type { clientDefinition, ClientState } from '../definition.ts'
import icon from './client.svg?url'
import { Node } from './Node.tsx'

// A panel's code comes when it is first opened.
const Send = lazy(async () => ({ default: (await import('./Send.tsx')).Send }))

const Talk = lazy(async () => ({ default: (await import('./Talk.tsx')).Talk }))

type Properties = Parameters<ServiceView<typeof clientDefinition, ClientState>['subline']>[0]

function subline({ Load: load, Socket: socket }: Properties): string {
  if (socket !== undefined) return `WebSocket · ${load.Model} load · ${socket.Path}`
  if (load.Model === 'closed') return `closed load · think ${load.ThinkTimeMs} ms`
  const arrival = load.Arrival === 'poisson' ? 'Poisson' : 'uniform'
  const stages = load.Stages.length
  return `open load · ${arrival}${stages > 1 ? ` · ${stages} stages` : ''}`
}

export const clientView: ServiceView<typeof clientDefinition, ClientState> = {
  icon,
  subline,
  Node,
  panels: [
    { title: 'Send', isFor: ({ Socket }) => Socket === undefined, Panel: Send },
    { title: 'Talk', isFor: ({ Socket }) => Socket !== undefined, Panel: Talk },
  ],
}
