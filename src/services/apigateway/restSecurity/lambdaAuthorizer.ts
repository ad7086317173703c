import type { Process } from '#kernel/process.ts'
import { between, seconds, toMs } from '#kernel/time.ts'
import type { Edge, ServiceContext } from '#services/service.ts'
import { createDecisionCache } from '../authorizers/decisionCache.ts'
import { type Decision, readDecision } from '../authorizers/lambdaDecision.ts'
import type { Arrived } from '../rest/call.ts'
import type { restApiDefinition } from '../rest/definition.ts'
import type { Refusal } from '../rest/gatewayResponses.ts'
import { mapRequestSource } from '../rest/mapping.ts'
import { functionWireSchema } from '../rest/properties.ts'
import type { AuthorizerProperties } from '../rest/securityProperties.ts'
import type { Templates } from '../rest/templates.ts'
import * as z from 'zod/mini'
import { createContext } from '../rest/contextValues.ts'
import { endInvocation, traceInvocation } from '../rest/tracedCalls.ts'
import { createRequestEvent, createTokenEvent } from './authorizerEvent.ts'
import { unauthorized } from './refusals.ts'

type Policy = Extract<Decision, { type: 'policy' }>

/** What a Lambda authorizer said, kept or just now. */
export interface Answered {
  readonly decision: Policy & { readonly principalId: string }
  /** Zero where it was kept. */
  readonly latencyMs: number
}

/** A request for an authorizer. */
export interface AuthorizerCall {
  readonly name: string
  readonly authorizer: AuthorizerProperties
  readonly arrived: Arrived
  readonly methodArn: string
  readonly templates: Templates
  readonly log: ((line: string) => void) | null
}

/** The Lambda authorizers of an API, with what they decided lately. */
export interface LambdaAuthorizers {
  ask(call: AuthorizerCall): Process<Answered | { readonly refusal: Refusal }>
  clear(): void
}

/** As long as an integration may take. assumption: AWS names no limit beside the function's own */
const AUTHORIZER_LIMIT = seconds(29)

/** "The returned values are all stringified". https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html */
const isPlain = (value: unknown): boolean =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

/** What is wrong with a decision beyond its policy; null where nothing is. */
const findFault = ({ principalId, context }: Policy): string | null => {
  if (principalId === null) return 'it returned no principalId'
  const odd = Object.entries(context).find(([, value]) => !isPlain(value))
  return odd === undefined ? null : `context.${odd[0]} is neither text, number nor boolean`
}

const sourcesOf = ({ IdentitySource }: AuthorizerProperties): readonly string[] =>
  IdentitySource.split(',')
    .map((source) => source.trim())
    .filter((source) => source !== '')

/** The values of the identity sources; a refusal where one is missing and AWS does not ask without it. */
function identify(
  { name, authorizer, arrived, templates }: AuthorizerCall,
  by: string,
): readonly string[] | { readonly refusal: Refusal } {
  const context = createContext(arrived)
  const sources = sourcesOf(authorizer)
  const values = sources.map((source) => mapRequestSource(source, arrived, context) ?? '')
  const isToken = authorizer.Type === 'TOKEN'
  // "If caching is enabled", a REQUEST authorizer's sources must all be there; a TOKEN authorizer's always.
  const isAsked = isToken || authorizer.AuthorizerResultTtlInSeconds > 0
  const missing = sources.find((_, index) => values[index] === '')
  if (isAsked && missing !== undefined) {
    return { refusal: unauthorized(by, `${missing} is missing: ${name} was not asked`) }
  }
  const { IdentityValidationExpression: expression } = authorizer
  const [token = ''] = values
  if (isToken && expression !== undefined && !templates.matches(expression, token)) {
    return { refusal: unauthorized(by, `the token does not match ${expression}`) }
  }
  return values
}

