/** Whom an API turned away, and why. */
export interface Refused {
  /** `Lambda authorizer users`, `IAM`, `usage plan gold`. */
  readonly by: string
  readonly why: string
  readonly count: number
}

/** Counts who turned requests away, and why. */
export interface Refusals {
  add(by: string, why: string): void
  /** The most frequent first. */
  read(): readonly Refused[]
}

/** Reasons that are told apart. */
const REASONS_MAX = 400
/** Reasons that a node tells. */
const REASONS_SHOWN = 8

/** Creates counts of nobody. */
export function createRefusals(): Refusals {
  const reasons = new Map<string, { readonly by: string; readonly why: string; count: number }>()
  return {
    add(by, why) {
      const key = JSON.stringify([by, why])
      const known = reasons.get(key)
      if (known !== undefined) known.count++
      else if (reasons.size < REASONS_MAX) reasons.set(key, { by, why, count: 1 })
    },
    read: () =>
      [...reasons.values()]
        .toSorted((one, two) => two.count - one.count)
        .slice(0, REASONS_SHOWN)
        .map((each) => ({ ...each })),
  }
}

/** `IAM: the request is not signed` as who and why. */
export const splitReason = (reason: string): readonly [string, string] => {
  const colon = reason.indexOf(': ')
  return colon < 0 ? [reason, ''] : [reason.slice(0, colon), reason.slice(colon + 2)]
}
