import type { JsonValue } from '#services/service.ts'
import {
  changed,
  isRaw,
  listOf,
  type Raw,
  type RawProperties,
  rawOf,
  withPart,
} from '../planRaw.ts'

/** Who may call a method, as one choice: `NONE`, `AWS_IAM`, or an authorizer by `authorizer:` and its name. */
export function guardOf(properties: RawProperties, key: string): string {
  const method = rawOf(rawOf(properties['Methods'])[key])
  const type = method['AuthorizationType']
  if (type === 'AWS_IAM') return 'AWS_IAM'
  if (type === undefined || type === 'NONE') return 'NONE'
  const name = method['AuthorizerId']
  return `authorizer:${typeof name === 'string' ? name : ''}`
}

/** Whether a method wants an API key. */
export const needsKey = (properties: RawProperties, key: string): boolean =>
  rawOf(rawOf(properties['Methods'])[key])['ApiKeyRequired'] === true

/** The properties with a method behind a guard, as `guardOf` tells it, and perhaps behind an API key. */
export function planGuard(
  properties: RawProperties,
  key: string,
  to: { readonly guard: string; readonly needsKey: boolean },
): RawProperties {
  const methods = rawOf(properties['Methods'])
  const [kind = '', name = ''] = to.guard.split(':')
  const isCognito = rawOf(rawOf(properties['Authorizers'])[name])['Type'] === 'COGNITO_USER_POOLS'
  const isNamed = kind === 'authorizer'
  const type = isNamed ? (isCognito ? 'COGNITO_USER_POOLS' : 'CUSTOM') : kind
  const method = changed(rawOf(methods[key]), {
    AuthorizationType: type === 'NONE' ? null : type,
    AuthorizerId: isNamed ? name : null,
    ApiKeyRequired: to.needsKey ? true : null,
  })
  const { [key]: _, ...others } = methods
  const isPlain = Object.keys(method).length === 0
  return withPart(properties, 'Methods', isPlain ? others : { ...others, [key]: method })
}

/** The properties with a usage plan changed, or made. Throttle and quota vanish with what they hold. */
export function planUsagePlan(properties: RawProperties, name: string, change: Raw): RawProperties {
  const plans = listOf(properties['UsagePlans'])
  const isNew = plans.every(({ UsagePlanName }) => UsagePlanName !== name)
  const all = isNew ? [...plans, { UsagePlanName: name }] : plans
  const next = all.map((plan) => (plan['UsagePlanName'] === name ? changed(plan, change) : plan))
  return withPart(properties, 'UsagePlans', next)
}

/** The properties without a usage plan. */
export const planUsagePlanRemoval = (properties: RawProperties, name: string): RawProperties =>
  withPart(
    properties,
    'UsagePlans',
    listOf(properties['UsagePlans']).filter(({ UsagePlanName }) => UsagePlanName !== name),
  )

/** The properties with an API key of a plan. */
export function planKey(
  properties: RawProperties,
  plan: string,
  key: { readonly name: string; readonly value: string },
): RawProperties {
  const keys = listOf(properties['ApiKeys']).filter(({ Name }) => Name !== key.name)
  const own = listOf(properties['UsagePlans']).find(({ UsagePlanName }) => UsagePlanName === plan)
  const before: readonly JsonValue[] = Array.isArray(own?.['Keys']) ? own['Keys'] : []
  const Keys = [...new Set([...before, key.name])]
  const ApiKeys = [...keys, { Name: key.name, Value: key.value }]
  return planUsagePlan({ ...properties, ApiKeys }, plan, { Keys })
}

/** The properties without an API key, in no plan any more. */
export function planKeyRemoval(properties: RawProperties, name: string): RawProperties {
  const keys = listOf(properties['ApiKeys']).filter(({ Name }) => Name !== name)
  const plans = listOf(properties['UsagePlans']).map((plan) =>
    Array.isArray(plan['Keys'])
      ? { ...plan, Keys: (plan['Keys'] as readonly JsonValue[]).filter((each) => each !== name) }
      : plan,
  )
  return withPart(withPart(properties, 'ApiKeys', keys), 'UsagePlans', plans)
}

const RATE_RULE = 'rate-limit'

const isRateRule = ({ Name }: Raw): boolean => Name === RATE_RULE

/** The limit of the rule by rate that `planRateLimit` makes; null where there is none. */
export function rateLimitOf(properties: RawProperties): number | null {
  const rule = listOf(rawOf(properties['WebACL'])['Rules']).find(isRateRule)
  const limit = rawOf(rawOf(rule?.['Statement'])['RateBasedStatement'])['Limit']
  return typeof limit === 'number' ? limit : null
}

/** The properties with a limit of requests in five minutes for each address, or without one. */
export function planRateLimit(properties: RawProperties, limit: number | null): RawProperties {
  const acl = rawOf(properties['WebACL'])
  const others = listOf(acl['Rules']).filter((rule) => !isRateRule(rule))
  const rule = { Name: RATE_RULE, Statement: { RateBasedStatement: { Limit: limit } } }
  const Rules: readonly JsonValue[] = limit === null ? others : [...others, rule]
  return withPart(properties, 'WebACL', withPart(acl, 'Rules', Rules))
}

/** The properties with a resource policy; a text says why `text` is none. */
export function planPolicy(properties: RawProperties, text: string): RawProperties | string {
  if (text.trim() === '') return withPart(properties, 'Policy', null)
  try {
    const policy = JSON.parse(text) as JsonValue
    return isRaw(policy) ? withPart(properties, 'Policy', policy) : 'A policy is an object'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
