import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'
import { after, type Instant, ms } from '#kernel/time.ts'

/** Spread of the time until a change has reached an index. assumption: see README */
const LAG_SIGMA = 0.6

/** Changes on their way from a table to its global indexes. */
export interface IndexLag {
  /** `apply` is to be done once the change has arrived; those of a table arrive in their order. */
  send(apply: () => void, now: Instant): void
  /** Does what has arrived by `now`. */
  catchUp(now: Instant): void
}

/**
 * Creates the way from a table to its indexes: log-normal, `medianMs`.
 * "…changes to the table are propagated to its global secondary indexes in an eventually consistent fashion"
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export function createIndexLag(options: {
  readonly random: Random
  readonly medianMs: () => number
}): IndexLag {
  let sent: { readonly arrivesAt: Instant; readonly apply: () => void }[] = []
  let head = 0
  const catchUp = (now: Instant): void => {
    for (let next = sent[head]; next !== undefined && next.arrivesAt <= now; next = sent[head]) {
      head++
      next.apply()
    }
    if (head * 2 < sent.length) return
    sent = sent.slice(head)
    head = 0
  }
  return {
    send(apply, now) {
      catchUp(now)
      const median = options.medianMs()
      const drawn =
        median === 0 ? 0 : sample(logNormalOf({ median, sigma: LAG_SIGMA }), options.random)
      const own = after(now, ms(drawn))
      const last = sent.at(-1)?.arrivesAt ?? own
      if (sent.length === head && own <= now) {
        apply()
        return
      }
      sent.push({ arrivesAt: Math.max(own, last) as Instant, apply })
    },
    catchUp,
  }
}
