/** The part of a Chromium trace event that counts here; times in µs. */
export interface TraceRow {
  readonly name: string
  readonly ph: string
  readonly ts: number
  readonly dur?: number
  readonly tid: number
  readonly pid: number
  readonly args?: { readonly name?: string }
}

/** Main-thread work that a page causes: script, style, layout and what they call. Painting and idle time are not in it. */
const WORK = new Set([
  'FunctionCall',
  'FireAnimationFrame',
  'TimerFire',
  'EventDispatch',
  'RunMicrotasks',
  'HandlePostMessage',
  'EvaluateScript',
  'v8.callFunction',
  'UpdateLayoutTree',
  'Layout',
  'PrePaint',
  'MajorGC',
  'MinorGC',
])

/** Milliseconds of script, style and layout in each frame of the page's main thread, in order. */
export function computeFrameWork(rows: readonly TraceRow[]): readonly number[] {
  const main = busiestMainThread(rows)
  if (main === undefined) return []
  const own = rows.filter((row) => row.pid === main.pid && row.tid === main.tid)
  const begins = own
    .filter((row) => row.name === 'FireAnimationFrame' && row.ph === 'X')
    .map(({ ts }) => ts)
    .toSorted((a, b) => a - b)
  const frames = begins.filter((ts, at) => at === 0 || ts - (begins[at - 1] ?? 0) > 1_000)
  const work = own
    .filter((row) => row.ph === 'X' && WORK.has(row.name))
    .toSorted((a, b) => a.ts - b.ts)

  const sums = frames.slice(1).map(() => 0)
  let frame = 0
  let busyUntil = 0
  for (const { ts, dur = 0 } of work) {
    // Nested events lie within their callers: only what reaches past them is new.
    const fresh = Math.max(0, ts + dur - Math.max(ts, busyUntil))
    busyUntil = Math.max(busyUntil, ts + dur)
    while (frame < sums.length && ts >= (frames[frame + 1] ?? Infinity)) frame++
    if (frame < sums.length && ts >= (frames[0] ?? 0)) sums[frame] = (sums[frame] ?? 0) + fresh
  }
  return sums.map((us) => us / 1_000)
}

function busiestMainThread(rows: readonly TraceRow[]): { pid: number; tid: number } | undefined {
  const mains = rows.filter(
    (row) => row.name === 'thread_name' && row.args?.name === 'CrRendererMain',
  )
  const countOf = ({ pid, tid }: TraceRow): number =>
    rows.filter((row) => row.pid === pid && row.tid === tid && row.name === 'FireAnimationFrame')
      .length
  return mains.toSorted((a, b) => countOf(b) - countOf(a))[0]
}
