import type { Action } from './actions.ts'

/** Actions that have every word of `query`; those whose title begins with it first. */
export function searchActions(actions: readonly Action[], query: string): readonly Action[] {
  const text = query.trim().toLowerCase()
  if (text === '') return actions
  const words = text.split(/\s+/)
  const found = actions.filter((action) => {
    const all = `${action.title} ${action.group}`.toLowerCase()
    return words.every((word) => all.includes(word))
  })
  const rank = (action: Action): number => {
    const title = action.title.toLowerCase()
    if (title.startsWith(text)) return 0
    return title.includes(` ${words[0]}`) ? 1 : 2
  }
  return found
    .map((action, index) => ({ action, index, rank: rank(action) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ action }) => action)
}
