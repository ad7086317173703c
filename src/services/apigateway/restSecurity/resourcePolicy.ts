import { type Effect, evaluatePolicy, type PolicyQuestion } from '#contracts/policy.ts'

/** Whose word counts how much. https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html */
export type PolicyTable =
  /** "Table A": IAM in the same account, and Lambda authorizers: either may allow. */
  | 'either'
  /** "Table B": callers of another account, and Cognito user pools: both must allow. */
  | 'both'

/** What a caller's own policy and the API's resource policy come to together. Null: the API has none. */
export function combineEffects(own: Effect, resource: Effect | null, table: PolicyTable): Effect {
  if (resource === null) return own
  if (own === 'deny' || resource === 'deny') return 'deny'
  const allowing = [own, resource].filter((effect) => effect === 'allow').length
  return allowing >= (table === 'either' ? 1 : 2) ? 'allow' : 'silent'
}

/** `execute-api:/prod/GET/*` stands for the API's own ARN in a resource policy. */
function expand(value: unknown, apiArn: string): unknown {
  if (typeof value === 'string') return value.replace(/^execute-api:\//, `${apiArn}/`)
  return Array.isArray(value) ? value.map((each) => expand(each, apiArn)) : value
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A policy with the API's ARN where it is left out. */
function withArns(policy: unknown, apiArn: string): unknown {
  if (!isObject(policy)) return policy
  const { Statement } = policy as { Statement?: unknown }
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement]
  return {
    ...policy,
    Statement: statements.map((each) =>
      isObject(each)
        ? {
            ...each,
            ...(each['Resource'] !== undefined && { Resource: expand(each['Resource'], apiArn) }),
            ...(each['NotResource'] !== undefined && {
              NotResource: expand(each['NotResource'], apiArn),
            }),
          }
        : each,
    ),
  }
}

/** An API's own policy. */
export interface ResourcePolicy {
  /** Null: there is none. What is no policy is silent, and lets nobody in. */
  ask(question: PolicyQuestion): Effect | null
}

/** `apiArn`: `arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5`. */
export function createResourcePolicy(policy: unknown, apiArn: string): ResourcePolicy {
  if (policy === undefined || policy === null) return { ask: () => null }
  const whole = withArns(policy, apiArn)
  return { ask: (question) => evaluatePolicy(whole, question) ?? 'silent' }
}
