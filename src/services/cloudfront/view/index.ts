import icon from 'aws-icons/icons/architecture-service/AmazonCloudFront.svg?url'
import { lazy } from 'react'
import type { ServiceView } from '#services/view.ts'
import type { cloudfrontDefinition, CloudFrontState } from '../definition.ts'
import { Node } from './Node.tsx'

// A panel's code comes when it is first opened.
const Edges = lazy(async () => ({ default: (await import('./Edges.tsx')).Edges }))
const Objects = lazy(async () => ({ default: (await import('./Objects.tsx')).Objects }))
const Requests = lazy(async () => ({ default: (await import('./Requests.tsx')).Requests }))

export const cloudfrontView: ServiceView<typeof cloudfrontDefinition, CloudFrontState> = {
  icon,
  subline: ({ DistributionConfig: { CacheBehaviors, PriceClass, Enabled } }) => {
    const behaviors = CacheBehaviors.length + 1
    const parts = [`${behaviors} behaviour${behaviors === 1 ? '' : 's'}`, PriceClass.slice(11)]
    if (!Enabled) parts.push('disabled')
    return parts.join(' · ')
  },
  Node,
  panels: [
    { title: 'Edges', Panel: Edges },
    { title: 'Requests', Panel: Requests },
    { title: 'Objects', Panel: Objects },
  ],
}
