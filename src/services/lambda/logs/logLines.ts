import { type Duration, type Instant, toEpochMs, toMs } from '#kernel/time.ts'

// The text format of CloudWatch Logs: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
// Field separators are tabs, and REPORT ends with one.

/** What a REPORT line says. */
export interface Report {
  readonly requestId: string
  readonly duration: Duration
  /** Whole milliseconds. */
  readonly billedMs: number
  readonly memoryMB: number
  readonly maxMemoryUsedMB: number
  /** Only on the first invoke of an environment whose init succeeded. */
  readonly initDuration: Duration | null
  /** Only on the first invoke of an environment that SnapStart restored. */
  readonly restore: Restore | null
  /** Null where the environment lives on. */
  readonly crash: Crash | null
  /** The trace that X-Ray samples; null without active tracing. */
  readonly tracing: SampledTrace | null
}

/** How long a snapshot took to restore, and the part of it that is billed: loading the runtime, and hooks. */
export interface Restore {
  readonly duration: Duration
  readonly billedMs: number
}

/** Where X-Ray shows a request. */
export interface SampledTrace {
  /** `1-<8 hex>-<24 hex>` */
  readonly traceId: string
  readonly segmentId: string
}

/** How an environment came down: `Status: timeout`, or `Status: error` with `Error Type: Runtime.ExitError`. */
export type Crash =
  | { readonly status: 'timeout' }
  | {
      readonly status: 'error'
      readonly errorType: string
      /** How the runtime's process ended: `Runtime exited with error: exit status 129`. */
      readonly exit: string
    }

const crashFields = (crash: Crash): readonly string[] =>
  crash.status === 'timeout'
    ? ['Status: timeout']
    : ['Status: error', `Error Type: ${crash.errorType}`]

/** Milliseconds as Lambda prints them: two decimals. */
export function printMs(duration: Duration): string {
  // By whole hundredths, which costs a fraction of `toFixed`; what lies in the middle rounds as its binary fraction does.
  if (duration % 10 === 5 || !Number.isSafeInteger(duration) || duration < 0) {
    return toMs(duration).toFixed(2)
  }
  const hundredths = Math.round(duration / 10)
  const rest = hundredths % 100
  return `${(hundredths - rest) / 100}.${rest < 10 ? '0' : ''}${rest}`
}

/** Written when an init phase begins. */
export const initStartLine = ({ version, arn }: RuntimeVersion): string =>
  `INIT_START Runtime Version: ${version}\tRuntime Version ARN: ${arn}`

/** Written when SnapStart begins to restore a snapshot. */
export const restoreStartLine = ({ version, arn }: RuntimeVersion): string =>
  `RESTORE_START Runtime Version: ${version}\tRuntime Version ARN: ${arn}`

/** `nodejs:22.v36`, and the ARN of that build of the runtime. */
export interface RuntimeVersion {
  readonly version: string
  readonly arn: string
}

/** Written when init fails or overruns its limit, and for every init ahead of requests (no `crash`). */
export const initReportLine = (
  duration: Duration,
  phase: 'init' | 'invoke',
  crash: Crash | null,
): string =>
  [
    `INIT_REPORT Init Duration: ${printMs(duration)} ms`,
    `Phase: ${phase}`,
    ...(crash === null ? [] : crashFields(crash)),
  ].join('\t')

/** Written when a snapshot has been restored, or could not be. */
export const restoreReportLine = (duration: Duration, crash: Crash | null): string =>
  [
    `RESTORE_REPORT Restore Duration: ${printMs(duration)} ms`,
    ...(crash === null ? [] : crashFields(crash)),
  ].join('\t')

/** `START RequestId: … Version: …` */
export const startLine = (requestId: string, version: string): string =>
  `START RequestId: ${requestId} Version: ${version}`

/** `END RequestId: …` */
export const endLine = (requestId: string): string => `END RequestId: ${requestId}`

/** `REPORT RequestId: …`, its fields apart by tabs; with active tracing a second line of the same log event. */
export function reportLine(report: Report): string {
  let line =
    `REPORT RequestId: ${report.requestId}\tDuration: ${printMs(report.duration)} ms\t` +
    `Billed Duration: ${report.billedMs} ms\tMemory Size: ${report.memoryMB} MB\t` +
    `Max Memory Used: ${report.maxMemoryUsedMB} MB\t`
  const { initDuration, restore, crash, tracing } = report
  if (restore !== null) {
    line += `Restore Duration: ${printMs(restore.duration)} ms\t`
    line += `Billed Restore Duration: ${restore.billedMs} ms\t`
  }
  if (initDuration !== null) line += `Init Duration: ${printMs(initDuration)} ms\t`
  if (crash !== null) line += `${crashFields(crash).join('\t')}\t`
  if (tracing === null) return line
  return `${line}\nXRAY TraceId: ${tracing.traceId}\tSegmentId: ${tracing.segmentId}\tSampled: true\t`
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0')

/** Days since the epoch to a civil date: Howard Hinnant's `civil_from_days`, proleptic Gregorian. */
function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

/** `2026/01/01/[$LATEST]<32 hexadecimal digits>`: one stream per environment. */
export function logStreamName(at: Instant, version: string, unique: string): string {
  const { year, month, day } = civilFromDays(Math.floor(toEpochMs(at) / 86_400_000))
  return `${pad(year, 4)}/${pad(month, 2)}/${pad(day, 2)}/[${version}]${unique}`
}
