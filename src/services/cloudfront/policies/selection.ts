/** Which headers, cookies or query strings count. */
export type Selection =
  | { readonly type: 'none' | 'all'; readonly names: readonly string[] }
  /** `some`: those of the list, `allExcept`: all others. */
  | { readonly type: 'some' | 'allExcept'; readonly names: readonly string[] }

export const NONE: Selection = { type: 'none', names: [] }
export const ALL: Selection = { type: 'all', names: [] }

/** `HeaderBehavior` and the like. Names of headers have no case; those of cookies and query strings have. */
export function toSelection(
  behavior: string,
  list: readonly string[],
  of: 'names' | 'values' = 'values',
): Selection {
  const names = of === 'names' ? list.map((name) => name.toLowerCase()) : list
  if (behavior === 'all') return ALL
  if (behavior === 'whitelist') return names.length === 0 ? NONE : { type: 'some', names }
  return behavior === 'allExcept' ? { type: 'allExcept', names } : NONE
}

/** Whether `name` counts. */
export const selects = ({ type, names }: Selection, name: string): boolean => {
  if (type === 'none') return false
  if (type === 'all') return true
  return names.includes(name) === (type === 'some')
}

/** The parts of a query string that count, in the order in which they came: order makes another object. */
export function selectQuery(query: string, selection: Selection): string {
  if (query === '' || selection.type === 'none') return ''
  if (selection.type === 'all') return query
  return query
    .split('&')
    .filter((part) => {
      const at = part.indexOf('=')
      return selects(selection, at < 0 ? part : part.slice(0, at))
    })
    .join('&')
}

/** The cookies of a `Cookie` header that count: `a=1; b=2`. */
export function selectCookies(cookie: string | undefined, selection: Selection): string {
  if (cookie === undefined || selection.type === 'none') return ''
  if (selection.type === 'all') return cookie
  return cookie
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '' && selects(selection, part.split('=')[0] ?? ''))
    .join('; ')
}
