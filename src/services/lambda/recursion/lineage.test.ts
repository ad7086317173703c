import { expect, test } from 'vitest'
import { advanceLineage } from './lineage.ts'

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:loop'
const OTHER = 'arn:aws:lambda:us-east-1:123456789012:function:other'
const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'

/** The header after `times` invocations of `arn` in a row, and whether the last was one too many. */
const chain = (times: number, arn: string, begin: string | undefined) => {
  let last = { header: begin ?? '', isLoop: false }
  for (let time = 0; time < times; time++) last = advanceLineage(last.header, arn)
  return last
}

// "If your function is invoked approximately 16 times in the same chain of requests, then Lambda automatically stops the next
// function invocation": https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
test('16 invocations in one chain are made, the 17th is a loop', () => {
  expect(chain(16, ARN, ROOT).isLoop).toBe(false)
  expect(chain(17, ARN, ROOT).isLoop).toBe(true)
})

test('the lineage stands at the end of the trace header and counts each function for itself', () => {
  const twice = chain(2, ARN, ROOT).header
  expect(twice).toMatch(
    /^Root=1-5759e988-bd862e3fe1be46a994272793;.*;Sampled=1;Lineage=[0-9a-f]{8}:1$/,
  )
  const other = advanceLineage(twice, OTHER)
  expect(other.header).toMatch(/;Lineage=[0-9a-f]{8}:1\|[0-9a-f]{8}:0$/)
  expect(chain(14, ARN, other.header).isLoop).toBe(false)
  expect(chain(15, ARN, other.header).isLoop).toBe(true)
})

test('a request without a trace begins a chain; a lineage that is none counts for nothing', () => {
  expect(advanceLineage(undefined, ARN).header).toMatch(/^Lineage=[0-9a-f]{8}:0$/)
  expect(advanceLineage(`${ROOT};Lineage=x:9|y`, ARN).header).toMatch(/Lineage=[0-9a-f]{8}:0$/)
})
