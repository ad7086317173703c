import { findHeader } from '#contracts/body.ts'
import { formatRequestTime } from '#contracts/calendar.ts'
import type { HttpRequest } from '#contracts/http.ts'
import { parseQuery, prefixOf, PROTOCOL } from '#contracts/proxyRequest.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Authorized } from './authorize.ts'
import { resourceIdOf } from '../identity.ts'
import type { DeployedMethod } from './deployment.ts'
import type { MethodMatch } from './resources.ts'
import type { Release } from './stages.ts'
import type { RequestTracing } from './tracing.ts'

/** The API that a request reached. */
export interface ApiIdentity {
  readonly nodeId: string
  readonly apiId: string
  readonly domainName: string
  readonly accountId: string
  readonly region: string
  readonly endpointType: 'EDGE' | 'REGIONAL' | 'PRIVATE'
}

/** One request that reached a stage. */
export interface Arrived {
  /** As integrations see it: its method overridden, its body unpacked. */
  readonly request: HttpRequest
  readonly api: ApiIdentity
  readonly release: Release
  /** Without the stage; percent-encoded. */
  readonly path: string
  /** As it was sent; of a custom domain, with the part that its mapping took. */
  readonly sentPath: string
  /** Null where no method takes it. */
  readonly match: MethodMatch<DeployedMethod> | null
  readonly requestId: string
  readonly extendedRequestId: string
  /** `Root=1-…`: the client's own, or the front end's. */
  readonly traceHeader: string
  /** Null where X-Ray does not trace it. */
  readonly tracing: RequestTracing | null
  readonly epochMs: number
  readonly span: TraceContext
  readonly authorized: Authorized
}

/** A request that a method takes. */
export interface Call extends Arrived {
  readonly match: MethodMatch<DeployedMethod>
  /** Writes a line of the execution log; null where nothing is logged. */
  readonly log: ((line: string) => void) | null
}

/** Pairs as single values, the last of each name. */
export const lastValues = (
  pairs: readonly (readonly [string, string])[],
): Readonly<Record<string, string>> => Object.fromEntries(pairs)

/** `$input.params()`: path, query string and headers, single values. */
export const paramsOf = ({ request, match }: Arrived) => ({
  path: match?.parameters ?? {},
  querystring: lastValues(parseQuery(request.query)),
  header: lastValues(request.headers),
})

/** `$context.identity`, and the event's: who calls. All null for a caller that nobody had to be. */
export const identityOf = (
  request: HttpRequest,
  identity: Authorized['identity'],
): Readonly<Record<string, string | null>> => ({
  cognitoIdentityPoolId: null,
  accountId: null,
  cognitoIdentityId: null,
  caller: null,
  sourceIp: request.sourceIp,
  principalOrgId: null,
  accessKey: null,
  cognitoAuthenticationType: null,
  cognitoAuthenticationProvider: null,
  userArn: null,
  userAgent: findHeader(request.headers, 'user-agent') ?? null,
  user: null,
  ...identity,
})

/** The parts of `$context` that are known when a request comes, in the event's order. */
export const requestContextOf = (call: Arrived): Readonly<Record<string, unknown>> => {
  const { request, api, release, authorized, match } = call
  const resourcePath = match?.resourcePath ?? null
  const operationName = match?.method.properties.OperationName
  return {
    resourceId: resourcePath === null ? null : resourceIdOf(api.nodeId, resourcePath),
    ...(authorized.authorizer !== null && { authorizer: authorized.authorizer }),
    resourcePath,
    ...(operationName !== undefined && { operationName }),
    httpMethod: request.method,
    extendedRequestId: call.extendedRequestId,
    requestTime: formatRequestTime(call.epochMs),
    path: call.sentPath,
    accountId: api.accountId,
    protocol: PROTOCOL,
    stage: release.stage.StageName,
    domainPrefix: prefixOf(api.domainName),
    requestTimeEpoch: call.epochMs,
    requestId: call.requestId,
    identity: identityOf(request, authorized.identity),
    domainName: api.domainName,
    deploymentId: release.deployment.id,
    apiId: api.apiId,
    ...(release.isCanary && { isCanaryRequest: true }),
  }
}
