import { Refusal, serviceError, type WireObject } from '../refusal.ts'

/** Why one action of a transaction cannot be done. */
export interface CancellationReason {
  readonly Code: string
  readonly Message: string
  readonly Item?: WireObject
}

/** What refuses one action only, and what it is called among the reasons. */
const REASON_CODES: ReadonlyMap<string, string> = new Map([
  ['ValidationException', 'ValidationError'],
  ['ItemCollectionSizeLimitExceededException', 'ItemCollectionSizeLimitExceeded'],
  ['ProvisionedThroughputExceededException', 'ProvisionedThroughputExceeded'],
  ['ThrottlingException', 'ThrottlingError'],
  ['RequestLimitExceeded', 'ThrottlingError'],
  ['TransactionConflictException', 'TransactionConflict'],
])

/** Runs `check`; a ValidationException about the item, or a throttle of its table, becomes the action's reason; `more`: what else does. */
export function attempt<T>(
  check: () => T,
  more?: ReadonlyMap<string, string>,
): { readonly reason: null; readonly value: T } | { readonly reason: CancellationReason } {
  try {
    return { reason: null, value: check() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const code = REASON_CODES.get(error.code) ?? more?.get(error.code)
    const { message } = error.body
    if (code === undefined || typeof message !== 'string') throw error
    return { reason: { Code: code, Message: message } }
  }
}

/** Ends the first of two phases: what was prepared is committed later. Never leaves the engine. */
export class Prepared extends Error {
  override readonly name = 'Prepared'
}

/** `TransactionCanceledException`: a reason for every action, `None` for those that were right. */
export function cancel(reasons: readonly (CancellationReason | null)[]): Refusal {
  const codes = reasons.map((reason) => reason?.Code ?? 'None')
  return serviceError(
    'TransactionCanceledException',
    'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      `[${codes.join(', ')}]`,
    {
      CancellationReasons: reasons.map((reason): WireObject =>
        reason === null ? { Code: 'None' } : { ...reason },
      ),
    },
  )
}
