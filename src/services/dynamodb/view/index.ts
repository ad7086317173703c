import { lazy } from 'react'
import icon from 'aws-icons/icons/architecture-service/AmazonDynamoDB.svg?url'
import type { ServiceView } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState } from '../definition.ts'
import { Node } from './Node.tsx'

type Panels = typeof import('./panels.ts').panels

const panel = (title: keyof Panels) => ({
  title,
  Panel: lazy(async () => ({ default: (await import('./panels.ts')).panels[title] })),
})

export const dynamodbView: ServiceView<typeof dynamodbDefinition, DynamodbState> = {
  icon,
  subline: ({ BillingMode, KeySchema, StreamSpecification, Replicas }) => {
    const keys = KeySchema.map((element) => element.AttributeName).join(' + ')
    const stream = StreamSpecification === undefined ? '' : ' · stream'
    return `${BillingMode === 'PROVISIONED' ? 'provisioned' : 'on-demand'} · key ${keys}${stream}${(Replicas ?? []).length > 0 ? ' · global' : ''}`
  },
  Node,
  panels: [
    panel('Data'),
    panel('Explore'),
    panel('Access'),
    panel('Partitions'),
    panel('Stream'),
    panel('Backups'),
    panel('Insights'),
    panel('Transfers'),
    {
      ...panel('Regions'),
      isFor: ({ Replicas: replicas }) => Array.isArray(replicas) && replicas.length > 0,
    },
  ],
}
