import { ms, START, seconds, after } from '#kernel/time.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { computeBilledMs, initReportLine, logStreamName, reportLine } from './logLines.ts'

const common = { requestId: '8f507cfc', memoryMB: 128, maxMemoryUsedMB: 70, crash: null }

test('a REPORT line of a cold start, tab by tab', () => {
  expect(reportLine({ ...common, duration: ms(12.34), initDuration: ms(145.2) })).toBe(
    'REPORT RequestId: 8f507cfc\tDuration: 12.34 ms\tBilled Duration: 158 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\tInit Duration: 145.20 ms\t',
  )
})

test('a REPORT line of a time-out names its status', () => {
  expect(
    reportLine({
      ...common,
      duration: seconds(3),
      initDuration: null,
      crash: { status: 'timeout' },
    }),
  ).toBe(
    'REPORT RequestId: 8f507cfc\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\tStatus: timeout\t',
  )
})

test.each([
  [3004.92, 111.23, 3117],
  [133.61, 80.0, 214],
  [3016.78, 84.0, 3101],
])("AWS's examples of billed duration: %d + %d ms is billed as %d ms", (duration, init, billed) => {
  expect(computeBilledMs(ms(duration), ms(init))).toBe(billed)
})

test('a failed init is reported with its phase', () => {
  const crash = { status: 'error', errorType: 'Runtime.ImportModuleError' } as const
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
