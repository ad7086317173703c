import { utf8Length } from '#contracts/body.ts'
import { formatIsoTime } from '#contracts/calendar.ts'
import { type Duration, type Instant, toEpochMs, toMs } from '#kernel/time.ts'
import type { InitializationType } from '../definition.ts'
import {
  type Crash,
  endLine,
  initReportLine,
  initStartLine,
  type Report,
  reportLine,
  restoreReportLine,
  restoreStartLine,
  type RuntimeVersion,
  type SampledTrace,
  startLine,
} from './logLines.ts'

/** What Lambda itself writes into a function's log. Fields by the Telemetry API's schema. */
export type SystemEvent =
  | {
      readonly type: 'initStart'
      readonly initializationType: InitializationType
      /** Null for images: their runtime has no version of Lambda's. */
      readonly runtime: RuntimeVersion | null
      readonly functionName: string
      readonly version: string
    }
  | {
      readonly type: 'initReport'
      readonly initializationType: InitializationType
      readonly phase: 'init' | 'invoke'
      readonly duration: Duration
      readonly crash: Crash | null
    }
  | {
      readonly type: 'restoreStart'
      readonly runtime: RuntimeVersion
      readonly functionName: string
      readonly version: string
    }
  | { readonly type: 'restoreReport'; readonly duration: Duration; readonly crash: Crash | null }
  | {
      readonly type: 'start'
      readonly requestId: string
      readonly version: string
      readonly tenantId?: string | undefined
      readonly tracing: SampledTrace | null
    }
  | {
      readonly type: 'report'
      readonly report: Report
      /** `report` as text: it stands in the trace too, whatever the log's format. */
      readonly line: string
      /** The runtime's part of the invoke, without what extensions did after it. */
      readonly runtimeDuration: Duration
      /** What the function answered. */
      readonly payload: string
      /** The handler's error, where it only failed: the environment lives on. */
      readonly errorType: string | null
    }

/** How a function's system log is set. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
export interface SystemLogSettings {
  readonly format: 'Text' | 'JSON'
  /** Counts in JSON only. */
  readonly level: 'DEBUG' | 'INFO' | 'WARN'
  /** Time-outs and exits have a line of their own, as before 2026, and REPORT has no Status. */
  readonly hasFailureLines: boolean
}

const millis = (duration: Duration): number => Math.round(toMs(duration) * 1_000) / 1_000

const failureLine = (crash: Crash, report: Report, at: Instant): string =>
  crash.status === 'timeout'
    ? `${formatIsoTime(toEpochMs(at))}Z ${report.requestId} Task timed out after ${(toMs(report.duration) / 1_000).toFixed(2)} seconds`
    : `RequestId: ${report.requestId} Error: ${crash.exit}\n${crash.errorType}`

function textLines(
  event: SystemEvent,
  settings: SystemLogSettings,
  at: Instant,
): readonly string[] {
  switch (event.type) {
    case 'initStart':
      return event.runtime === null ? [] : [initStartLine(event.runtime)]
    case 'initReport':
      // On demand, an init that went well has its figure in REPORT.
      return event.crash === null && event.initializationType === 'on-demand'
        ? []
        : [initReportLine(event.duration, event.phase, event.crash)]
    case 'restoreStart':
      return [restoreStartLine(event.runtime)]
    case 'restoreReport':
      return [restoreReportLine(event.duration, event.crash)]
    case 'start':
      return [startLine(event.requestId, event.version)]
    case 'report': {
      const { report } = event
      const end = endLine(report.requestId)
      if (!settings.hasFailureLines || report.crash === null) return [end, event.line]
      const plain = reportLine({ ...report, crash: null })
      return [failureLine(report.crash, report, at), end, plain]
    }
  }
}

type Level = SystemLogSettings['level']

interface Platform {
  readonly type: string
  readonly level: Level
  readonly record: object
}

const statusOf = (crash: Crash | null): object => {
  if (crash === null) return { status: 'success' }
  return crash.status === 'timeout'
    ? { status: 'timeout' }
    : { status: 'error', errorType: crash.errorType }
}

const runtimeOf = (runtime: RuntimeVersion | null): object =>
  runtime === null ? {} : { runtimeVersion: runtime.version, runtimeVersionArn: runtime.arn }

const tracingOf = (tracing: SampledTrace | null): object =>
  tracing === null
    ? {}
    : {
        tracing: {
          spanId: tracing.segmentId,
          type: 'X-Amzn-Trace-Id',
          value: `Root=${tracing.traceId};Parent=${tracing.segmentId};Sampled=1`,
        },
      }

