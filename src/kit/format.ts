/** Thousands set off by commas, `digits` after the point. The same on every machine: no locale takes part. */
export function formatNumber(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return '–'
  const [whole = '0', rest] = Math.abs(value).toFixed(digits).split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  const text = rest === undefined ? grouped : `${grouped}.${rest}`
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text
}

/** A number in three or four characters' worth of digits: `0.42`, `7.3`, `412`, `18,204`. */
export function formatShort(value: number): string {
  const size = Math.abs(value)
  // A smoothed rate never quite comes to nothing.
  if (size < 0.005) return '0'
  if (size < 0.995) return formatNumber(value, 2)
  return size < 99.95 ? formatNumber(value, 1) : formatNumber(value)
}

/** A count that fits a badge: `812`, `18.2k`, `1.4M`. */
export function formatCount(value: number): string {
  if (value < 10_000) return formatNumber(value)
  if (value < 1_000_000) return `${formatNumber(value / 1_000, value < 100_000 ? 1 : 0)}k`
  return `${formatNumber(value / 1_000_000, 1)}M`
}

/** A duration given in ms with the unit that suits it: `0.42 ms`, `38 ms`, `1.25 s`. */
export function formatMs(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value >= 9_999.5) return `${formatNumber(value / 1_000, 1)} s`
  if (value >= 999.5) return `${formatNumber(value / 1_000, 2)} s`
  if (value >= 99.95) return `${formatNumber(value)} ms`
  return value >= 9.995 ? `${formatNumber(value, 1)} ms` : `${formatNumber(value, 2)} ms`
}

/** A share of one as a percentage: `0 %`, `0.4 %`, `38 %`. */
export function formatPercent(share: number): string {
  const percent = share * 100
  if (percent === 0 || percent >= 9.95) return `${formatNumber(percent)} %`
  return percent < 0.05 ? '<0.1 %' : `${formatNumber(percent, 1)} %`
}

/** How many of all, and their share of late, as smoothed: `3 · 1.5 %`. Nothing is said of nothing: `–` while there are none at all. */
export function formatTally(count: number, all: number, share: number): string {
  if (all === 0) return '–'
  return share === 0 ? formatCount(count) : `${formatCount(count)} · ${formatPercent(share)}`
}

/** Bytes in binary multiples, as AWS's limits are written: `812 B`, `18.2 KB`, `4.0 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${formatNumber(bytes)} B`
  if (bytes < 1_048_576) return `${formatNumber(bytes / 1_024, 1)} KB`
  if (bytes < 1_073_741_824) return `${formatNumber(bytes / 1_048_576, 1)} MB`
  return `${formatNumber(bytes / 1_073_741_824, 1)} GB`
}
