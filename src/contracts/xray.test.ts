import { describe, expect, test } from 'vitest'
import { createSampler, flagsOf, readTraceHeader } from './xray.ts'

// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
const ROOT = '1-5759e988-bd862e3fe1be46a994272793'

describe('the trace header', () => {
  test('root, parent and decision, in any order; what is malformed is not there', () => {
    expect(readTraceHeader(`Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`)).toEqual({
      root: ROOT,
      parent: '53995c3f42cd8ad8',
      isSampled: true,
    })
    expect(readTraceHeader(`Self=x; Sampled=0; Root=${ROOT}`)).toEqual({
      root: ROOT,
      parent: null,
      isSampled: false,
    })
    const nothing = { root: null, parent: null, isSampled: null }
    for (const header of [undefined, '', 'Root=1-2-3;Parent=0;Sampled=?', `x${ROOT}`]) {
      expect(readTraceHeader(header)).toEqual(nothing)
    }
  })
})

describe('the default rule', () => {
  test('the first request of each second, and five percent of the others', () => {
    const draws = [0.5, 0.049, 0.05]
    let draw = 0
    const sample = createSampler(() => draws[draw++] ?? 1)
    expect([0, 10, 20, 999, 1_000, 1_001].map(sample)).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
    ])
  })
})

test('flags by status: 4xx error, 429 a throttle besides, 5xx fault', () => {
  expect([200, 404, 429, 502].map(flagsOf)).toEqual([
    {},
    { error: true },
    { error: true, throttle: true },
    { fault: true },
  ])
})
