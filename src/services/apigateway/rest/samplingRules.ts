import { createSampler } from '#contracts/xray.ts'
import { RE2JS } from 're2js'
import type { RestApiProperties } from './properties.ts'

type Rule = NonNullable<RestApiProperties['SamplingRules']>[number]

/** What a rule looks at of a request. */
export interface SampledFacts {
  /** As X-Ray names the segment: `orders/prod`. */
  readonly serviceName: string
  readonly method: string
  readonly host: string
  /** With the stage, as it was sent. */
  readonly path: string
  readonly resourceArn: string
}

/** Which rule a request falls under, and whether that samples it. */
export interface SamplingRules {
  decide(
    facts: SampledFacts,
    epochMs: number,
  ): { readonly rule: string; readonly isSampled: boolean }
}

const escapeText = (text: string): string => text.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')

/** "`*` matches zero or more characters, `?` one", whatever the case. */
const glob = (pattern: string): ((text: string) => boolean) => {
  if (/^\*+$/.test(pattern)) return () => true
  const source = escapeText(pattern.replaceAll(/\*+/g, '*'))
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const compiled = RE2JS.compile(`^${source}$`, RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL)
  return (text) => compiled.matcher(text).matches()
}

const SERVICE_TYPE = 'AWS::ApiGateway::Stage'

const matcherOf = (rule: Rule): ((facts: SampledFacts) => boolean) => {
  const service = glob(rule.ServiceName)
  const type = glob(rule.ServiceType)(SERVICE_TYPE)
  const method = glob(rule.HTTPMethod)
  const host = glob(rule.Host)
  const path = glob(rule.URLPath)
  const arn = glob(rule.ResourceARN)
  return (facts) =>
    type &&
    service(facts.serviceName) &&
    method(facts.method) &&
    host(facts.host) &&
    path(facts.path) &&
    arn(facts.resourceArn)
}

/**
 * Rules of one's own by priority, the lowest first, then X-Ray's `Default`. `draw` answers a number in [0, 1).
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export function createSamplingRules(rules: readonly Rule[], draw: () => number): SamplingRules {
  const ordered = rules
    .toSorted((one, two) => one.Priority - two.Priority)
    .map((rule) => ({
      name: rule.RuleName,
      matches: matcherOf(rule),
      sample: createSampler(draw, { reservoir: rule.ReservoirSize, rate: rule.FixedRate }),
    }))
  const byDefault = createSampler(draw)
  return {
    decide(facts, epochMs) {
      const found = ordered.find(({ matches }) => matches(facts))
      return found === undefined
        ? { rule: 'Default', isSampled: byDefault(epochMs) }
        : { rule: found.name, isSampled: found.sample(epochMs) }
    },
  }
}
