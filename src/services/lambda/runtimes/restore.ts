import { type Distribution, quantiles } from '#kernel/distributions.ts'

/**
 * SnapStart's measured `Restore Duration` of a hello-world function, x86_64, in ms: repository maxday/lambda-perf, January to
 * mid 2025, about 10,230 restores a row. The ends are as far from p10 and p99 as these are from the median.
 */
const JAVA_11 = quantiles([
  [0, 448],
  [0.1, 544],
  [0.5, 640],
  [0.9, 775],
  [0.99, 930],
  [1, 1_220],
])
const MEASURED: Readonly<Record<string, Distribution>> = {
  java11: JAVA_11,
  java17: quantiles([
    [0, 470],
    [0.1, 573],
    [0.5, 676],
    [0.9, 862],
    [0.99, 1_082],
    [1, 1_488],
  ]),
  java21: quantiles([
    [0, 466],
    [0.1, 579],
    [0.5, 692],
    [0.9, 879],
    [0.99, 1_195],
    [1, 1_698],
  ]),
}

/** What restoring a snapshot of `runtime` takes, in ms. Runtimes that nobody measured restore as java11 does: an assumption. */
export const restoreOf = (runtime: string): Distribution => MEASURED[runtime] ?? JAVA_11
