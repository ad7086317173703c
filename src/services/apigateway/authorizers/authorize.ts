import type { ProxyResponse } from '#contracts/functionResult.ts'
import type { HttpRequest } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import { between, seconds, toEpochMs, toMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { Edge, ServiceContext } from '#services/service.ts'
import * as z from 'zod/mini'
import { type httpApiDefinition } from '../definition.ts'
import { integrationSchema } from '../integrationSchema.ts'
import { gatewayErrors } from '../errors.ts'
import type { AuthorizerQuestion } from './authorizerEvent.ts'
import { createDecisionCache } from './decisionCache.ts'
import { checkIam } from './iam.ts'
import { findIdentities, type IdentityPlace } from './identitySource.ts'
import { checkJwt, toJwtContext } from './jwt.ts'
import { allows, type Decision, readDecision } from './lambdaDecision.ts'

type Context = ServiceContext<typeof httpApiDefinition>
type Authorizer = NonNullable<Context['node']['properties']['Authorizers']>[string]

/** Who is let in, as events tell it; or what the client is told, and why in the trace. */
export type Verdict =
  | {
      readonly type: 'allowed'
      /** `requestContext.authorizer` of format 2.0 and of format 1.0; null: nobody was asked. */
      readonly v2: object | null
      readonly v1: object | null
      /** The API key that a Lambda authorizer names. */
      readonly usageIdentifierKey?: string
    }
  | { readonly type: 'refused'; readonly response: ProxyResponse; readonly why: string }

/** A request before a route that may want to know who sends it. */
export interface AuthorizedRequest {
  readonly request: HttpRequest
  readonly routeKey: string
  /** What the deployment says of each route. */
  readonly routes: Context['node']['properties']['Routes']
  readonly domainName: string
  readonly stageVariables: Readonly<Record<string, string>> | undefined
  readonly traceHeader: string
  readonly span: TraceContext
  /** `arn:aws:execute-api:…/stage/GET/path` */
  readonly resource: string
  /** What a function is asked with. */
  createEvent(asked: AuthorizerQuestion): object
}

/** Decides who may take a route. */
export interface Authorizing {
  check(asked: AuthorizedRequest): Process<Verdict>
  /** Properties or wires changed: "changing … discards entries". */
  redeploy(): void
}

/** How long an HTTP API waits for an authorizer. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
const AUTHORIZER_LIMIT = seconds(10)

const NOBODY: Verdict = { type: 'allowed', v2: null, v1: null }

const refuse = (response: ProxyResponse, why: string): Verdict => ({
  type: 'refused',
  response,
  why,
})

const withChallenge = (response: ProxyResponse, challenge: string): ProxyResponse => ({
  ...response,
  headers: [...response.headers, ['www-authenticate', challenge] as const],
})

const authorizerName = (edge: Edge): string =>
  z.safeParse(integrationSchema, edge.properties).data?.AuthorizerId ?? ''

/** What identity sources are looked up in. */
const placeOf = ({ request, stageVariables, routeKey }: AuthorizedRequest): IdentityPlace => ({
  request,
  stageVariables,
  context: {
    routeKey,
    path: request.path,
    httpMethod: request.method,
    'identity.sourceIp': request.sourceIp,
  },
})

function checkToken(
  authorizer: Authorizer,
  asked: AuthorizedRequest,
  at: { readonly nowSeconds: number; readonly scopes: readonly string[] },
): Verdict {
  const { scopes } = at
  const sources = authorizer.IdentitySource
  const identities = findIdentities(sources, placeOf(asked))
  const [token] = identities ?? []
  if (token === undefined)
    return refuse(withChallenge(gatewayErrors.unauthorized, 'Bearer'), 'JWT authorizer: no token')
  const { Issuer = '', Audience = [] } = authorizer.JwtConfiguration ?? {}
  const settings = { issuers: [Issuer], Audience, Jwks: authorizer.Jwks }
  const verdict = checkJwt(token, settings, at)
  if (verdict.type === 'valid') {
    const jwt = toJwtContext(verdict)
    return { type: 'allowed', v2: { jwt }, v1: jwt }
  }
  const isKnown = verdict.type === 'forbidden'
  const code = isKnown ? 'insufficient_scope' : 'invalid_token'
  const challenge = `Bearer scope="${scopes.join(' ')}" error="${code}" error_description="${verdict.description}"`
  const response = isKnown ? gatewayErrors.forbidden : gatewayErrors.unauthorized
  return refuse(withChallenge(response, challenge), `JWT authorizer: ${verdict.description}`)
}

/** Creates what decides for one HTTP API. */
export function createAuthorizing(ctx: Context): Authorizing {
  const decisions = createDecisionCache<Decision>()

  const note = (span: TraceContext, key: string, value: string): void =>
    ctx.record({ type: 'note', ...span, key, value })

  const findEdge = (name: string): Edge<'invoke'> | undefined =>
    ctx.edges('invoke').find((edge) => edge.port === 'authorizer' && authorizerName(edge) === name)

  const decide = (decision: Decision, asked: AuthorizedRequest, name: string): Verdict => {
    const context = { 'aws:SourceIp': asked.request.sourceIp }
    if (!allows(decision, asked.resource, context))
      return refuse(gatewayErrors.forbidden, `Lambda authorizer ${name}: denied`)
    const principal =
      decision.type === 'policy' && decision.principalId !== null
        ? { principalId: decision.principalId }
        : {}
    const known = { ...decision.context, ...principal }
    const usageIdentifierKey = decision.type === 'policy' ? decision.usageIdentifierKey : null
    return {
      type: 'allowed',
      v2: { lambda: decision.context },
      v1: known,
      ...(usageIdentifierKey !== null && { usageIdentifierKey }),
    }
  }

  function* askFunction(
    name: string,
    authorizer: Authorizer,
    asked: AuthorizedRequest,
  ): Process<Verdict> {
    const { span, resource } = asked
    const identities = findIdentities(authorizer.IdentitySource, placeOf(asked))
    if (identities === null)
      return refuse(gatewayErrors.unauthorized, `Lambda authorizer ${name}: no identity`)
    const ttlSeconds = identities.length === 0 ? 0 : authorizer.AuthorizerResultTtlInSeconds
    const key = JSON.stringify([name, ...identities])
    const cached = ttlSeconds > 0 ? decisions.find(key, ctx.now) : null
    if (cached !== null) {
      note(span, 'authorizer', `${name}: cached`)
      return decide(cached, asked, name)
    }
    const edge = findEdge(name)
    if (edge === undefined)
      return refuse(gatewayErrors.internal, `Lambda authorizer ${name}: not wired to a function`)
    const begun = ctx.now
    const format = authorizer.AuthorizerPayloadFormatVersion
    const reply = yield* ctx.timeout(
      ctx.call(edge, {
        context: span,
        payload: JSON.stringify(asked.createEvent({ format, identities, resource })),
        invocationType: 'RequestResponse',
        attempt: 1,
        traceHeader: asked.traceHeader,
      }),
      AUTHORIZER_LIMIT,
    )
    note(span, 'authorizer', `${name}: ${toMs(between(begun, ctx.now))} ms`)
    if (reply === 'timed-out')
      return refuse(gatewayErrors.internal, `Lambda authorizer ${name}: no answer within 10 s`)
    const read = readDecision(reply, format === '2.0' && authorizer.EnableSimpleResponses)
    if (read.type === 'unauthorized')
      return refuse(gatewayErrors.unauthorized, `Lambda authorizer ${name}: Unauthorized`)
    if (read.type === 'failed')
      return refuse(gatewayErrors.internal, `Lambda authorizer ${name}: ${read.why}`)
    decisions.set(key, read.decision, { now: ctx.now, ttlSeconds })
    return decide(read.decision, asked, name)
  }

  const checkSigned = ({ request, domainName, resource }: AuthorizedRequest): Verdict => {
    const verdict = checkIam(ctx.node.properties.IamUsers ?? [], {
      request,
      domainName,
      accountId: ctx.account.accountId,
      region: ctx.account.region,
      resource,
      nowMs: toEpochMs(ctx.now),
    })
    return verdict.type === 'valid'
      ? { type: 'allowed', v2: { iam: verdict.identity }, v1: { iam: verdict.identity } }
      : refuse(gatewayErrors.forbidden, `IAM: ${verdict.why}`)
  }

  return {
    *check(asked) {
      const { Authorizers } = ctx.node.properties
      const { routeKey: key, routes } = asked
      const route = routes !== undefined && Object.hasOwn(routes, key) ? routes[key] : undefined
      const kind = route?.AuthorizationType ?? 'NONE'
      if (route === undefined || kind === 'NONE') return NOBODY
      if (kind === 'AWS_IAM') return checkSigned(asked)
      const name = route.AuthorizerId ?? ''
      const authorizer =
        Authorizers !== undefined && Object.hasOwn(Authorizers, name)
          ? Authorizers[name]
          : undefined
      if (authorizer === undefined)
        return refuse(gatewayErrors.internal, `there is no authorizer ${name}`)
      if (kind === 'CUSTOM') return yield* askFunction(name, authorizer, asked)
      return checkToken(authorizer, asked, {
        nowSeconds: toEpochMs(ctx.now) / 1_000,
        scopes: route.AuthorizationScopes ?? [],
      })
    },
    redeploy: () => decisions.clear(),
  }
}