function reportEvents(event: SystemEvent & { type: 'report' }): readonly Platform[] {
  const { report, runtimeDuration, payload, errorType } = event
  const { requestId, crash, initDuration, restore } = report
  const failed = errorType === null ? { status: 'success' } : { status: 'error', errorType }
  const status = crash === null ? failed : statusOf(crash)
  const level: Level = crash === null && errorType === null ? 'INFO' : 'WARN'
  const metrics = {
    durationMs: millis(report.duration),
    billedDurationMs: report.billedMs,
    memorySizeMB: report.memoryMB,
    maxMemoryUsedMB: report.maxMemoryUsedMB,
    ...(initDuration === null ? {} : { initDurationMs: millis(initDuration) }),
    ...(restore === null
      ? {}
      : {
          restoreDurationMs: millis(restore.duration),
          billedRestoreDurationMs: restore.billedMs,
        }),
  }
  const tracing = tracingOf(report.tracing)
  const done = { durationMs: millis(runtimeDuration), producedBytes: utf8Length(payload) }
  return [
    {
      type: 'platform.runtimeDone',
      level: level === 'INFO' ? 'DEBUG' : 'WARN',
      record: { requestId, ...status, ...tracing, metrics: done },
    },
    { type: 'platform.report', level, record: { requestId, metrics, ...status, ...tracing } },
  ]
}

/** Events with their levels: AWS's table, https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
function platformEvents(event: SystemEvent): readonly Platform[] {
  switch (event.type) {
    case 'initStart': {
      const { initializationType, runtime, functionName, version } = event
      const named = { functionName, functionVersion: version }
      const record = { initializationType, phase: 'init', ...runtimeOf(runtime), ...named }
      return [{ type: 'platform.initStart', level: runtime === null ? 'DEBUG' : 'INFO', record }]
    }
    case 'initReport': {
      const { initializationType, phase, crash } = event
      const level = event.initializationType === 'on-demand' ? 'DEBUG' : 'INFO'
      const begun = { initializationType, phase, ...statusOf(crash) }
      const metrics = { durationMs: millis(event.duration) }
      return [
        {
          type: 'platform.initRuntimeDone',
          level: crash === null ? 'DEBUG' : 'WARN',
          record: begun,
        },
        {
          type: 'platform.initReport',
          level: crash === null ? level : 'WARN',
          record: { ...begun, metrics },
        },
      ]
    }
    case 'restoreStart': {
      const { runtime, functionName, version } = event
      const record = { ...runtimeOf(runtime), functionName, functionVersion: version }
      return [{ type: 'platform.restoreStart', level: 'INFO', record }]
    }
    case 'restoreReport': {
      const status = statusOf(event.crash)
      const isWell = event.crash === null
      const metrics = { durationMs: millis(event.duration) }
      return [
        {
          type: 'platform.restoreRuntimeDone',
          level: isWell ? 'DEBUG' : 'WARN',
          record: status,
        },
        {
          type: 'platform.restoreReport',
          level: isWell ? 'INFO' : 'WARN',
          record: { ...status, metrics },
        },
      ]
    }
    case 'start': {
      const { requestId, version, tenantId, tracing } = event
      const record = {
        requestId,
        version,
        ...(tenantId !== undefined && { tenantId }),
        ...tracingOf(tracing),
      }
      return [{ type: 'platform.start', level: 'INFO', record }]
    }
    case 'report':
      return reportEvents(event)
  }
}

const RANKS: { readonly [L in Level]: number } = { DEBUG: 0, INFO: 1, WARN: 2 }

/** Whether nothing is wrong with it: no part of it is above INFO. */
const isWell = (event: SystemEvent): boolean => {
  if (event.type === 'report') return event.report.crash === null && event.errorType === null
  return !('crash' in event) || event.crash === null
}

/** The lines that Lambda writes for `event` under a function's logging settings. */
export function systemLines(
  event: SystemEvent,
  settings: SystemLogSettings,
  at: Instant,
): readonly string[] {
  if (settings.format === 'Text') return textLines(event, settings, at)
  if (settings.level === 'WARN' && isWell(event)) return []
  const time = `${formatIsoTime(toEpochMs(at))}Z`
  return platformEvents(event)
    .filter(({ level }) => RANKS[level] >= RANKS[settings.level])
    .map(({ type, record }) => JSON.stringify({ time, type, record }))
}
