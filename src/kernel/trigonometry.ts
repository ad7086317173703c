import { failAssertion } from './assert.ts'

// As in math.ts: fdlibm's methods and coefficients over IEEE 754's own operations, the same bits on every engine.

/** π/2 in three parts of 33 bits and what is left: its first products with a quarter's number are exact. */
const QUARTER_1 = 1.5707963267341256
const QUARTER_2 = 6.077100506303966e-11
const QUARTER_3 = 2.0222662487111665e-21
const QUARTER_REST = 8.4784276603689e-32
const QUARTERS_PER_RADIAN = 0.6366197723675814

/** Up to here the quarter's number fits into the 20 bits that the parts of π/2 leave free. */
const ANGLE_MAX = 1_000_000

/** The sine of `x + tail` for |x| <= π/4. */
const sinNear = (x: number, tail: number): number => {
  const z = x * x
  const v = z * x
  const r =
    0.00833333333332249 +
    z *
      (-0.0001984126982985795 +
        z * (2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)))
  return x - (z * (0.5 * tail - v * r) - tail + v * 0.16666666666666632)
}

/** The cosine of `x + tail` for |x| <= π/4. */
const cosNear = (x: number, tail: number): number => {
  const z = x * x
  const r =
    z *
    (0.0416666666666666 +
      z *
        (-0.001388888888887411 +
          z *
            (2.480158728947673e-5 +
              z *
                (-2.7557314351390663e-7 +
                  z * (2.087572321298175e-9 + z * -1.1359647557788195e-11)))))
  const half = 0.5 * z
  const w = 1 - half
  return w + (1 - w - half + (z * r - x * tail))
}

/** Turns `x` into a quarter's number (0 to 3) and what is left of it within ±π/4, in two parts. */
const reduce = (x: number): readonly [quarter: number, rest: number, tail: number] => {
  if (!(Math.abs(x) <= ANGLE_MAX)) failAssertion(`angle ${x} is beyond ±${ANGLE_MAX}`)
  const n = Math.round(x * QUARTERS_PER_RADIAN)
  const first = x - n * QUARTER_1
  const second = n * QUARTER_2
  const left = first - second
  const lost = first - left - second
  const third = n * QUARTER_3 - lost
  const rest = left - third
  const tail = left - rest - third - n * QUARTER_REST
  return [((n % 4) + 4) % 4, rest, tail]
}

/** The sine of `x` radians, for |x| up to a million. */
export function sin(x: number): number {
  const [quarter, rest, tail] = reduce(x)
  const size = quarter % 2 === 0 ? sinNear(rest, tail) : cosNear(rest, tail)
  return quarter < 2 ? size : -size
}

/** The cosine of `x` radians, for |x| up to a million. */
export function cos(x: number): number {
  const [quarter, rest, tail] = reduce(x)
  const size = quarter % 2 === 0 ? cosNear(rest, tail) : sinNear(rest, tail)
  return quarter === 0 || quarter === 3 ? size : -size
}

const HALF_PI = Math.PI / 2
const EIGHTH = Math.PI / 4
/** What π/2 has beyond its double. */
const HALF_PI_LOW = 6.123233995736766e-17

/** asin(x) / x − 1 of z = x² as a quotient of polynomials, for |x| <= 1/2: fdlibm's pS and qS. */
const asinQuotient = (z: number): number =>
  (z *
    (0.16666666666666666 +
      z *
        (-0.3255658186224009 +
          z *
            (0.20121253213486293 +
              z *
                (-0.04005553450067941 +
                  z * (0.0007915349942898145 + z * 3.479331075960212e-5)))))) /
  (1 +
    z *
      (-2.403394911734414 +
        z * (2.0209457602335057 + z * (-0.6882839716054533 + z * 0.07703815055590194))))

/** The angle from −π/2 to π/2 whose sine is `x`; NaN beyond ±1. */
export function asin(x: number): number {
  const size = Math.abs(x)
  if (!(size <= 1)) return NaN
  if (size < 0.5) return x + x * asinQuotient(x * x)
  const t = (1 - size) * 0.5
  const s = Math.sqrt(t)
  const r = asinQuotient(t)
  // The square of a single-precision number is exact.
  const upper = Math.fround(s)
  const lower = (t - upper * upper) / (s + upper)
  const angle = EIGHTH - (2 * s * r - (HALF_PI_LOW - 2 * lower) - (EIGHTH - 2 * upper))
  const near = HALF_PI - (2 * (s + s * r) - HALF_PI_LOW)
  const found = size < 0.975 ? angle : near
  return x > 0 ? found : -found
}