/** Creates the authorizers of one API. */
export function createLambdaAuthorizers(
  ctx: ServiceContext<typeof restApiDefinition>,
): LambdaAuthorizers {
  const decisions = createDecisionCache<Answered['decision']>()

  const findEdge = (name: string): Edge<'invoke'> | undefined =>
    ctx
      .edges('invoke')
      .find(
        ({ port, properties }) =>
          port === 'authorizer' &&
          z.safeParse(functionWireSchema, properties).data?.AuthorizerId === name,
      )

  const note = ({ arrived }: AuthorizerCall, value: string): void =>
    ctx.record({ type: 'note', ...arrived.span, key: 'authorizer', value })

  function* invoke(
    call: AuthorizerCall,
    edge: Edge<'invoke'>,
    event: object,
  ): Process<Answered | { readonly refusal: Refusal }> {
    const { name, arrived, log } = call
    const by = `Lambda authorizer ${name}`
    const begun = ctx.now
    log?.(`Starting authorizer: ${name} for request: ${arrived.requestId}`)
    const traced = traceInvocation(arrived, edge.target, undefined)
    const reply = yield* ctx.timeout(
      ctx.call(edge, {
        context: arrived.span,
        payload: JSON.stringify(event),
        invocationType: 'RequestResponse',
        attempt: 1,
        traceHeader: traced?.header ?? arrived.traceHeader,
      }),
      AUTHORIZER_LIMIT,
    )
    if (traced !== null) endInvocation(traced, reply)
    const latencyMs = toMs(between(begun, ctx.now))
    note(call, `${name}: ${latencyMs} ms`)
    const fail = (detail: string) => {
      log?.(`Execution failed due to configuration error: ${detail}`)
      return { refusal: { responseType: 'AUTHORIZER_FAILURE', by, detail, latencyMs } as const }
    }
    if (reply === 'timed-out') return fail('no answer within 29 s')
    if (reply.type === 'refused' && reply.statusCode !== 429) {
      const detail = `Lambda refused: ${reply.errorType}`
      return { refusal: { responseType: 'AUTHORIZER_CONFIGURATION_ERROR', by, detail, latencyMs } }
    }
    const read = readDecision(reply, false)
    if (read.type === 'unauthorized') {
      log?.(`Unauthorized request: ${arrived.requestId}`)
      return { refusal: { ...unauthorized(by, 'it threw Unauthorized'), latencyMs } }
    }
    if (read.type === 'failed') return fail(read.why)
    const { decision } = read
    if (decision.type !== 'policy') return fail('it returned no policy')
    const fault = findFault(decision)
    const { principalId } = decision
    if (fault !== null || principalId === null) return fail(fault ?? 'no principalId')
    log?.(`Successfully completed authorizer execution`)
    return { decision: { ...decision, principalId }, latencyMs }
  }

  return {
    *ask(call) {
      const { name, authorizer, arrived, methodArn, log } = call
      const by = `Lambda authorizer ${name}`
      const identities = identify(call, by)
      if ('refusal' in identities) {
        log?.(`Unauthorized request: ${arrived.requestId}`)
        return identities
      }
      const ttlSeconds = identities.length === 0 ? 0 : authorizer.AuthorizerResultTtlInSeconds
      const key = JSON.stringify([name, arrived.release.stage.StageName, ...identities])
      const kept = ttlSeconds > 0 ? decisions.find(key, ctx.now) : null
      if (kept !== null) {
        note(call, `${name}: cached`)
        log?.(`Using valid authorizer policy for principal: ${maskPrincipal(kept.principalId)}`)
        return { decision: kept, latencyMs: 0 }
      }
      const edge = findEdge(name)
      if (edge === undefined) {
        const detail = 'no wire leads from the authorizer port to its function'
        return { refusal: { responseType: 'AUTHORIZER_CONFIGURATION_ERROR', by, detail } }
      }
      const event =
        authorizer.Type === 'TOKEN'
          ? createTokenEvent(identities[0] ?? '', methodArn)
          : createRequestEvent(arrived, methodArn)
      const answered = yield* invoke(call, edge, event)
      if ('decision' in answered) {
        decisions.set(key, answered.decision, { now: ctx.now, ttlSeconds })
      }
      return answered
    },
    clear: () => decisions.clear(),
  }
}

/** Execution logs show the end of a principal's name only. */
const maskPrincipal = (name: string): string => `${'*'.repeat(6)}${name.slice(-2)}`
