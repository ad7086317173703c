/** What an integration says of its connection. */
interface Connection {
  readonly ConnectionType?: 'INTERNET' | 'VPC_LINK' | undefined
  readonly ConnectionId?: string | undefined
}

/**
 * What is wrong with how an integration is connected; null: nothing. "Specify VPC_LINK for private integrations", which then
 * name their link. https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
 */
export function checkConnection({ ConnectionType, ConnectionId }: Connection): string | null {
  const hasLink = ConnectionId !== undefined && ConnectionId !== ''
  if (ConnectionType === 'VPC_LINK') return hasLink ? null : 'VPC_LINK needs a ConnectionId'
  return hasLink ? 'a ConnectionId belongs to the ConnectionType VPC_LINK' : null
}
