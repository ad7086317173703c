import { createLive, type Live } from './live.ts'

/** A mark on the scrubber: something that happened which one may want to jump to. */
export interface Mark {
  readonly sequence: number
  readonly at: number
  readonly node: string
  readonly mark: string
  readonly detail: string
  readonly trace: number | null
}

/** The run's marks in the order in which they happened. */
export interface MarkStore extends Live {
  readonly all: readonly Mark[]
  /** A mark that is known already (a re-run told it again) changes nothing. */
  add(mark: Mark): void
  /** Forgets what lies after `at`: an edit there may make it come out differently. */
  forgetAfter(at: number): void
  next(after: number, wanted: (mark: Mark) => boolean): Mark | undefined
  clear(): void
}

export const MARKS_MAX = 4_000
/** Kinds of which there are fewer than this are never thinned. */
const KEPT_WHOLE = 300

/** Drops every second mark of the kinds that there are most of: the scrubber has fewer pixels than that. */
function thin(marks: readonly Mark[]): Mark[] {
  const counts = new Map<string, number>()
  for (const { mark } of marks) counts.set(mark, (counts.get(mark) ?? 0) + 1)
  const seen = new Map<string, number>()
  return marks.filter(({ mark }) => {
    if ((counts.get(mark) ?? 0) < KEPT_WHOLE) return true
    const index = seen.get(mark) ?? 0
    seen.set(mark, index + 1)
    return index % 2 === 0
  })
}

/** Creates a store without marks. */
export function createMarkStore(): MarkStore {
  const live = createLive()
  let all: Mark[] = []
  return {
    get version() {
      return live.version
    },
    get all() {
      return all
    },
    subscribe: (listener) => live.subscribe(listener),
    changed: () => live.changed(),
    add(mark) {
      let slot = all.length
      while (slot > 0 && (all[slot - 1]?.sequence ?? 0) > mark.sequence) slot--
      if (slot > 0 && all[slot - 1]?.sequence === mark.sequence) return
      all.splice(slot, 0, mark)
      if (all.length > MARKS_MAX) all = thin(all)
    },
    forgetAfter(at) {
      all = all.filter((mark) => mark.at <= at)
      live.changed()
    },
    next: (after, wanted) => all.find((mark) => mark.at > after && wanted(mark)),
    clear() {
      all = []
      live.changed(true)
    },
  }
}
