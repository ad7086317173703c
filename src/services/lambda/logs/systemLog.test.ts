import { ms, seconds, START } from '#kernel/time.ts'
import { expect, test } from 'vitest'
import { type Report, reportLine } from './logLines.ts'
import { type SystemEvent, systemLines, type SystemLogSettings } from './systemLog.ts'

const TEXT: SystemLogSettings = { format: 'Text', level: 'INFO', hasFailureLines: false }
const JSON_INFO: SystemLogSettings = { ...TEXT, format: 'JSON' }
const runtime = { version: 'nodejs:22.v36', arn: 'arn:aws:lambda:us-east-1::runtime:ab' }

const FIGURES: Report = {
  requestId: '8f507cfc',
  duration: ms(693.92),
  billedMs: 1_092,
  memoryMB: 128,
  maxMemoryUsedMB: 84,
  initDuration: ms(397.68),
  restore: null,
  crash: null,
  tracing: null,
}
const reportOf = (report: Report): SystemEvent => ({
  type: 'report',
  report,
  line: reportLine(report),
  runtimeDuration: ms(140),
  payload: '{"statusCode":2}',
  errorType: null,
})
const report = reportOf(FIGURES)
const timedOut = reportOf({
  ...FIGURES,
  duration: seconds(3),
  billedMs: 3_000,
  initDuration: null,
  crash: { status: 'timeout' },
})

const typesOf = (event: SystemEvent, level: SystemLogSettings['level']): readonly string[] =>
  systemLines(event, { ...JSON_INFO, level }, START).map((line) => JSON.parse(line).type)

test('platform.report as the Telemetry API has it', () => {
  expect(systemLines(report, JSON_INFO, START)).toEqual([
    '{"time":"2026-01-01T00:00:00.000Z","type":"platform.report","record":{"requestId":"8f507cfc","metrics":{"durationMs":693.92,"billedDurationMs":1092,"memorySizeMB":128,"maxMemoryUsedMB":84,"initDurationMs":397.68},"status":"success"}}',
  ])
})

test('levels: runtimeDone is DEBUG while all is well and WARN where not; report INFO, and WARN where not', () => {
  expect(typesOf(report, 'DEBUG')).toEqual(['platform.runtimeDone', 'platform.report'])
  expect(typesOf(report, 'INFO')).toEqual(['platform.report'])
  expect(typesOf(report, 'WARN')).toEqual([])
  expect(typesOf(timedOut, 'WARN')).toEqual(['platform.runtimeDone', 'platform.report'])
})

test('levels: an init on demand is reported at DEBUG, one ahead of requests at INFO', () => {
  const init: SystemEvent = {
    type: 'initReport',
    initializationType: 'on-demand',
    phase: 'init',
    duration: ms(125.33),
    crash: null,
  }
  expect(typesOf(init, 'INFO')).toEqual([])
  expect(typesOf({ ...init, initializationType: 'provisioned-concurrency' }, 'INFO')).toEqual([
    'platform.initReport',
  ])
  expect(typesOf({ ...init, crash: { status: 'timeout' } }, 'WARN')).toEqual([
    'platform.initRuntimeDone',
    'platform.initReport',
  ])
})

test('platform.initStart names the runtime and the function', () => {
  const event: SystemEvent = {
    type: 'initStart',
    initializationType: 'on-demand',
    runtime,
    functionName: 'f',
    version: '$LATEST',
  }
  expect(JSON.parse(systemLines(event, JSON_INFO, START)[0] ?? '').record).toEqual({
    initializationType: 'on-demand',
    phase: 'init',
    runtimeVersion: 'nodejs:22.v36',
    runtimeVersionArn: 'arn:aws:lambda:us-east-1::runtime:ab',
    functionName: 'f',
    functionVersion: '$LATEST',
  })
  // "If SnapStart or provisioned concurrency …": text has INIT_START for every new environment of a managed runtime.
  expect(systemLines(event, TEXT, START)).toEqual([
    'INIT_START Runtime Version: nodejs:22.v36\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:ab',
  ])
  expect(systemLines({ ...event, runtime: null }, TEXT, START)).toEqual([])
})

test('failures in text: Status in REPORT today, a line of their own before', () => {
  expect(systemLines(timedOut, TEXT, START)[1]).toContain('\tStatus: timeout\t')
  const [failure, , before] = systemLines(timedOut, { ...TEXT, hasFailureLines: true }, START)
  expect(failure).toBe('2026-01-01T00:00:00.000Z 8f507cfc Task timed out after 3.00 seconds')
  expect(before).not.toContain('Status')
  const exit = 'Runtime exited with error: exit status 129'
  const crash = { status: 'error', errorType: 'Runtime.ExitError', exit } as const
  const exited = reportOf({ ...FIGURES, crash })
  expect(systemLines(exited, { ...TEXT, hasFailureLines: true }, START)[0]).toBe(
    'RequestId: 8f507cfc Error: Runtime exited with error: exit status 129\nRuntime.ExitError',
  )
})
