import {
  type Effect,
  evaluatePolicy,
  type PolicyPrincipal,
  type PolicyQuestion,
} from '#contracts/policy.ts'
import type { Process } from '#kernel/process.ts'
import { toEpochMs } from '#kernel/time.ts'
import type { ServiceContext } from '#services/service.ts'
import { askUserPolicy, userArnOf, verifySignature } from '../authorizers/iam.ts'

import type { Arrived } from './call.ts'
import type { restApiDefinition } from './definition.ts'
import type { Refusal } from './gatewayResponses.ts'
import { mapRequestSource } from './mapping.ts'
import type { MethodProperties } from './properties.ts'
import { checkUser } from '../restSecurity/cognito.ts'
import { createLambdaAuthorizers } from '../restSecurity/lambdaAuthorizer.ts'
import { deniedByAuthorizer, notAuthorized, unauthorized } from '../restSecurity/refusals.ts'
import {
  combineEffects,
  createResourcePolicy,
  type PolicyTable,
  type ResourcePolicy,
} from '../restSecurity/resourcePolicy.ts'
import { refuseSignature } from '../restSecurity/signed.ts'
import type { AuthorizerProperties } from './securityProperties.ts'
import type { Templates } from './templates.ts'

/** Who a request is from, as far as the method asked. */
export interface Authorized {
  /** `$context.authorizer`; null where there is no authorizer. */
  readonly authorizer: Readonly<Record<string, unknown>> | null
  /** What `$context.identity` tells beside the address and the user agent. */
  readonly identity: Readonly<Record<string, string | null>>
  /** Whether the caller may empty cached answers: `execute-api:InvalidateCache`. */
  readonly mayInvalidateCache: boolean
  /** The API key that the authorizer counts the caller's usage for; null where it names none. */
  readonly usageIdentifierKey: string | null
}

/** What authorisation says of a request: go on as somebody, or a gateway response. */
export type Authorization =
  | { readonly type: 'authorized'; readonly as: Authorized }
  | { readonly type: 'refused'; readonly refusal: Refusal }

/** A caller that nobody asked who it is. */
export const ANYBODY: Authorized = {
  authorizer: null,
  identity: {},
  mayInvalidateCache: false,
  usageIdentifierKey: null,
}

/** A request for a method that may want to know who sends it. */
export interface Asked {
  readonly arrived: Arrived
  readonly method: MethodProperties
  readonly templates: Templates
  readonly log: ((line: string) => void) | null
}

/** Decides who may call a method, by the method's authorization and the API's resource policy. */
export interface Authorizing {
  check(asked: Asked): Process<Authorization>
  /** Properties or wires changed: what authorizers decided is forgotten. */
  redeploy(): void
}

const INVOKE = 'execute-api:Invoke'
const INVALIDATE = 'execute-api:InvalidateCache'
const ANONYMOUS: PolicyPrincipal = { type: 'anonymous' }

/** `arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/pets/7` */
export const methodArnOf = ({ api, release, request, path }: Arrived): string =>
  `${apiArnOf(api)}/${release.stage.StageName}/${request.method}/${path.replace(/^\//, '')}`

const apiArnOf = ({ region, accountId, apiId }: Arrived['api']): string =>
  `arn:aws:execute-api:${region}:${accountId}:${apiId}`

const refused = (refusal: Refusal): Authorization => ({ type: 'refused', refusal })

/** What a policy may ask about a request. */
const questionOf = (arrived: Arrived, action: string): PolicyQuestion => {
  const { sourceIp, caller } = arrived.request
  return {
    action,
    resource: methodArnOf(arrived),
    context: {
      'aws:SourceIp': sourceIp,
      ...(caller?.vpceId !== undefined && { 'aws:SourceVpce': caller.vpceId }),
    },
  }
}

/** A caller with what its own policy says of an action, to be weighed against the API's. */
interface Caller {
  readonly principal: PolicyPrincipal
  readonly table: PolicyTable
  says(question: PolicyQuestion): Effect
}

const refusedByPolicy = (effect: Effect, resource: string): Authorization => {
  const isExplicit = effect === 'deny'
  const principal = 'anonymous'
  return refused({
    responseType: 'ACCESS_DENIED',
    message: notAuthorized({ principal, resource, isExplicit }),
    by: 'resource policy',
    detail: isExplicit ? `it denies ${principal}` : `it does not allow ${principal}`,
  })
}

