import { evaluatePolicy } from '#contracts/policy.ts'
import type { InvokeReply } from '#contracts/invoke.ts'

type Json = Readonly<Record<string, unknown>>

/** What a Lambda authorizer decided, as it is cached: a policy is evaluated anew for each request. */
export type Decision =
  | { readonly type: 'simple'; readonly isAuthorized: boolean; readonly context: Json }
  | {
      readonly type: 'policy'
      readonly policy: unknown
      readonly principalId: string | null
      readonly context: Json
      /** The API key that the caller's usage is counted for, where the API's keys come from its authorizer. */
      readonly usageIdentifierKey: string | null
    }

/** A decision, or why there is none: the gateway answers 500 then, or 401 where the function threw `Unauthorized`. */
export type DecisionReply =
  | { readonly type: 'decided'; readonly decision: Decision }
  | { readonly type: 'unauthorized' }
  | { readonly type: 'failed'; readonly why: string }

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const failed = (why: string): DecisionReply => ({ type: 'failed', why })

const contextOf = (value: unknown): Json => (isObject(value) ? value : {})

/** Characters of a function's error that are told. */
const ERROR_LENGTH_MAX = 300

function readResult(result: unknown, isSimple: boolean): DecisionReply {
  if (!isObject(result)) return failed('the authorizer returned no object')
  const context = contextOf(result['context'])
  if (isSimple) {
    const { isAuthorized } = result as { isAuthorized?: unknown }
    return typeof isAuthorized === 'boolean'
      ? { type: 'decided', decision: { type: 'simple', isAuthorized, context } }
      : failed('isAuthorized is neither true nor false')
  }
  const policy = result['policyDocument']
  if (evaluatePolicy(policy, { action: '', resource: '' }) === null)
    return failed('policyDocument is not a policy')
  const textOf = (name: string): string | null => {
    const value = result[name]
    return typeof value === 'string' ? value : null
  }
  return {
    type: 'decided',
    decision: {
      type: 'policy',
      policy,
      principalId: textOf('principalId'),
      context,
      usageIdentifierKey: textOf('usageIdentifierKey'),
    },
  }
}

/**
 * Reads what the authorizer's function answered: a simple response, or a policy.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function readDecision(reply: InvokeReply, isSimple: boolean): DecisionReply {
  if (reply.type === 'accepted') return failed('Lambda accepted without an answer')
  if (reply.type === 'refused') return failed(`Lambda refused: ${reply.errorType}`)
  const result = parse(reply.payload)
  if (reply.functionError !== null) {
    // "throw 'Unauthorized'": exactly this message is a 401.
    if (isObject(result) && result['errorMessage'] === 'Unauthorized')
      return { type: 'unauthorized' }
    return failed(`the authorizer failed: ${reply.payload.slice(0, ERROR_LENGTH_MAX)}`)
  }
  return readResult(result, isSimple)
}

/** Whether a decision lets a request for `resource` pass. */
export function allows(
  decision: Decision,
  resource: string,
  context: Readonly<Record<string, string>>,
): boolean {
  if (decision.type === 'simple') return decision.isAuthorized
  const question = { action: 'execute-api:Invoke', resource, context }
  return evaluatePolicy(decision.policy, question) === 'allow'
}
