import { formatIsoTime } from '#contracts/calendar.ts'

// When a scheduled action of Application Auto Scaling is due, UTC.
// https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** How far a cron expression is followed; one that has no date until then has none. */
const DAYS_MAX = 1_470
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const UNITS_MS: Readonly<Record<string, number>> = {
  minute: MINUTE_MS,
  hour: 3_600_000,
  day: DAY_MS,
}

/** Days from 1970-01-01 to a date of the Gregorian calendar, found by halving: dates rise with days. */
function daysOf(date: string): number {
  let low = 0
  let high = 40_000
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (formatIsoTime(middle * DAY_MS).slice(0, 10) < date) low = middle + 1
    else high = middle
  }
  return low
}

const numberOf = (text: string, names: readonly string[]): number => {
  const at = names.indexOf(text)
  return at < 0 ? Number(text) : at + 1
}

/** Whether `value` is among what a cron field names: `*`, `5`, `1-5`, `1,3`, `0/15`. */
function matches(field: string, value: number, names: readonly string[]): boolean {
  return field.split(',').some((part) => {
    const [range = '', step] = part.split('/')
    const every = step === undefined ? 1 : Number(step)
    if (range === '*' || range === '?') return value % every === 0 || every === 1
    const [from = '', to] = range.split('-')
    const first = numberOf(from, names)
    const last = to === undefined ? (step === undefined ? first : Infinity) : numberOf(to, names)
    return value >= first && value <= last && (value - first) % every === 0
  })
}

function nextOfCron(fields: readonly string[], afterMs: number): number | null {
  const [minutes = '*', hours = '*', days = '*', months = '*', weekdays = '?', years = '*'] = fields
  const firstDay = Math.floor(afterMs / DAY_MS)
  for (let day = firstDay; day < firstDay + DAYS_MAX; day++) {
    const [year = 0, month = 0, date = 0] = formatIsoTime(day * DAY_MS)
      .slice(0, 10)
      .split('-')
      .map(Number)
    const weekday = ((day + 4) % 7) + 1
    const isDay =
      matches(years, year, []) &&
      matches(months, month, MONTHS) &&
      matches(days, date, []) &&
      matches(weekdays, weekday, WEEKDAYS)
    if (!isDay) continue
    for (let minute = 0; minute < 1_440; minute++) {
      const at = day * DAY_MS + minute * MINUTE_MS
      if (at <= afterMs || !matches(hours, Math.floor(minute / 60), [])) continue
      if (matches(minutes, minute % 60, [])) return at
    }
  }
  return null
}

/**
 * When `expression` is due next after `afterMs`, in milliseconds since the Unix epoch; null where it never is.
 * `rate` counts from `sinceMs`.
 */
export function nextOccurrence(
  expression: string,
  { afterMs, sinceMs }: { readonly afterMs: number; readonly sinceMs: number },
): number | null {
  const at = /^at\((\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)\)$/.exec(expression)
  if (at !== null) {
    const [, date = '', hour, minute, second] = at
    const time = (Number(hour) * 60 + Number(minute)) * MINUTE_MS + Number(second) * 1_000
    const due = daysOf(date) * DAY_MS + time
    return due > afterMs ? due : null
  }
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression)
  if (rate !== null) {
    const every = Number(rate[1]) * (UNITS_MS[rate[2] ?? ''] ?? MINUTE_MS)
    return every === 0 ? null : sinceMs + (Math.floor((afterMs - sinceMs) / every) + 1) * every
  }
  const cron = /^cron\((.+)\)$/.exec(expression)
  return cron === null ? null : nextOfCron((cron[1] ?? '').split(/\s+/), afterMs)
}
