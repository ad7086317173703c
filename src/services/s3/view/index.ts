import icon from 'aws-icons/icons/architecture-service/AmazonSimpleStorageService.svg?url'
import { lazy } from 'react'
import type { ServiceView } from '#services/view.ts'
import type { s3Definition, S3State } from '../definition.ts'
import { Node } from './Node.tsx'

// A panel's code comes when it is first opened.
const Objects = lazy(async () => ({ default: (await import('./Objects.tsx')).Objects }))

export const s3View: ServiceView<typeof s3Definition, S3State> = {
  icon,
  subline: ({
    VersioningConfiguration,
    WebsiteConfiguration,
    LifecycleConfiguration,
    PublicAccessBlockConfiguration,
  }) => {
    const isOpen = PublicAccessBlockConfiguration?.RestrictPublicBuckets === false
    const parts = [
      VersioningConfiguration === undefined
        ? 'no versions'
        : `versions ${VersioningConfiguration.Status === 'Enabled' ? 'on' : 'suspended'}`,
    ]
    if (WebsiteConfiguration !== undefined) parts.push('website')
    if ((LifecycleConfiguration?.Rules.length ?? 0) > 0) parts.push('lifecycle')
    parts.push(isOpen ? 'may be public' : 'private')
    return parts.join(' · ')
  },
  Node,
  panels: [{ title: 'Data', Panel: Objects }],
}
