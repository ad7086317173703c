/**
 * The gateway's own words to a client, blanks and all, as its response template for WebSocket APIs writes them. [measured: nearst/laconia issue
 * 41, AWS's guide to request validation]
 */
export const complaintOf = (
  message: string,
  { connectionId, requestId }: { readonly connectionId: string; readonly requestId: string },
): string =>
  `{"message": ${JSON.stringify(message)}, "connectionId":"${connectionId}", "requestId":"${requestId}"}`
