import { restApiProperties } from './properties.ts'
import { expect, test } from 'vitest'
import { createSamplingRules } from './samplingRules.ts'
import { createWorld } from './testing/world.ts'

// https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html

const rulesOf = (rules: readonly object[]) =>
  restApiProperties.parse({ SamplingRules: rules }).SamplingRules ?? []

const facts = {
  serviceName: 'api/prod',
  method: 'GET',
  host: 'x.example',
  path: '/prod/items/7',
  resourceArn: 'arn:aws:apigateway:us-east-1::/restapis/a/stages/prod',
}

test('the lowest priority that fits decides; what none fits is the default rule’s', () => {
  const rules = createSamplingRules(
    rulesOf([
      { RuleName: 'rest', Priority: 9, FixedRate: 0, ReservoirSize: 0, HTTPMethod: 'get' },
      { RuleName: 'items', Priority: 2, FixedRate: 1, ReservoirSize: 0, URLPath: '/*/items/?' },
      {
        RuleName: 'lambda',
        Priority: 1,
        FixedRate: 1,
        ReservoirSize: 0,
        ServiceType: 'AWS::Lambda::*',
      },
    ]),
    () => 0.5,
  )
  expect(rules.decide(facts, 0)).toEqual({ rule: 'items', isSampled: true })
  expect(rules.decide({ ...facts, path: '/prod/items/77' }, 0)).toEqual({
    rule: 'rest',
    isSampled: false,
  })
  expect(rules.decide({ ...facts, method: 'PUT', path: '/' }, 0)).toEqual({
    rule: 'Default',
    isSampled: true,
  })
})

test('a reservoir of requests each second, then the fixed rate', () => {
  const rules = createSamplingRules(
    rulesOf([{ RuleName: 'two', Priority: 1, FixedRate: 0.1, ReservoirSize: 2 }]),
    () => 0.2,
  )
  const sampled = [0, 10, 20, 1_000, 1_001, 1_002].map((at) => rules.decide(facts, at).isSampled)
  expect(sampled).toEqual([true, true, false, true, true, false])
})

test('a pattern takes no more than linear time', () => {
  const URLPath = `${'*a'.repeat(30)}b`
  const rules = createSamplingRules(
    rulesOf([{ RuleName: 'long', Priority: 1, FixedRate: 1, ReservoirSize: 1, URLPath }]),
    () => 0,
  )
  expect(rules.decide({ ...facts, path: 'a'.repeat(10_000) }, 0).rule).toBe('Default')
})

test('a stage’s segments name the rule, and what it leaves out is not traced', () => {
  const rule = {
    RuleName: 'no reads',
    Priority: 1,
    FixedRate: 0,
    ReservoirSize: 0,
    HTTPMethod: 'GET',
  }
  const all = { RuleName: 'all', Priority: 2, FixedRate: 1, ReservoirSize: 0 }
  const { ask, world } = createWorld({
    properties: {
      Stages: [{ StageName: 'prod', TracingEnabled: true }],
      SamplingRules: [all, rule],
    },
  })
  ask()
  ask({ method: 'PUT' })
  ask({ method: 'PUT' })
  const names = world.records.flatMap((row) =>
    row.type === 'note' && row.key === 'xray'
      ? [(JSON.parse(row.value) as { aws: { xray: object } }).aws.xray]
      : [],
  )
  expect(names).toEqual([{ sampling_rule_name: 'all' }, { sampling_rule_name: 'all' }])
})
