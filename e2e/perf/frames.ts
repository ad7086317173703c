/** The part of a Chromium trace event that counts here; times in µs. */
export interface TraceRow {
  readonly name: string
  readonly ph: string
  readonly ts: number
  readonly dur?: number
  /** The same on the thread's own clock: it stands still while another process has the processor. */
  readonly tts?: number
  readonly tdur?: number
  readonly tid: number
  readonly pid: number
  readonly args?: { readonly name?: string }
}

export type Clock = 'thread' | 'wall'

/** What a page causes on its main thread: script, collecting its garbage, style, layout, and the walk that prepares painting. */
export const WORK: ReadonlySet<string> = new Set([
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
  'V8.GCIncrementalMarking',
  'V8.GCFinalizeMC',
])

/** Recording what is to be painted and handing it to the compositor: told beside the budget, not in it. */
export const PAINT: ReadonlySet<string> = new Set(['Paint', 'Layerize', 'UpdateLayer', 'Commit'])

const span = (row: TraceRow, clock: Clock): readonly [begin: number, length: number] =>
  clock === 'wall' ? [row.ts, row.dur ?? 0] : [row.tts ?? 0, row.tdur ?? 0]

/** All rows of the page's main thread, in order. */
export function findMainThread(rows: readonly TraceRow[]): readonly TraceRow[] {
  const mains = rows.filter(
    (row) => row.name === 'thread_name' && row.args?.name === 'CrRendererMain',
  )
  const countOf = ({ pid, tid }: TraceRow): number =>
    rows.filter((row) => row.pid === pid && row.tid === tid && row.name === 'FireAnimationFrame')
      .length
  const main = mains.toSorted((a, b) => countOf(b) - countOf(a))[0]
  return rows
    .filter((row) => row.ph === 'X' && row.pid === main?.pid && row.tid === main.tid)
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
}

/** When each frame began, µs: the main thread's task in which one or more animation callbacks ran. */
function findFrames(main: readonly TraceRow[], clock: Clock): readonly number[] {
  const begins = new Set<number>()
  let task: TraceRow | null = null
  for (const row of main) {
    if (row.name === 'RunTask') task = row
    if (row.name === 'FireAnimationFrame' && task !== null) begins.add(span(task, clock)[0])
  }
  return [...begins]
}

/** Milliseconds that the named work took from the beginning of each frame to that of the next, in order. */
export function computeFrameWork(
  main: readonly TraceRow[],
  names: ReadonlySet<string>,
  clock: Clock,
): readonly number[] {
  const frames = findFrames(main, clock)
  const sums = frames.slice(1).map(() => 0)
  let frame = 0
  let busyUntil = 0
  for (const row of main) {
    if (!names.has(row.name)) continue
    const [begin, length] = span(row, clock)
    // Nested events lie within their callers: only what reaches past them is new.
    const fresh = Math.max(0, begin + length - Math.max(begin, busyUntil))
    busyUntil = Math.max(busyUntil, begin + length)
    while (frame < sums.length && begin >= (frames[frame + 1] ?? Infinity)) frame++
    if (frame < sums.length && begin >= (frames[0] ?? 0)) sums[frame] = (sums[frame] ?? 0) + fresh
  }
  return sums.map((us) => us / 1_000)
}
