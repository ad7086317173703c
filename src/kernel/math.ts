/**
 * Elementary functions from nothing but IEEE 754's own operations (+ − × ÷, square root), so that every engine gives
 * the same bits; `Math.exp` and its like may differ between them. Methods and coefficients after Sun's fdlibm
 * (https://www.netlib.org/fdlibm/); errors stay below one unit in the last place.
 */

const bits = new DataView(new ArrayBuffer(8))

const highWord = (x: number): number => {
  bits.setFloat64(0, x)
  return bits.getInt32(0)
}

const fromWords = (high: number, low: number): number => {
  bits.setInt32(0, high)
  bits.setInt32(4, low)
  return bits.getFloat64(0)
}

const withHighWord = (x: number, high: number): number => {
  bits.setFloat64(0, x)
  bits.setInt32(0, high)
  return bits.getFloat64(0)
}

/** `x` with the lower half of its bits cleared: its products with another such number are exact. */
const truncated = (x: number): number => {
  bits.setFloat64(0, x)
  bits.setInt32(4, 0)
  return bits.getFloat64(0)
}

const TWO_54 = 18_014_398_509_481_984

/** 2^k for -1022 <= k <= 1023. */
const powerOfTwo = (k: number): number => fromWords((1023 + k) << 20, 0)

/** `x` times 2^k, for `x` between 1/2 and 2, rounding once where the result is subnormal. */
const scale = (x: number, k: number): number => {
  if (k > 1023) return x * powerOfTwo(1023) * powerOfTwo(Math.min(k - 1023, 1023))
  if (k >= -1021) return x * powerOfTwo(k)
  return (x * powerOfTwo(Math.max(k + 54, -1022))) / TWO_54
}

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
// oxlint-disable-next-line oxc/approx-constant -- ECMAScript only approximates Math.LOG2E
const INVERSE_LN2 = 1.4426950408889634

/** (x·(eˣ+1)/(eˣ−1) as a polynomial in x², less its constant 2 and with the sign turned: fdlibm's P1 to P5. */
const expPolynomial = (t: number): number =>
  t *
  (0.16666666666666602 +
    t *
      (-0.0027777777777015593 +
        t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))))

/** e to the power `x`. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x
  if (x > 709.782712893384) return Infinity
  if (x < -745.1332191019412) return 0
  const k = Math.round(x * INVERSE_LN2)
  const high = x - k * LN2_HIGH
  const low = k * LN2_LOW
  const r = high - low
  const c = r - expPolynomial(r * r)
  if (k === 0) return 1 - ((r * c) / (c - 2) - r)
  return scale(1 - (low - (r * c) / (2 - c) - high), k)
}

/** The natural logarithm of `x`. */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return NaN
  if (x === 0) return -Infinity
  if (x === Infinity) return x
  let k = 0
  let normal = x
  if (x < 2.2250738585072014e-308) {
    normal = x * TWO_54
    k = -54
  }
  const high = highWord(normal)
  k += (high >> 20) - 1023
  const mantissa = high & 0xfffff
  // Puts 1 + f between sqrt(1/2) and sqrt(2).
  const upper = (mantissa + 0x95f64) & 0x100000
  k += upper >> 20
  const f = withHighWord(normal, mantissa | (upper ^ 0x3ff00000)) - 1
  const s = f / (2 + f)
  const z = s * s
  const r =
    z *
    (0.6666666666666735 +
      z *
        (0.3999999999940942 +
          z *
            (0.2857142874366239 +
              z *
                (0.22222198432149784 +
                  z * (0.1818357216161805 + z * (0.15313837699209373 + z * 0.14798198605116586))))))
  const half = 0.5 * f * f
  return k * LN2_HIGH - (half - (s * (half + r) + k * LN2_LOW) - f)
}

// oxlint-disable-next-line oxc/approx-constant -- ECMAScript only approximates Math.LN2
const LN2 = 0.6931471805599453
const LN2_UPPER = 0.6931471824645996
const LN2_LOWER = -1.904654299957768e-9
/** 2 / (3 ln 2), whole and in two parts. */
const CP = 0.9617966939259756
const CP_UPPER = 0.9617967009544373
const CP_LOWER = -7.028461650952758e-9
/** log2(1.5) in two parts. */
const LOG2_1_5_UPPER = 0.5849624872207642
const LOG2_1_5_LOWER = 1.350039202129749e-8

