import { after, seconds, START } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { traceHeader } from './identifiers.ts'

// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
const context = { trace: 10, span: 3 }
const PARENT = 'Parent=0000000000000003;Sampled=1'

test('the root of a trace stays the same from service to service', () => {
  const root = 'Root=1-5759e988-bd862e3fe1be46a994272793'
  expect(traceHeader(START, context, root)).toBe(`${root};${PARENT}`)
  expect(traceHeader(START, context, `Self=1-2-3;${root};Sampled=0`)).toBe(`${root};${PARENT}`)
})

test('a request that brings none, or no valid one, gets a root of its own: the time and 96 bits', () => {
  const own = `Root=1-6955b901-00000000000000000000000a;${PARENT}`
  expect(traceHeader(after(START, seconds(1)), context, undefined)).toBe(own)
  expect(traceHeader(after(START, seconds(1)), context, 'Root=none')).toBe(own)
})
