import icon from 'aws-icons/icons/architecture-service/AmazonAPIGateway.svg?url'
import type { ServiceView } from '#services/view.ts'
import type { domainNameDefinition, DomainNameState } from '../domain/definition.ts'
import { DomainNode } from './DomainNode.tsx'

export const domainNameView: ServiceView<typeof domainNameDefinition, DomainNameState> = {
  icon,
  subline: ({ DomainName, MutualTlsAuthentication }) =>
    MutualTlsAuthentication === undefined ? DomainName : `${DomainName} · mutual TLS`,
  Node: DomainNode,
}