/** log2 of a positive finite `x` as a sum of two numbers, good to some 70 bits; the first is truncated. */
function log2InTwo(x: number): readonly [number, number] {
  let n = 0
  let ax = x
  if (ax < 2.2250738585072014e-308) {
    ax *= TWO_54
    n = -54
  }
  let high = highWord(ax)
  n += (high >> 20) - 1023
  const mantissa = high & 0xfffff
  high = mantissa | 0x3ff00000
  const nearOneAndHalf = mantissa > 0x3988e && mantissa < 0xbb67a
  if (mantissa >= 0xbb67a) {
    n += 1
    high -= 0x100000
  }
  ax = withHighWord(ax, high)
  const base = nearOneAndHalf ? 1.5 : 1
  const u = ax - base
  const v = 1 / (ax + base)
  const s = u * v
  const sUpper = truncated(s)
  const tUpper = fromWords(((high >> 1) | 0x20000000) + 0x80000 + (nearOneAndHalf ? 0x40000 : 0), 0)
  const tLower = ax - (tUpper - base)
  const sLower = v * (u - sUpper * tUpper - sUpper * tLower)
  const s2 = s * s
  const r =
    s2 *
      s2 *
      (0.5999999999999946 +
        s2 *
          (0.4285714285785502 +
            s2 *
              (0.33333332981837743 +
                s2 *
                  (0.272728123808534 + s2 * (0.23066074577556175 + s2 * 0.20697501780033842))))) +
    sLower * (sUpper + s)
  const square = sUpper * sUpper
  const cubeUpper = truncated(3 + square + r)
  const cubeLower = r - (cubeUpper - 3 - square)
  const product = sUpper * cubeUpper
  const rest = sLower * cubeUpper + cubeLower * s
  const pUpper = truncated(product + rest)
  const pLower = rest - (pUpper - product)
  const zUpper = CP_UPPER * pUpper
  const zLower = CP_LOWER * pUpper + pLower * CP + (nearOneAndHalf ? LOG2_1_5_LOWER : 0)
  const offset = nearOneAndHalf ? LOG2_1_5_UPPER : 0
  const upper = truncated(zUpper + zLower + offset + n)
  return [upper, zLower - (upper - n - offset - zUpper)]
}

/** 2 to the power of the sum of two numbers. */
function exp2OfTwo(upper: number, lower: number): number {
  const z = upper + lower
  if (z >= 1024) return Infinity
  if (z < -1075) return 0
  const n = Math.round(z)
  const fraction = upper - n
  const t = truncated(fraction + lower)
  const u = t * LN2_UPPER
  const v = (lower - (t - fraction)) * LN2 + t * LN2_LOWER
  const w = u + v
  const rest = v - (w - u)
  const c = w - expPolynomial(w * w)
  const r = (w * c) / (c - 2) - (rest + w * rest)
  return scale(1 - (r - w), n)
}

const powOfPositive = (x: number, y: number): number => {
  if (x === 1) return 1
  if (x === 0) return y > 0 ? 0 : Infinity
  if (x === Infinity) return y > 0 ? Infinity : 0
  if (Math.abs(y) > 1e20) return x > 1 === y > 0 ? Infinity : 0
  const [upper, lower] = log2InTwo(x)
  const yUpper = truncated(y)
  return exp2OfTwo(yUpper * upper, (y - yUpper) * upper + y * lower)
}

/** `x` to the power `y`, with the special cases of ECMAScript's `Math.pow`. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN
  if (!Number.isFinite(y) && Math.abs(x) === 1) return NaN
  if (x > 0) return powOfPositive(x, y)
  const isOdd = Number.isInteger(y) && Math.abs(y % 2) === 1
  const size = powOfPositive(-x, y)
  if (x === 0) return isOdd && Object.is(x, -0) ? -size : size
  if (Number.isFinite(x) && Number.isFinite(y) && !Number.isInteger(y)) return NaN
  return isOdd ? -size : size
}
