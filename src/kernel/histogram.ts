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
const BLOCK = 32
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

/** Creates an empty histogram. Its memory is the span of buckets in use: some hundred bytes as a rule, 18 KB at most. */
export function createHistogram(): Histogram {
  let first = 0
  let counts = new Uint32Array(0)
  let zeros = 0
  let count = 0
  let sum = 0
  let min = Infinity
  let max = 0

  const widen = (bucket: number): void => {
    const low = bucket - (bucket % BLOCK)
    const from = counts.length === 0 ? low : Math.min(first, low)
    const to = Math.max(counts.length === 0 ? 0 : first + counts.length, low + BLOCK)
    const wider = new Uint32Array(to - from)
    wider.set(counts, counts.length === 0 ? 0 : first - from)
    counts = wider
    first = from
  }

  const addTo = (bucket: number, many: number): void => {
    if (bucket === ZERO_BUCKET) {
      zeros += many
      return
    }
    if (bucket < first || bucket >= first + counts.length) widen(bucket)
    const at = bucket - first
    counts[at] = (counts[at] ?? 0) + many
  }

  const percentile = (q: number): number => {
    if (count === 0) return 0
    const rank = Math.min(count, Math.max(1, Math.ceil(q * count)))
    let seen = zeros
    if (seen >= rank) return Math.min(max, Math.max(min, 0))
    for (let at = 0; at < counts.length; at++) {
      seen += counts[at] ?? 0
      if (seen >= rank) return Math.min(max, Math.max(min, middleOf(first + at)))
    }
    return max
  }

  return {
    get count() {
      return count
    },
    get sum() {
      return sum
    },
    get min() {
      return count === 0 ? 0 : min
    },
    get max() {
      return max
    },
    add(value) {
      const observed = value > 0 ? value : 0
      addTo(bucketOf(observed), 1)
      count++
      sum += observed
      if (observed < min) min = observed
      if (observed > max) max = observed
    },
    merge(other) {
      if (other.count === 0) return
      other.forEachBucket(addTo)
      count += other.count
      sum += other.sum
      min = Math.min(min, other.min)
      max = Math.max(max, other.max)
    },
    percentile,
    summary: () => ({
      count,
      mean: count === 0 ? 0 : sum / count,
      p50: percentile(0.5),
      p90: percentile(0.9),
      p95: percentile(0.95),
      p99: percentile(0.99),
      max,
    }),
    forEachBucket(visit) {
      if (zeros > 0) visit(ZERO_BUCKET, zeros)
      for (let at = 0; at < counts.length; at++) {
        const many = counts[at] ?? 0
        if (many > 0) visit(first + at, many)
      }
    },
  }
}
