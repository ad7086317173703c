import { Refusal } from '../refusal.ts'

/**
 * The admission of a batch, item by item: "If none of the items can be processed due to insufficient provisioned
 * throughput on all of the tables in the request, then BatchGetItem returns a ProvisionedThroughputExceededException. If
 * at least one of the items is processed successfully, then BatchGetItem completes successfully, while returning the keys
 * of the unread items in UnprocessedKeys." https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export interface Admission<T> {
  /** Whether the next item is let in. */
  admits(item: T): boolean
  /** Throws the refusal if it struck every item. */
  refuseNone(): void
}

/** Creates the admission of one batch's items; `admit` refuses by throwing. */
export function createAdmission<T>(admit: (item: T) => void): Admission<T> {
  let admitted = 0
  let refusal: Refusal | null = null
  return {
    admits(item) {
      try {
        admit(item)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        refusal = error
        return false
      }
      admitted++
      return true
    },
    refuseNone() {
      if (admitted === 0 && refusal !== null) throw refusal
    },
  }
}
