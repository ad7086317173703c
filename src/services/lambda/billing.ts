import type { Duration } from '#kernel/time.ts'
import type { FunctionConfiguration } from './functionConfiguration.ts'
import type { Restore } from './logs/logLines.ts'

/** What an invocation took, as far as it is billed. */
interface Billed {
  readonly duration: Duration
  readonly initDuration: Duration | null
  readonly restore: Restore | null
}

/**
 * Whether the init phase is billed: always since 1 August 2025; before, for images and custom runtimes only.
 * https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
 */
export const isInitBilled = ({ model, properties, isImage }: FunctionConfiguration): boolean =>
  model.InitBilling === 'billed' || isImage || properties.Runtime.startsWith('provided.')

/** `Billed Duration`: `Duration`, init where it is billed and the billed part of a restore, up to a whole ms. */
export const computeBilledMs = (billed: Billed, hasInitBilled: boolean): number =>
  Math.ceil((billed.duration + (hasInitBilled ? (billed.initDuration ?? 0) : 0)) / 1_000 - 1e-9) +
  (billed.restore?.billedMs ?? 0)
