import { type Instant, toSeconds } from '#kernel/time.ts'
import { isInBlock } from '#contracts/policy.ts'
import type { WebAclProperties } from '../rest/securityProperties.ts'

/** A web ACL at work. */
export interface WebAcl {
  /** The name of the rule that blocks a request of `sourceIp`; null where it may pass. */
  findBlock(sourceIp: string, now: Instant): string | null
}

type Rule = WebAclProperties['Rules'][number]
type Rate = NonNullable<Rule['Statement']['RateBasedStatement']>

/** How often WAF looks at the rates. https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-caveats.html */
const SLOT_SECONDS = 10
/** Addresses that a rule keeps count of, as WAF does. Above it, those counted longest ago go. */
const ADDRESSES_MAX = 10_000

interface Counted {
  /** Requests of the latest slots, by the number of the slot. */
  readonly slots: Map<number, number>
  /** As of when it was looked at last: the limit is checked at the beginning of a slot. */
  isOver: boolean
  checkedIn: number
}

/** Counts requests by address over a rule's window; answers whether one is above the limit. */
function createRateCounter({ Limit, EvaluationWindowSec }: Rate) {
  const byKey = new Map<string, Counted>()
  const slotsKept = EvaluationWindowSec / SLOT_SECONDS

  const check = (counted: Counted, slot: number): void => {
    if (counted.checkedIn === slot) return
    counted.checkedIn = slot
    let sum = 0
    for (const [each, count] of counted.slots) {
      if (each < slot - slotsKept) counted.slots.delete(each)
      else sum += count
    }
    counted.isOver = sum > Limit
  }

  return (key: string, now: Instant): boolean => {
    const slot = Math.floor(toSeconds(now) / SLOT_SECONDS)
    let counted = byKey.get(key)
    if (counted === undefined) {
      counted = { slots: new Map(), isOver: false, checkedIn: slot }
      byKey.set(key, counted)
      if (byKey.size > ADDRESSES_MAX) {
        for (const oldest of byKey.keys()) {
          byKey.delete(oldest)
          break
        }
      }
    }
    check(counted, slot)
    counted.slots.set(slot, (counted.slots.get(slot) ?? 0) + 1)
    return counted.isOver
  }
}

type Test = (sourceIp: string, now: Instant) => boolean

function createTest({ Statement }: Rule): Test {
  const { RateBasedStatement: rate, IPSetReferenceStatement: set } = Statement
  if (rate !== undefined) {
    const isOver = createRateCounter(rate)
    return (sourceIp, now) => isOver(rate.AggregateKeyType === 'IP' ? sourceIp : '', now)
  }
  const addresses = set?.Addresses ?? []
  return (sourceIp) => addresses.some((block) => isInBlock(block, sourceIp))
}

/** Creates the web ACL of a document: rules in order of priority; the first that matches and does not only count decides. */
export function createWebAcl(properties: WebAclProperties | undefined): WebAcl {
  const rules = (properties?.Rules ?? [])
    .toSorted((one, two) => one.Priority - two.Priority)
    .map((rule) => ({ name: rule.Name, action: rule.Action, test: createTest(rule) }))
  return {
    findBlock(sourceIp, now) {
      for (const { name, action, test } of rules) {
        if (!test(sourceIp, now) || action.Count !== undefined) continue
        return action.Allow === undefined ? name : null
      }
      return null
    },
  }
}
