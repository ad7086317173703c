import { findHeader } from '#contracts/body.ts'
import type { HttpRequest } from '#contracts/http.ts'
import { matchesPattern } from '#contracts/policy.ts'
import type { Edge } from '#services/service.ts'
import * as z from 'zod/mini'
import { apiMappingSchema, type RoutingRule } from './definition.ts'

/** A rule with the wire that it leads along. */
export interface WiredRule {
  readonly edge: Edge<'http'>
  readonly stage: string
  readonly rule: RoutingRule
}

/** Where a rule leads: the base path that it takes off, and what is left of the path. */
interface RuleMatch {
  readonly wired: WiredRule
  readonly basePath: string
  readonly rest: string
}

/** The rules of a domain's wires, the lowest priority first; of two with one, the first by edge id. */
export const collectRules = (edges: readonly Edge<'http'>[]): readonly WiredRule[] =>
  edges
    .flatMap((edge): readonly WiredRule[] => {
      const { RoutingRules = [], Stage: stage } = z.parse(apiMappingSchema, edge.properties)
      return RoutingRules.map((rule) => ({ edge, stage, rule }))
    })
    .toSorted((one, two) => one.rule.Priority - two.rule.Priority)

const trimmed = (base: string): string => base.replace(/^\/+|\/+$/g, '')

/** `/v1/orders/7` begins with the base path `v1/orders`; case counts. */
const beginsWith = (path: string, base: string): boolean => {
  const prefix = `/${trimmed(base)}`
  return prefix === '/' || path === prefix || path.startsWith(`${prefix}/`)
}

type Condition = RoutingRule['Conditions'][number]

/** Values by case, with `*`; names of headers in any case. */
const holds = ({ MatchBasePaths, MatchHeaders }: Condition, { path, headers }: HttpRequest) => {
  if (MatchBasePaths?.AnyOf.some((base) => beginsWith(path, base)) === false) return false
  return (
    MatchHeaders === undefined ||
    MatchHeaders.AnyOf.some(({ Header, ValueGlob }) => {
      const value = findHeader(headers, Header)
      return value !== undefined && matchesPattern(ValueGlob, value)
    })
  )
}

/** The longest base path of a rule that a request fits; empty where it has none. */
function baseOf({ Conditions }: RoutingRule, path: string): string {
  const bases = Conditions.flatMap(({ MatchBasePaths }) => MatchBasePaths?.AnyOf ?? [])
  const [longest = ''] = bases
    .filter((base) => beginsWith(path, base))
    .map(trimmed)
    .toSorted((one, two) => two.length - one.length)
  return longest
}

/**
 * The rule that takes a request: from the lowest priority to the highest, the first of which all conditions hold.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html
 */
export function findRule(rules: readonly WiredRule[], request: HttpRequest): RuleMatch | null {
  const wired = rules.find(({ rule }) => rule.Conditions.every((each) => holds(each, request)))
  if (wired === undefined) return null
  const { path } = request
  const base = wired.rule.StripBasePath ? baseOf(wired.rule, path) : ''
  const rest = base === '' ? path : path.slice(base.length + 1)
  return { wired, basePath: base, rest: rest === '' ? '/' : rest }
}
