/** One object in one cache, as the panel lists it. */
export interface ObjectRow {
  readonly tier: string
  readonly key: string
  readonly status: number
  readonly bytes: number
  readonly ageSeconds: number
  readonly ttlSeconds: number
}

/** What `query({ type: 'objects', tier, text })` answers: at most 200 rows, the most recently used first. */
export interface ObjectsPage {
  readonly rows: readonly ObjectRow[]
  readonly total: number
}

/** How much of its life an object has left, and how to say it. */
export function planCountdown({
  ageSeconds,
  ttlSeconds,
}: Pick<ObjectRow, 'ageSeconds' | 'ttlSeconds'>): {
  readonly share: number
  readonly words: string
} {
  const left = ttlSeconds - ageSeconds
  if (left <= 0) return { share: 0, words: `expired ${formatSeconds(-left)} ago` }
  return {
    share: ttlSeconds === 0 ? 0 : Math.min(1, left / ttlSeconds),
    words: formatSeconds(left),
  }
}

/** 75 as 1 min 15 s. */
export function formatSeconds(seconds: number): string {
  const whole = Math.floor(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  if (whole < 172_800)
    return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`
  return `${Math.floor(whole / 86_400)} d`
}
