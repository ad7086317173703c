import { lazy } from 'react'
import icon from 'aws-icons/icons/architecture-service/AmazonDynamoDB.svg?url'
import type { ServiceView } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState } from '../definition.ts'
import { Node } from './Node.tsx'

// A panel's code comes when it is first opened.
const Items = lazy(async () => ({ default: (await import('./Items.tsx')).Items }))
const Explore = lazy(async () => ({ default: (await import('./Explore.tsx')).Explore }))
const Patterns = lazy(async () => ({ default: (await import('./Patterns.tsx')).Patterns }))
const Partitions = lazy(async () => ({ default: (await import('./Partitions.tsx')).Partitions }))
const Insights = lazy(async () => ({ default: (await import('./Insights.tsx')).Insights }))
const Transfers = lazy(async () => ({ default: (await import('./Transfers.tsx')).Transfers }))
const Regions = lazy(async () => ({ default: (await import('./Regions.tsx')).Regions }))

export const dynamodbView: ServiceView<typeof dynamodbDefinition, DynamodbState> = {
  icon,
  subline: ({ BillingMode, KeySchema, StreamSpecification, Replicas }) => {
    const keys = KeySchema.map((element) => element.AttributeName).join(' + ')
    const stream = StreamSpecification === undefined ? '' : ' · stream'
    return `${BillingMode === 'PROVISIONED' ? 'provisioned' : 'on-demand'} · key ${keys}${stream}${(Replicas ?? []).length > 0 ? ' · global' : ''}`
  },
  Node,
  panels: [
    { title: 'Data', Panel: Items },
    { title: 'Explore', Panel: Explore },
    { title: 'Access', Panel: Patterns },
    { title: 'Partitions', Panel: Partitions },
    { title: 'Insights', Panel: Insights },
    { title: 'Transfers', Panel: Transfers },
    {
      title: 'Regions',
      isFor: ({ Replicas: replicas }) => Array.isArray(replicas) && replicas.length > 0,
      Panel: Regions,
    },
  ],
}
