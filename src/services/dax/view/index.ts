import { lazy } from 'react'
import icon from 'aws-icons/icons/resource/AmazonDynamoDBAmazonDynamoDBAccelerator.svg?url'
import type { ServiceView } from '#services/view.ts'
import type { daxDefinition, DaxState } from '../definition.ts'
import { Node } from './Node.tsx'

// A panel's code comes when it is first opened.
const Caches = lazy(async () => ({ default: (await import('./Caches.tsx')).Caches }))

export const daxView: ServiceView<typeof daxDefinition, DaxState> = {
  icon,
  subline: ({ NodeType, ReplicationFactor }) =>
    `${NodeType} · ${ReplicationFactor} ${ReplicationFactor === 1 ? 'node' : 'nodes'}`,
  Node,
  panels: [{ title: 'Caches', Panel: Caches }],
}
