import { guardedApi } from '#gallery/guardedApi.ts'
import { after, seconds } from '#kernel/time.ts'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import { expect, test } from 'vitest'
import { createSimulation } from './createSimulation.ts'

/** What the API's node shows, as far as this asks. */
interface Shown {
  readonly refusals: readonly { readonly by: string; readonly why: string }[]
  readonly methods: readonly { readonly method: string; readonly count: number }[]
}

// Who may call, through the whole spine: clients' tokens, keys and signatures, an authorizer in the sandbox, and why not.

test('the gallery’s guarded API turns away for every reason that it shows, and lets the others in', () => {
  const simulation = createSimulation({ scenario: guardedApi, handlers: loadQuickJs() })
  void simulation.runUntil(after(simulation.now, seconds(34)))
  const { refusals, methods } = simulation.inspect('ShopApi') as Shown
  const reasons = refusals.map(({ by, why }) => `${by}: ${why}`)
  expect(reasons.toSorted()).toEqual([
    'API key: no usage plan of the stage has this key',
    'IAM: reporter may not execute-api:Invoke',
    'Lambda authorizer members: it threw Unauthorized',
    'Lambda authorizer members: its policy denies this method',
    'Lambda authorizer members: method.request.header.Authorization is missing: members was not asked',
    'WAF: rule flood',
    'usage plan silver: rate of partner',
  ])
  expect(methods.filter(({ count }) => count === 0)).toEqual([])
})
