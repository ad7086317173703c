import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exp, log, pow } from './math.ts'
import { computeNormalQuantile } from './normalQuantile.ts'
import { asin, cos, sin } from './trigonometry.ts'

const view = new DataView(new ArrayBuffer(8))

/** How many doubles apart two numbers of the same sign are. */
const ulpsApart = (a: number, b: number): number => {
  if (Object.is(a, b) || a === b) return 0
  view.setFloat64(0, a)
  const one = view.getBigInt64(0)
  view.setFloat64(0, b)
  const difference = one - view.getBigInt64(0)
  return Number(difference < 0n ? -difference : difference)
}

const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true })

const agrees = (
  ours: (x: number) => number,
  native: (x: number) => number,
  xs: fc.Arbitrary<number>,
): void => {
  fc.assert(
    fc.property(xs, (x) => {
      expect(ulpsApart(ours(x), native(x))).toBeLessThanOrEqual(1)
    }),
    { seed: 1, numRuns: 20_000 },
  )
}

describe("within one unit in the last place of the engine's own", () => {
  test('exp', () => {
    agrees(exp, Math.exp, between(-750, 720))
    agrees(exp, Math.exp, between(-1, 1))
  })
  test('log', () => {
    agrees(log, Math.log, between(0, Number.MAX_VALUE))
    agrees(log, Math.log, between(0.5, 2))
    agrees(log, Math.log, between(0, 1e-307))
  })
  test('sin and cos', () => {
    agrees(sin, Math.sin, between(-7, 7))
    agrees(cos, Math.cos, between(-7, 7))
    agrees(sin, Math.sin, between(-1e6, 1e6))
    agrees(cos, Math.cos, between(-1e6, 1e6))
  })
  test('asin', () => {
    agrees(asin, Math.asin, between(-1, 1))
    agrees(asin, Math.asin, between(0.97, 1))
    expect([asin(1), asin(-1), asin(0), asin(1.1)]).toEqual([Math.PI / 2, -Math.PI / 2, 0, NaN])
  })
  test('pow', () => {
    fc.assert(
      fc.property(between(1e-300, 1e300), between(-3, 3), (x, y) => {
        expect(ulpsApart(pow(x, y), Math.pow(x, y))).toBeLessThanOrEqual(1)
      }),
      { seed: 2, numRuns: 20_000 },
    )
    fc.assert(
      fc.property(between(0.01, 100), between(-400, 400), (x, y) => {
        expect(ulpsApart(pow(x, y), Math.pow(x, y))).toBeLessThanOrEqual(1)
      }),
      { seed: 3, numRuns: 20_000 },
    )
  })
})

describe('special cases', () => {
  test('exp and log at the ends of their range', () => {
    expect([exp(0), exp(-Infinity), exp(Infinity), exp(710), exp(-746)]).toEqual([
      1,
      0,
      Infinity,
      Infinity,
      0,
    ])
    expect([log(1), log(0), log(Infinity), log(-1), log(NaN), exp(NaN)]).toEqual([
      0,
      -Infinity,
      Infinity,
      NaN,
      NaN,
      NaN,
    ])
    expect(exp(-745)).toBe(5e-324)
  })

  test("pow has ECMAScript's answers for every special pair", () => {
    const bases = [0, -0, 1, -1, 2, -2, -0.5, Infinity, -Infinity, NaN, 5e-324, 1e308, -1e308]
    const powers = [0, -0, 1, -1, 2, 3, -3, 0.25, -0.25, 1e300, -1e300, Infinity, -Infinity, NaN]
    for (const x of bases) {
      for (const y of powers) {
        const [ours, native] = [pow(x, y), Math.pow(x, y)]
        if (ulpsApart(ours, native) > 1 || Object.is(ours, -0) !== Object.is(native, -0)) {
          expect.fail(`pow(${x}, ${y}) = ${ours}, not ${native}`)
        }
      }
    }
  })

  test('an angle beyond a million is refused rather than reduced badly', () => {
    expect(() => sin(1_000_001)).toThrow('angle')
  })
})

test('pinned bits: these must be the same on every engine', () => {
  const xs = [0.1, 0.7, 1.3, 2.9, 17.25, 300.125]
  const values = xs.flatMap((x) => [exp(x), log(x), pow(x, 1.7), pow(x, -0.3), sin(x), cos(x)])
  let folded = 0n
  for (const value of values) {
    view.setFloat64(0, value)
    folded = BigInt.asUintN(64, folded * 6_364_136_223_846_793_005n + view.getBigUint64(0))
  }
  expect(folded.toString(16)).toBe('739a3c5140d068cc')
})

test('the normal quantile gives back its probability, integrated numerically', () => {
  /** The area under the standard normal density from 0 to x, by Simpson's rule. */
  const areaTo = (x: number): number => {
    const steps = 4_000
    let sum = 0
    for (let step = 0; step <= steps; step++) {
      const weight = step === 0 || step === steps ? 1 : step % 2 === 0 ? 2 : 4
      const at = (x * step) / steps
      sum += weight * Math.exp((-at * at) / 2)
    }
    return (sum * x) / steps / 3 / Math.sqrt(2 * Math.PI)
  }
  for (const p of [1e-9, 1e-4, 0.01, 0.07, 0.075, 0.2, 0.5, 0.6, 0.925, 0.93, 0.999, 0.9999999]) {
    expect(0.5 + areaTo(computeNormalQuantile(p))).toBeCloseTo(p, 12)
  }
  expect(computeNormalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14)
  expect(computeNormalQuantile(1e-20)).toBeCloseTo(-9.26234008979841, 12)
})
