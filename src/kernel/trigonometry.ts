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
