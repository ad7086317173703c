import type { Summary } from './columns.ts'

/**
 * Counts observations in log-linear buckets, 64 to an octave, after Gil Tene's HdrHistogram: any percentile is
 * known to a relative error of at most 1/128 without keeping or sorting what was observed.
 */
export interface Histogram {
  readonly count: number
  readonly sum: number
  /** Adds one observation. Below zero counts as zero. */
  add(value: number): void
  /** Adds all that `other` has counted. */
  merge(other: Histogram): void
  /** The value that a share `q` (0 to 1) of the observations does not exceed (nearest rank); 0 when empty. */
  percentile(q: number): number
  summary(): Summary
  /** Calls `visit` with each bucket in use, smallest first. */
  forEachBucket(visit: (bucket: number, count: number) => void): void
  readonly min: number
  readonly max: number
}

/** Sub-buckets to an octave: the top six bits of the mantissa. */
const MANTISSA_BITS = 6
const SHIFT = 20 - MANTISSA_BITS
/** Values are told apart between 2^-24 and 2^44; smaller ones count as zero, larger ones as the largest. */
const BUCKET_MIN = (1023 - 24) << MANTISSA_BITS
const BUCKET_MAX = (1023 + 44) << MANTISSA_BITS
/** The window of buckets grows by whole blocks of this many. */
const BLOCK = 16
/** Bucket 0 holds zero and everything that is too small to matter. */
const ZERO_BUCKET = 0

const bits = new DataView(new ArrayBuffer(8))

/** The upper half of a double is its exponent and top mantissa bits: already a log-linear scale. */
const bucketOf = (value: number): number => {
  bits.setFloat64(0, value)
  const bucket = bits.getUint32(0) >>> SHIFT
  if (bucket < BUCKET_MIN) return ZERO_BUCKET
  return Math.min(bucket, BUCKET_MAX) - BUCKET_MIN + 1
}

const lowerBound = (bucket: number): number => {
  bits.setUint32(0, (bucket - 1 + BUCKET_MIN) << SHIFT)
  bits.setUint32(4, 0)
  return bits.getFloat64(0)
}

const middleOf = (bucket: number): number =>
  bucket === ZERO_BUCKET ? 0 : (lowerBound(bucket) + lowerBound(bucket + 1)) / 2

/** A class, because a run keeps thousands, one for each stretch of time: its methods are made but once. */
class LogLinearHistogram implements Histogram {
  count = 0
  sum = 0
  max = 0
  private least = Infinity
  private zeros = 0
  /** The bucket that `counts[0]` counts. */
  private first = 0
  /** Plain numbers rather than a typed array: most are short, and each of those would cost a buffer of its own. */
  private counts: number[] = []

  get min(): number {
    return this.count === 0 ? 0 : this.least
  }

  add(value: number): void {
    const observed = value > 0 ? value : 0
    this.addTo(bucketOf(observed), 1)
    this.count++
    this.sum += observed
    if (observed < this.least) this.least = observed
    if (observed > this.max) this.max = observed
  }

  merge(other: Histogram): void {
    if (other.count === 0) return
    if (other instanceof LogLinearHistogram) this.addCounts(other)
    else other.forEachBucket((bucket, many) => this.addTo(bucket, many))
    this.count += other.count
    this.sum += other.sum
    this.least = Math.min(this.least, other.min)
    this.max = Math.max(this.max, other.max)
  }

  percentile(q: number): number {
    const { count, counts, least, max } = this
    if (count === 0) return 0
    const rank = Math.min(count, Math.max(1, Math.ceil(q * count)))
    let seen = this.zeros
    if (seen >= rank) return Math.min(max, Math.max(least, 0))
    for (let at = 0; at < counts.length; at++) {
      seen += counts[at] ?? 0
      if (seen >= rank) return Math.min(max, Math.max(least, middleOf(this.first + at)))
    }
    return max
  }

  summary(): Summary {
    const { count, sum, max } = this
    return {
      count,
      mean: count === 0 ? 0 : sum / count,
      p50: this.percentile(0.5),
      p90: this.percentile(0.9),
      p95: this.percentile(0.95),
      p99: this.percentile(0.99),
      max,
    }
  }

  forEachBucket(visit: (bucket: number, count: number) => void): void {
    if (this.zeros > 0) visit(ZERO_BUCKET, this.zeros)
    for (let at = 0; at < this.counts.length; at++) {
      const many = this.counts[at] ?? 0
      if (many > 0) visit(this.first + at, many)
    }
  }

  private addTo(bucket: number, many: number): void {
    if (bucket === ZERO_BUCKET) {
      this.zeros += many
      return
    }
    if (bucket < this.first || bucket >= this.first + this.counts.length) this.widen(bucket)
    const at = bucket - this.first
    this.counts[at] = (this.counts[at] ?? 0) + many
  }

  /** Adds bucket by bucket, without a call for each: the screen's figures are merged in every frame. */
  private addCounts({ zeros, first, counts }: LogLinearHistogram): void {
    this.zeros += zeros
    if (counts.length === 0) return
    this.widen(first)
    this.widen(first + counts.length - 1)
    const shift = first - this.first
    for (let at = 0; at < counts.length; at++) {
      this.counts[at + shift] = (this.counts[at + shift] ?? 0) + (counts[at] ?? 0)
    }
  }

  /** Makes room for `bucket` and its block. */
  private widen(bucket: number): void {
    const { counts, first } = this
    const low = bucket - (bucket % BLOCK)
    const isEmpty = counts.length === 0
    if (!isEmpty && low >= first && low < first + counts.length) return
    const from = isEmpty ? low : Math.min(first, low)
    const to = Math.max(isEmpty ? 0 : first + counts.length, low + BLOCK)
    const wider: number[] = []
    for (let at = from; at < to; at++) wider.push(counts[at - first] ?? 0)
    this.counts = wider
    this.first = from
  }
}

/** Creates an empty histogram. Its memory is the span of buckets in use: some hundred bytes as a rule, 35 KB at most. */
export const createHistogram = (): Histogram => new LogLinearHistogram()
