import { logNormalOf, sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'
import { type Duration, ms, ZERO } from '#kernel/time.ts'
import type { OperationKind } from './wire/operation.ts'

/** The medians of the model, in ms. */
export interface LatencyModel {
  readonly ReadMs: number
  readonly WriteMs: number
  readonly ListMs: number
  readonly DeleteMs: number
  readonly TransferMBps: number
}

/** Spread, so that the p99 of a read is 175 ms at a median of 28: ln(175 / 28) / 2.326. assumption for the others */
const SIGMA: Readonly<Record<OperationKind, number>> = {
  read: 0.79,
  write: 0.6,
  list: 0.6,
  delete: 0.6,
  other: 0.5,
}

const medianOf = (model: LatencyModel, kind: OperationKind): number =>
  ({
    read: model.ReadMs,
    write: model.WriteMs,
    list: model.ListMs,
    delete: model.DeleteMs,
    other: model.DeleteMs,
  })[kind]

/** How long S3 takes until the first byte of its answer. */
export function sampleFirstByte(
  model: LatencyModel,
  kind: OperationKind,
  random: Random,
): Duration {
  const median = medianOf(model, kind)
  if (median === 0) return ZERO
  return ms(sample(logNormalOf({ median, sigma: SIGMA[kind] }), random))
}

/** How long so many bytes take on their way in or out. */
export const transferTime = (model: LatencyModel, bytes: number): Duration =>
  ms(bytes / (model.TransferMBps * 1_000))
