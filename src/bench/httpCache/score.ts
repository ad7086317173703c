/** A test of the suite, as far as its score is concerned. */
export interface SuiteTest {
  readonly id: string
  /** Absent: required. */
  readonly kind?: 'required' | 'optimal' | 'check'
  readonly browser_only?: boolean
}

/** By the tests' ids: passed, or why not. */
export type Results = Readonly<Record<string, unknown>>

/** What came of the suite under both sets of rules. */
export interface Outcome {
  readonly rfc: Results
  readonly cloudfront: Results
}

interface Terms {
  readonly outcome: Outcome
  /** What well-known caches passed. */
  readonly known: readonly Results[]
  /** Tests that CloudFront's rules fail, by rule. */
  readonly rules: Readonly<Record<string, readonly string[]>>
}

/** Varnish reaches 119, Squid 122, Apache Traffic Server 132. */
export const REQUIRED_MIN = 125

const kindOf = ({ kind = 'required' }: SuiteTest) => kind

const passes = (results: Results, { id }: SuiteTest): boolean => results[id] === true

/** What is wrong with the results, and the figures in words. No faults: all is as it should be. */
export function findFaults(
  tests: readonly SuiteTest[],
  { outcome, known, rules }: Terms,
): { readonly figures: readonly string[]; readonly faults: readonly string[] } {
  const { rfc, cloudfront } = outcome
  const of = (kind: SuiteTest['kind']) => tests.filter((test) => kindOf(test) === kind)
  const count = (results: Results, kind: SuiteTest['kind']): string => {
    const all = of(kind)
    return `${all.filter((test) => passes(results, test)).length} of ${all.length} ${kind}`
  }
  const required = of('required')
  const passed = required.filter((test) => passes(rfc, test)).length
  const basics = required.filter(
    (test) => known.every((results) => passes(results, test)) && !passes(rfc, test),
  )
  const counted = tests.filter((test) => kindOf(test) !== 'check')
  const differ = counted.filter((test) => passes(rfc, test) && !passes(cloudfront, test))
  const named = new Set(Object.values(rules).flat())
  const seen = new Set(differ.map(({ id }) => id))
  return {
    figures: [
      `RFC 9111: ${count(rfc, 'required')}, ${count(rfc, 'optimal')}`,
      `CloudFront: ${count(cloudfront, 'required')}, ${count(cloudfront, 'optimal')}; ${seen.size} differ, by ${Object.keys(rules).length} rules`,
    ],
    faults: [
      ...(passed < REQUIRED_MIN ? [`only ${passed} required tests pass, not ${REQUIRED_MIN}`] : []),
      ...basics.map(({ id }) => `${id}: every well-known cache passes it, ours does not`),
      ...differ
        .filter(({ id }) => !named.has(id))
        .map(({ id }) => `${id}: fails under CloudFront’s rules, and no rule of theirs is named`),
      ...[...named]
        .filter((id) => !seen.has(id))
        .map((id) => `${id}: is said to differ under CloudFront’s rules, and does not`),
    ],
  }
}
