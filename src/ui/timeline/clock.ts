const pad = (value: number, digits: number): string => String(value).padStart(digits, '0')

/** A virtual instant as a clock shows it, to the millisecond: `00:00:12.345`. `at` in µs. */
export function formatClock(at: number): string {
  const millis = Math.floor(at / 1_000)
  const seconds = Math.floor(millis / 1_000)
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `${clock.map((part) => pad(part, 2)).join(':')}.${pad(millis % 1_000, 3)}`
}

/** A duration in µs, in the unit that reads best: `340 µs`, `8.4 ms`, `812 ms`, `1.24 s`, `2 min 5 s`. */
export function formatDuration(duration: number): string {
  if (duration < 1_000) return `${Math.round(duration)} µs`
  const millis = duration / 1_000
  if (millis < 9.95) return `${millis.toFixed(1)} ms`
  if (millis < 999.5) return `${Math.round(millis)} ms`
  const seconds = millis / 1_000
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  const rest = whole % 60
  return rest === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${rest} s`
}

/** A count or a rate, short: `0.42`, `7.3`, `412`, `4,871`, `1.2 M`. */
export function formatNumber(value: number): string {
  const size = Math.abs(value)
  if (size >= 999_950) return `${(value / 1_000_000).toFixed(1)} M`
  if (size >= 99.95) return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
  if (Number.isInteger(value)) return String(value)
  return size >= 0.995 ? value.toFixed(1) : value.toFixed(2)
}

/** A speed as the menu says it: `0.001×`, `1×`, `1,000×`. */
export const formatSpeed = (speed: number | 'max'): string =>
  speed === 'max' ? 'max' : `${speed >= 1_000 ? formatNumber(speed) : speed}×`
