import { ms, START, seconds, after } from '#kernel/time.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { initReportLine, logStreamName, reportLine, restoreReportLine } from './logLines.ts'

const common = {
  requestId: '8f507cfc',
  duration: ms(12.34),
  billedMs: 13,
  memoryMB: 128,
  maxMemoryUsedMB: 70,
  initDuration: null,
  restore: null,
  crash: null,
  tracing: null,
}

test('a REPORT line of a cold start, tab by tab', () => {
  expect(reportLine({ ...common, billedMs: 158, initDuration: ms(145.2) })).toBe(
    'REPORT RequestId: 8f507cfc\tDuration: 12.34 ms\tBilled Duration: 158 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\tInit Duration: 145.20 ms\t',
  )
})

test('a REPORT line of a time-out names its status', () => {
  expect(
    reportLine({
      ...common,
      duration: seconds(3),
      billedMs: 3_000,
      crash: { status: 'timeout' },
    }),
  ).toBe(
    'REPORT RequestId: 8f507cfc\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\tStatus: timeout\t',
  )
})

test("a REPORT line of a restored environment: a public log's own figures", () => {
  const restore = { duration: ms(511.25), billedMs: 303 }
  const report = { ...common, duration: ms(306.34), billedMs: 610, restore }
  expect(reportLine({ ...report, memoryMB: 3_009, maxMemoryUsedMB: 155 })).toBe(
    'REPORT RequestId: 8f507cfc\tDuration: 306.34 ms\tBilled Duration: 610 ms\tMemory Size: 3009 MB\tMax Memory Used: 155 MB\tRestore Duration: 511.25 ms\tBilled Restore Duration: 303 ms\t',
  )
})

test('with active tracing REPORT has a second line: the trace and its segment', () => {
  const tracing = {
    traceId: '1-5e34a614-10bdbeefb44f07bc535a1234',
    segmentId: '07f5beef2d1f6f85',
  }
  expect(reportLine({ ...common, tracing }).split('\n')[1]).toBe(
    'XRAY TraceId: 1-5e34a614-10bdbeefb44f07bc535a1234\tSegmentId: 07f5beef2d1f6f85\tSampled: true\t',
  )
})

test('RESTORE_REPORT tells of a restore that took too long', () => {
  expect(restoreReportLine(ms(1236.04), null)).toBe('RESTORE_REPORT Restore Duration: 1236.04 ms')
  expect(restoreReportLine(seconds(10), { status: 'timeout' })).toBe(
    'RESTORE_REPORT Restore Duration: 10000.00 ms\tStatus: timeout',
  )
})

test('a failed init is reported with its phase', () => {
  const crash = { status: 'error', errorType: 'Runtime.ImportModuleError', exit: '' } as const
  expect(initReportLine(ms(1236.04), 'init', crash)).toBe(
    'INIT_REPORT Init Duration: 1236.04 ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError',
  )
})

test('log streams carry the calendar date of any day', () => {
  expect(logStreamName(START, '$LATEST', 'ab')).toBe('2026/01/01/[$LATEST]ab')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), (day) => {
      const at = after(START, seconds(day * 86_400))
      const iso = new Date(1_767_225_600_000 + day * 86_400_000).toISOString()
      expect(logStreamName(at, '7', '')).toBe(`${iso.slice(0, 10).replaceAll('-', '/')}/[7]`)
    }),
  )
})
