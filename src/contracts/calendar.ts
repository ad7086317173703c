const DAY_MS = 86_400_000
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

const two = (n: number): string => String(n).padStart(2, '0')

/** Year, month (0-11) and day of the `days`-th day after 1970-01-01, in the Gregorian calendar. */
const toCivil = (days: number): { year: number; month: number; day: number } => {
  // Howard Hinnant, "chrono-compatible low-level date algorithms": years that begin in March.
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const leapDays =
    Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365)
  const yearDays = 365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  const dayOfYear = dayOfEra - yearDays
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = (marchMonth + 2) % 12
  const year = yearOfEra + era * 400 + (month < 2 ? 1 : 0)
  return { year, month, day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1 }
}

const computeParts = (epochSeconds: number) => {
  const days = Math.floor((epochSeconds * 1_000) / DAY_MS)
  const seconds = epochSeconds - (days * DAY_MS) / 1_000
  const minutes = Math.floor(seconds / 60)
  const clock = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`
  const { year, month, day } = toCivil(days)
  const weekday = WEEKDAYS[(((days + 4) % 7) + 7) % 7] ?? ''
  return { day: two(day), month: MONTHS[month] ?? '', year, clock, weekday }
}

/** One second's, because every request asks for the time, several times, and many come in one second. */
let latest: {
  readonly epochSeconds: number
  readonly parts: ReturnType<typeof computeParts>
} | null = null

const parts = (epochMs: number): ReturnType<typeof computeParts> => {
  const epochSeconds = Math.floor(epochMs / 1_000)
  if (latest?.epochSeconds !== epochSeconds) {
    latest = { epochSeconds, parts: computeParts(epochSeconds) }
  }
  return latest.parts
}

/** `$context.requestTime`: `12/Mar/2020:19:03:58 +0000`. `epochMs` is milliseconds since the Unix epoch, UTC. */
export function formatRequestTime(epochMs: number): string {
  const { day, month, year, clock } = parts(epochMs)
  return `${day}/${month}/${year}:${clock} +0000`
}

/** HTTP's `Date`: `Thu, 12 Mar 2020 19:03:58 GMT` (RFC 9110 §5.6.7). */
export function formatHttpDate(epochMs: number): string {
  const { day, month, year, clock, weekday } = parts(epochMs)
  return `${weekday}, ${day} ${month} ${year} ${clock} GMT`
}

/** ISO 8601 with milliseconds and without a zone: `2026-01-01T00:00:00.000`. `epochMs` is UTC. */
export function formatIsoTime(epochMs: number): string {
  const { year, month, day, clock } = parts(epochMs)
  const date = `${String(year).padStart(4, '0')}-${two(MONTHS.indexOf(month) + 1)}-${day}`
  const millis = epochMs - Math.floor(epochMs / 1_000) * 1_000
  return `${date}T${clock}.${String(millis).padStart(3, '0')}`
}

/** Days from 1970-01-01 to a civil date; `month` is 0-11. The inverse of `toCivil`. */
const toDays = (year: number, month: number, day: number): number => {
  const shiftedYear = year - (month < 2 ? 1 : 0)
  const era = Math.floor(shiftedYear / 400)
  const yearOfEra = shiftedYear - era * 400
  const dayOfYear = Math.floor((153 * ((month + 10) % 12) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

const DATE_FORMS = [
  // IMF-fixdate: Sun, 06 Nov 1994 08:49:37 GMT. The comma is often forgotten, the zone is not.
  /^(?:[a-z]{3,9},? )?(?<day>\d{1,2})[ -](?<month>[a-z]{3})[ -](?<year>\d{4}) (?<clock>\d{2}:\d{2}:\d{2}) gmt$/i,
  // RFC 850: Sunday, 06-Nov-94 08:49:37 GMT
  /^[a-z]{3,9}, (?<day>\d{2})-(?<month>[a-z]{3})-(?<year>\d{2}) (?<clock>\d{2}:\d{2}:\d{2}) gmt$/i,
  // asctime: Sun Nov  6 08:49:37 1994
  /^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \d]\d) (?<clock>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/i,
]

/** Two digits of a year: below 70 they are of this century, as `Date` and most HTTP libraries read them. */
const fullYear = (text: string): number =>
  text.length === 4 ? Number(text) : Number(text) + (Number(text) < 70 ? 2_000 : 1_900)

/** Reads an HTTP date in its three forms (RFC 9110 §5.6.7); ms since the Unix epoch, or null where it is none. */
export function parseHttpDate(text: string): number | null {
  const found = DATE_FORMS.map((form) => form.exec(text.trim())).find((match) => match !== null)
  const { day = '', month = '', year = '', clock = '' } = found?.groups ?? {}
  const monthIndex = MONTHS.findIndex((name) => name.toLowerCase() === month.toLowerCase())
  if (monthIndex < 0) return null
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number)
  if (hours > 23 || minutes > 59 || seconds > 60 || Number(day) < 1 || Number(day) > 31) return null
  const days = toDays(fullYear(year), monthIndex, Number(day))
  return days * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1_000
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?Z?)?$/

/** Reads an ISO 8601 time of UTC, `2026-01-01T00:00:00.000Z`, or a date; ms since the Unix epoch, or null where it is none. */
export function parseIsoTime(text: string): number | null {
  const found = ISO.exec(text)
  if (found === null) return null
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0, millis = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || day > 31) return null
  if (hours > 23 || minutes > 59 || seconds > 60) return null
  const days = toDays(year, month - 1, day)
  return days * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1_000 + millis
}