/** Contexts reach integrations as texts. */
const textsOf = (context: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(context).flatMap(([name, value]) =>
      value === null ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
  )

/** Creates what decides for one REST API. */
export function createAuthorizing(ctx: ServiceContext<typeof restApiDefinition>): Authorizing {
  const lambda = createLambdaAuthorizers(ctx)
  /** By deployment. */
  const policies = new Map<string, ResourcePolicy>()

  const policyFor = (arrived: Arrived): ResourcePolicy => {
    const { id, api } = arrived.release.deployment
    const known = policies.get(id) ?? createResourcePolicy(api.Policy, apiArnOf(arrived.api))
    policies.set(id, known)
    return known
  }

  const askPolicy = (
    arrived: Arrived,
    principal: PolicyPrincipal,
    action = INVOKE,
  ): Effect | null => policyFor(arrived).ask({ ...questionOf(arrived, action), principal })

  const mayInvalidate = (arrived: Arrived, caller: Caller): boolean => {
    const { principal, table } = caller
    const own = caller.says(questionOf(arrived, INVALIDATE))
    return combineEffects(own, askPolicy(arrived, principal, INVALIDATE), table) === 'allow'
  }

  /** AWS_IAM. */
  const checkSigned = (arrived: Arrived): Authorization => {
    const { accountId, region, domainName } = arrived.api
    const verdict = verifySignature(ctx.node.properties.IamUsers, {
      request: arrived.request,
      domainName,
      region,
      nowMs: toEpochMs(ctx.now),
    })
    if (verdict.type === 'invalid') return refused(refuseSignature(verdict, arrived))
    const { user } = verdict
    const home = user.AccountId ?? accountId
    const isForeign = home !== accountId
    const userArn = userArnOf(user, accountId)
    const caller: Caller = {
      principal: { type: 'account', accountId: home, arn: userArn },
      table: isForeign ? 'both' : 'either',
      says: (question) => askUserPolicy(user, question),
    }
    const own = caller.says(questionOf(arrived, INVOKE))
    const said = askPolicy(arrived, caller.principal)
    // Without a policy of the API nobody of another account gets in.
    const effect = combineEffects(own, isForeign ? (said ?? 'silent') : said, caller.table)
    if (effect !== 'allow') {
      const isExplicit = effect === 'deny'
      const resource = methodArnOf(arrived)
      return refused({
        responseType: 'ACCESS_DENIED',
        message: notAuthorized({ principal: userArn, resource, isExplicit }),
        by: own === 'allow' ? 'resource policy' : 'IAM',
        detail: `${user.UserName} ${isExplicit ? 'is denied' : 'may not'} ${INVOKE}`,
      })
    }
    const identity = {
      accessKey: user.AccessKeyId,
      accountId: home,
      caller: user.UserName,
      user: user.UserName,
      userArn,
    }
    const mayInvalidateCache = mayInvalidate(arrived, caller)
    return { type: 'authorized', as: { ...ANYBODY, identity, mayInvalidateCache } }
  }

  /** CUSTOM. */
  function* askFunction(
    { arrived, templates, log }: Asked,
    name: string,
    authorizer: AuthorizerProperties,
  ): Process<Authorization> {
    const methodArn = methodArnOf(arrived)
    const resource = askPolicy(arrived, ANONYMOUS)
    // An explicit deny is found before anybody is asked.
    if (resource === 'deny') return refusedByPolicy(resource, methodArn)
    const answered = yield* lambda.ask({ name, authorizer, arrived, methodArn, templates, log })
    if ('refusal' in answered) return refused(answered.refusal)
    const { decision, latencyMs } = answered
    const caller: Caller = {
      principal: ANONYMOUS,
      table: 'either',
      says: (question) => evaluatePolicy(decision.policy, question) ?? 'silent',
    }
    const own = caller.says(questionOf(arrived, INVOKE))
    const effect = combineEffects(own, resource, 'either')
    if (effect !== 'allow') {
      const refusal = deniedByAuthorizer(`Lambda authorizer ${name}`, effect === 'deny')
      log?.(`The client is not authorized to perform this operation.`)
      return refused({ ...refusal, latencyMs })
    }
    const { principalId, usageIdentifierKey } = decision
    const integrationLatency = Math.round(latencyMs)
    return {
      type: 'authorized',
      as: {
        ...ANYBODY,
        authorizer: { ...textsOf(decision.context), principalId, integrationLatency },
        mayInvalidateCache: mayInvalidate(arrived, caller),
        usageIdentifierKey,
      },
    }
  }

  /** COGNITO_USER_POOLS. */
  const checkToken = (
    { arrived, method }: Asked,
    name: string,
    authorizer: AuthorizerProperties,
  ): Authorization => {
    const by = `Cognito authorizer ${name}`
    const token = mapRequestSource(authorizer.IdentitySource, arrived, new Map()) ?? ''
    if (token === '') return refused(unauthorized(by, `${authorizer.IdentitySource} is missing`))
    const verdict = checkUser(token, authorizer, {
      nowSeconds: toEpochMs(ctx.now) / 1_000,
      scopes: method.AuthorizationScopes ?? [],
    })
    if (verdict.type === 'invalid') {
      const refusal: Refusal = verdict.isExpired
        ? {
            responseType: 'EXPIRED_TOKEN',
            status: 401,
            message: 'The incoming token has expired',
            errorType: 'UnauthorizedException',
            by,
            detail: verdict.why,
          }
        : unauthorized(by, verdict.why)
      return refused(refusal)
    }
    const resource = askPolicy(arrived, ANONYMOUS)
    const effect = combineEffects('allow', resource, 'both')
    if (effect !== 'allow') return refusedByPolicy(effect, methodArnOf(arrived))
    return { type: 'authorized', as: { ...ANYBODY, authorizer: { claims: verdict.claims } } }
  }

  /** NONE: the resource policy alone, which must allow then. */
  const checkAnybody = (arrived: Arrived): Authorization => {
    const effect = askPolicy(arrived, ANONYMOUS)
    return effect === null || effect === 'allow'
      ? { type: 'authorized', as: ANYBODY }
      : refusedByPolicy(effect, methodArnOf(arrived))
  }

  return {
    *check(asked) {
      const { arrived, method } = asked
      const kind = method.AuthorizationType ?? 'NONE'
      if (kind === 'NONE') return checkAnybody(arrived)
      if (kind === 'AWS_IAM') return checkSigned(arrived)
      const name = method.AuthorizerId ?? ''
      const { Authorizers } = arrived.release.deployment.api
      const authorizer = Object.hasOwn(Authorizers, name) ? Authorizers[name] : undefined
      if (authorizer === undefined) {
        const detail = `there is no authorizer '${name}'`
        const by = 'authorizer'
        return refused({ responseType: 'AUTHORIZER_CONFIGURATION_ERROR', by, detail })
      }
      if (kind === 'CUSTOM') return yield* askFunction(asked, name, authorizer)
      return checkToken(asked, name, authorizer)
    },
    redeploy() {
      lambda.clear()
      policies.clear()
    },
  }
}
