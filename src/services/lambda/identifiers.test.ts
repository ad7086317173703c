import { after, seconds, START } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { traceHeader, withRoot } from './identifiers.ts'

// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
const context = { trace: 10, span: 3 }
const PARENT = 'Parent=0000000000000003'

test('the root of a trace stays the same from service to service', () => {
  const root = 'Root=1-5759e988-bd862e3fe1be46a994272793'
  const at = (given: string, isSampled: boolean) =>
    traceHeader(START, context, { given, isSampled })
  expect(at(root, true)).toBe(`${root};${PARENT};Sampled=1`)
  expect(at(`Self=1-2-3;${root};Sampled=0`, false)).toBe(`${root};${PARENT};Sampled=0`)
  expect(withRoot(`${root};Sampled=1`, START, 10)).toBe(`${root};Sampled=1`)
})

test('a request that brings none, or no valid one, gets a root of its own: the time and 96 bits', () => {
  const own = 'Root=1-6955b901-00000000000000000000000a'
  const at = after(START, seconds(1))
  for (const given of [undefined, 'Root=none']) {
    expect(traceHeader(at, context, { given, isSampled: false })).toBe(`${own};${PARENT};Sampled=0`)
  }
  expect(withRoot('Root=none;Sampled=1', at, context.trace)).toBe(`${own};Sampled=1`)
})
