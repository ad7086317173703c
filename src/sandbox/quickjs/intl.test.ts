import { expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { runOnce, valueOf } from './testing.ts'

// Lambda's Node.js has full ICU: https://nodejs.org/api/intl.html. Expected values are those of Node.js with ICU 78.

const quickJs = loadQuickJs()
const AT = 'new Date(Date.UTC(2026, 2, 5, 15, 4, 9))'

test.each([
  ['toString()', 'Thu Mar 05 2026 15:04:09 GMT+0000 (Coordinated Universal Time)'],
  ['toTimeString()', '15:04:09 GMT+0000 (Coordinated Universal Time)'],
  ['toLocaleString()', '3/5/2026, 3:04:09 PM'],
  ['toLocaleDateString()', '3/5/2026'],
  ['toLocaleTimeString()', '3:04:09 PM'],
  [
    "toLocaleDateString('en-US', { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' })",
    'Thursday, March 5, 2026',
  ],
  ["toLocaleDateString('en-US', { month: 'short', day: '2-digit' })", 'Mar 05'],
  ["toLocaleString('en-US', { dateStyle: 'medium', timeStyle: 'short' })", 'Mar 5, 2026, 3:04 PM'],
  [
    "toLocaleString('en-US', { dateStyle: 'full', timeStyle: 'long', timeZone: 'America/New_York' })",
    'Thursday, March 5, 2026 at 10:04:09 AM EST',
  ],
  ["toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit' })", '03:04 PM'],
  ["toLocaleTimeString('en-US', { hour12: false })", '15:04:09'],
  [
    "toLocaleString('en-US', { timeZone: 'Asia/Kolkata', timeZoneName: 'short' })",
    '3/5/2026, 8:34:09 PM GMT+5:30',
  ],
  ["toLocaleString('en-GB')", '05/03/2026, 15:04:09'],
  ["toLocaleString('sv-SE')", '2026-03-05 15:04:09'],
  ["toLocaleDateString('en-CA')", '2026-03-05'],
  ["toLocaleDateString('de-DE', { dateStyle: 'long' })", '5. März 2026'],
  [
    "toLocaleDateString('fr-FR', { weekday: 'short', day: 'numeric', month: 'long' })",
    'jeu. 5 mars',
  ],
  ["toLocaleDateString('ja-JP', { dateStyle: 'full' })", '2026年3月5日木曜日'],
])('a date by %s', (call, shown) => {
  expect(valueOf(quickJs, `return ${AT}.${call}`)).toBe(shown)
})

test('a date that is none, and what no clock has', () => {
  expect(
    valueOf(
      quickJs,
      `const attempt = (act) => { try { return act() } catch (error) { return error.name + ': ' + error.message } }
       return [
         String(new Date(NaN)), new Date(NaN).toLocaleString(),
         attempt(() => new Date(0).toLocaleString('en-US', { timeZone: 'Mars/Base' })),
         attempt(() => new Intl.DateTimeFormat('en-US').format(NaN)),
         attempt(() => new Date(0).toLocaleString('en_US')),
         attempt(() => (1).toLocaleString('en', { style: 'currency' })),
         attempt(() => (1).toLocaleString('en', { maximumFractionDigits: 101 })),
       ]`,
    ),
  ).toEqual([
    'Invalid Date',
    'Invalid Date',
    'RangeError: Invalid time zone specified: Mars/Base',
    'RangeError: Invalid time value',
    'RangeError: Incorrect locale information provided',
    'TypeError: Currency code is required with currency style.',
    'RangeError: maximumFractionDigits value is out of range.',
  ])
})

// https://www.iana.org/time-zones: an hour before and an hour after each change of 2026.
test.each([
  [
    'America/New_York',
    [
      ['2026-03-08T06:59', '1:59'],
      ['2026-03-08T07:00', '3:00'],
      ['2026-11-01T05:59', '1:59'],
      ['2026-11-01T06:00', '1:00'],
    ],
  ],
  [
    'Europe/Berlin',
    [
      ['2026-03-29T00:59', '1:59'],
      ['2026-03-29T01:00', '3:00'],
      ['2026-10-25T00:59', '2:59'],
      ['2026-10-25T01:00', '2:00'],
    ],
  ],
  [
    'Australia/Sydney',
    [
      ['2026-04-04T15:59', '2:59'],
      ['2026-04-04T16:00', '2:00'],
      ['2026-10-03T15:59', '1:59'],
      ['2026-10-03T16:00', '3:00'],
    ],
  ],
  ['Asia/Tokyo', [['2026-07-01T00:00', '9:00']]],
])('summer time begins and ends in %s', (timeZone, moments) => {
  const formatter = `new Intl.DateTimeFormat('en-US', { timeZone: '${timeZone}', hour: 'numeric', minute: 'numeric', hourCycle: 'h12' })`
  const body = `const f = ${formatter}; return ${JSON.stringify(moments.map(([at]) => `${at}:00Z`))}.map((at) => f.format(new Date(at)).slice(0, -3))`
  expect(valueOf(quickJs, body)).toEqual(moments.map(([, shown]) => shown))
})

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html: TZ is UTC unless the function sets it.
test('parts and settings can be read, and UTC is the zone', () => {
  expect(
    valueOf(
      quickJs,
      `const { timeZone, locale, hourCycle } = Intl.DateTimeFormat().resolvedOptions()
       const parts = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', hour: 'numeric' }).formatToParts(${AT})
       return [timeZone, locale, hourCycle ?? null, parts.map(({ type, value }) => type + ' ' + value).join('|')]`,
    ),
  ).toEqual([
    'UTC',
    'en-US',
    null,
    'month Mar|literal  |day 5|literal , |hour 3|literal \u202f|dayPeriod PM',
  ])
})

test.each([
  ['(1234567.891).toLocaleString()', '1,234,567.891'],
  ["(1234.5).toLocaleString('en-US', { style: 'currency', currency: 'USD' })", '$1,234.50'],
  [
    "(-1234.5).toLocaleString('en-US', { style: 'currency', currency: 'USD', currencySign: 'accounting' })",
    '($1,234.50)',
  ],
  ["(1234.5).toLocaleString('de-DE', { style: 'currency', currency: 'EUR' })", '1.234,50\u00a0€'],
  ["(1234.5).toLocaleString('en-IN', { style: 'currency', currency: 'JPY' })", 'JP¥1,235'],
  ["(12345678).toLocaleString('en-IN')", '1,23,45,678'],
  ["(0.256).toLocaleString('en-US', { style: 'percent', maximumFractionDigits: 1 })", '25.6%'],
  ["(1.005).toLocaleString('en-US', { maximumFractionDigits: 2 })", '1.01'],
  ["(1234567).toLocaleString('en-US', { notation: 'compact' })", '1.2M'],
  ["(16).toLocaleString('en-US', { style: 'unit', unit: 'megabyte' })", '16 MB'],
  ["(7).toLocaleString('en-US', { minimumIntegerDigits: 2 })", '07'],
  ['123456789012345678901n.toLocaleString()', '123,456,789,012,345,678,901'],
  ['[1234.5, NaN, -Infinity].toLocaleString()', '1,234.5,NaN,-∞'],
  ["new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 }).format(123456)", '123,000'],
])('the number %s', (expression, shown) => {
  expect(valueOf(quickJs, `return ${expression}`)).toBe(shown)
})

test('numbers are written as this Node.js writes them, at random', () => {
  const options: Intl.NumberFormatOptions[] = [
    {},
    { maximumFractionDigits: 1 },
    { minimumFractionDigits: 2 },
    { maximumSignificantDigits: 3 },
    { style: 'currency', currency: 'USD' },
    { style: 'percent' },
    { notation: 'compact' },
    { useGrouping: false },
    { signDisplay: 'exceptZero' },
  ]
  const values = Array.from({ length: 40 }, (_, at) => {
    const size = (at * 2_654_435_761) % 1_000_003
    return (at % 2 === 0 ? size : -size) / 10 ** (at % 9)
  })
  const expected = values.map((value) => options.map((each) => value.toLocaleString('en-US', each)))
  const body = `return event.values.map((value) => event.options.map((each) => value.toLocaleString('en-US', each)))`
  const code = `export const handler = async (event) => { ${body} }`
  const step = runOnce(quickJs, { files: { 'index.mjs': code } }, { values, options })
  expect(step.type === 'returned' ? JSON.parse(step.payload) : step).toEqual(expected)
})

// https://www.unicode.org/reports/tr10/: letters first, then accents, then case; not by code.
test('localeCompare and Collator sort as people do', () => {
  expect(
    valueOf(
      quickJs,
      `const words = ['zebra', 'Äpfel', 'apple', 'Zoo', 'résumé', 'Resume', 'resume', 'a10', 'a9', '_x', '10', ' b']
       return [
         words.toSorted((a, b) => a.localeCompare(b)),
         ['a10', 'a9'].toSorted(new Intl.Collator(undefined, { numeric: true }).compare),
         'résumé'.localeCompare('RESUME', undefined, { sensitivity: 'base' }),
         'a'.localeCompare('b'), 'b'.localeCompare('a'), 'a'.localeCompare('a'),
       ]`,
    ),
  ).toEqual([
    [' b', '_x', '10', 'a10', 'a9', 'Äpfel', 'apple', 'resume', 'Resume', 'résumé', 'zebra', 'Zoo'],
    ['a9', 'a10'],
    0,
    -1,
    1,
    0,
  ])
})

test('plurals, lists, relative times and letters in English', () => {
  expect(
    valueOf(
      quickJs,
      `const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
       const ordinals = new Intl.PluralRules('en', { type: 'ordinal' })
       return [
         [1, 2, 3, 4, 11, 22].map((each) => ordinals.select(each)),
         new Intl.ListFormat('en').format(['a', 'b', 'c']),
         new Intl.ListFormat('en', { type: 'disjunction' }).format(['a', 'b']),
         relative.format(-1, 'day'), relative.format(3, 'hours'), relative.format(-2, 'week'),
         Array.from(new Intl.Segmenter('en').segment('e\u0301👩‍👧!'), ({ segment }) => segment),
         Intl.getCanonicalLocales('EN-us'), Intl.supportedValuesOf('timeZone').includes('Europe/Paris'),
       ]`,
    ),
  ).toEqual([
    ['one', 'two', 'few', 'other', 'other', 'two'],
    'a, b, and c',
    'a or b',
    'yesterday',
    'in 3 hours',
    '2 weeks ago',
    ['e\u0301', '👩‍👧', '!'],
    ['en-US'],
    true,
  ])
})

// https://nodejs.org/api/perf_hooks.html
test('marks and measures', () => {
  expect(
    valueOf(
      quickJs,
      `performance.mark('start')
       await new Promise((resolve) => setTimeout(resolve, 20))
       performance.mark('end')
       const { duration, entryType } = performance.measure('wait', 'start', 'end')
       return [Math.round(duration), entryType, performance.getEntriesByType('mark').map(({ name }) => name)]`,
    ),
  ).toEqual([20, 'measure', ['start', 'end']])
})
