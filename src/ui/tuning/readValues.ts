/** Runs at most: each takes a while. */
export const VALUES_MAX = 16

/** The values that a text lists, sorted, each once; or what is wrong with it. */
export function readValues(
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): { readonly values: readonly number[] } | { readonly error: string } {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '')
  const values = parts.map(Number)
  const odd = parts.find((_, at) => !Number.isInteger(values[at]))
  if (odd !== undefined) return { error: `${odd} is not a whole number` }
  const outside = values.find((value) => value < min || value > max)
  if (outside !== undefined) return { error: `${outside} is not between ${min} and ${max}` }
  const unique = [...new Set(values)].sort((a, b) => a - b)
  if (unique.length === 0) return { error: 'name at least one' }
  if (unique.length > VALUES_MAX) return { error: `more than ${VALUES_MAX} values` }
  return { values: unique }
}
