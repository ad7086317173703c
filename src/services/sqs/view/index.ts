import icon from 'aws-icons/icons/architecture-service/AmazonSimpleQueueService.svg?url'
import { lazy } from 'react'
import type { ServiceView } from '#services/view.ts'
import type { sqsDefinition, SqsState } from '../definition.ts'
import { Node } from './Node.tsx'

// A panel's code comes when it is first opened.
const Messages = lazy(async () => ({ default: (await import('./Messages.tsx')).Messages }))

export const sqsView: ServiceView<typeof sqsDefinition, SqsState> = {
  icon,
  subline: ({ FifoQueue, VisibilityTimeout, RedrivePolicy }) => {
    const parts = [FifoQueue ? 'FIFO' : 'standard', `visibility ${VisibilityTimeout} s`]
    if (RedrivePolicy !== undefined) parts.push(`${RedrivePolicy.maxReceiveCount} receives`)
    return parts.join(' · ')
  },
  Node,
  panels: [{ title: 'Messages', Panel: Messages }],
}
