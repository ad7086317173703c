import { bodyLength, findHeader, type HeaderField } from '#contracts/body.ts'
import { formatHttpDate, formatIsoTime } from '#contracts/calendar.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import { decodePercent } from '#contracts/proxyRequest.ts'

/** A call of `@connections`. */
export interface ManagementCall {
  readonly stage: string
  readonly connectionId: string
  readonly operation: 'PostToConnection' | 'GetConnection' | 'DeleteConnection'
}

const OPERATIONS = {
  POST: 'PostToConnection',
  GET: 'GetConnection',
  DELETE: 'DeleteConnection',
} as const

const PATH = /^\/([^/]+)\/(?:@|%40)connections\/([^/]+)$/i

/** Whether a path is one of the management API's. */
export const isManagementPath = (path: string): boolean => PATH.test(path)

/** What a request asks of the management API; null where it has no such operation. */
export function parseManagementCall({ method, path }: HttpRequest): ManagementCall | null {
  const [, stage, id] = PATH.exec(path) ?? []
  if (stage === undefined || id === undefined) return null
  if (method !== 'POST' && method !== 'GET' && method !== 'DELETE') return null
  return {
    stage: decodePercent(stage),
    connectionId: decodePercent(id),
    operation: OPERATIONS[method],
  }
}

/** Whether somebody signed the request: the signature of a caller that an edge lets in is not looked into. */
export const isSigned = (request: HttpRequest): boolean =>
  findHeader(request.headers, 'authorization')?.startsWith('AWS4-HMAC-SHA256') === true ||
  request.query.includes('X-Amz-Signature=')

/** Whether API Gateway could have given this id, as `L0SM9cOFvHcCIhw=`: eleven bytes in base64url. */
export const isConnectionId = (id: string): boolean => /^[\w-]{15}=$/.test(id)

/** What `@connections` answers, to the letter. */
export interface ManagementReplies {
  posted(): HttpResponse
  found(connection: {
    readonly connectedAtMs: number
    readonly lastActiveAtMs: number
    readonly sourceIp: string
    readonly userAgent: string | undefined
  }): HttpResponse
  deleted(): HttpResponse
  /** No such connection, or not any more. The body is empty. [measured] aws/aws-sdk-js issue 3773 */
  gone(): HttpResponse
  /** An id that API Gateway cannot have given. [measured] dherault/serverless-offline issue 749; assumption: its other fields, as those of 413 */
  invalid(connectionId: string): HttpResponse
  tooLarge(connectionId: string): HttpResponse
  limitExceeded(): HttpResponse
  forbidden(message: string): HttpResponse
  unsigned(): HttpResponse
}

/** Replies that bear `requestId` and the present time. */
export function createManagementReplies(requestId: string, epochMs: number): ManagementReplies {
  const reply = (
    status: number,
    body: string,
    more: readonly HeaderField[] = [],
  ): HttpResponse => ({
    status,
    headers: [
      ['date', formatHttpDate(epochMs)],
      ...(body === '' ? [] : [['content-type', 'application/json'] as const]),
      ['content-length', String(bodyLength(body))],
      ['connection', 'keep-alive'],
      ['x-amzn-requestid', requestId],
      ...more,
    ],
    body,
  })
  const refuse = (status: number, errorType: string, body: object | null): HttpResponse =>
    reply(status, body === null ? '' : JSON.stringify(body), [['x-amzn-errortype', errorType]])
  return {
    posted: () => reply(200, ''),
    found: ({ connectedAtMs, lastActiveAtMs, sourceIp, userAgent }) =>
      reply(
        200,
        JSON.stringify({
          connectedAt: `${formatIsoTime(connectedAtMs)}Z`,
          identity: { sourceIp, ...(userAgent !== undefined && { userAgent }) },
          lastActiveAt: `${formatIsoTime(lastActiveAtMs)}Z`,
        }),
      ),
    deleted: () => reply(204, ''),
    gone: () => refuse(410, 'GoneException', null),
    invalid: (connectionId) =>
      refuse(400, 'BadRequestException', {
        message: `Invalid connectionId: ${connectionId}`,
        connectionId,
        requestId,
      }),
    tooLarge: (connectionId) =>
      refuse(413, 'PayloadTooLargeException', {
        message: 'Message too long',
        connectionId,
        requestId,
      }),
    limitExceeded: () => refuse(429, 'LimitExceededException', { message: 'Too Many Requests' }),
    forbidden: (message) => refuse(403, 'ForbiddenException', { message }),
    unsigned: () =>
      refuse(403, 'MissingAuthenticationTokenException', {
        message: 'Missing Authentication Token',
      }),
  }
}

/** Who is not let in, and to what: the account is masked, as API Gateway masks it. */
export const notAuthorized = (
  principalArn: string,
  at: {
    readonly accountId: string
    readonly region: string
    readonly apiId: string
    readonly request: HttpRequest
  },
): string => {
  const account = `********${at.accountId.slice(-4)}`
  const [, stage = '', ...rest] = at.request.path.split('/')
  const resource = `${at.apiId}/${stage}/${at.request.method}/${rest.join('/')}`
  return `User: ${principalArn} is not authorized to perform: execute-api:ManageConnections on resource: arn:aws:execute-api:${at.region}:${account}:${resource}`
}
