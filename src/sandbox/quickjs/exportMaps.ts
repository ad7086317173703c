/** Where an export or import map sends a subpath: a path, nowhere (`null` in the map, or no match), or into an invalid target. */
export type MapTarget =
  | { readonly type: 'target'; readonly target: string }
  | { readonly type: 'none' }
  | { readonly type: 'invalid'; readonly target: unknown }

const NONE: MapTarget = { type: 'none' }

interface Setting {
  readonly conditions: readonly string[]
  /** What `*` of the matching pattern stands for; null where it was none. */
  readonly star: string | null
  /** Whether a target may be a package or a built-in, as in `imports`. */
  readonly isInternal: boolean
}

/** PACKAGE_TARGET_RESOLVE of https://nodejs.org/api/esm.html#resolution-algorithm-specification; undefined: look further. */
function resolveTarget(target: unknown, setting: Setting): MapTarget | undefined {
  if (typeof target === 'string') {
    if (!target.startsWith('./') && !(setting.isInternal && !/^(?:\.\.?\/|\/)/.test(target))) {
      return { type: 'invalid', target }
    }
    const { star } = setting
    return { type: 'target', target: star === null ? target : target.replaceAll('*', () => star) }
  }
  if (target === null) return NONE
  if (Array.isArray(target)) {
    let last: MapTarget | undefined
    for (const item of target) {
      const found = resolveTarget(item, setting)
      if (found?.type === 'target') return found
      last = found ?? last
    }
    return last
  }
  if (typeof target !== 'object' || target === undefined) return { type: 'invalid', target }
  for (const [condition, value] of Object.entries(target)) {
    if (condition !== 'default' && !setting.conditions.includes(condition)) continue
    const found = resolveTarget(value, setting)
    if (found !== undefined) return found
  }
  return undefined
}

/** Of two patterns that match, the one with the longer part before `*` wins. */
const comparePatterns = (a: string, b: string): number => {
  const [left, right] = [a.indexOf('*'), b.indexOf('*')]
  return left === right ? b.length - a.length : right - left
}

/** PACKAGE_IMPORTS_EXPORTS_RESOLVE: the target of `key` in a map of subpaths. */
function matchKey(key: string, map: object, setting: Omit<Setting, 'star'>): MapTarget {
  const entries = new Map<string, unknown>(Object.entries(map))
  if (entries.has(key) && !key.includes('*')) {
    return resolveTarget(entries.get(key), { ...setting, star: null }) ?? NONE
  }
  for (const pattern of Array.from(entries.keys()).sort(comparePatterns)) {
    const at = pattern.indexOf('*')
    if (at < 0) continue
    const [head, tail] = [pattern.slice(0, at), pattern.slice(at + 1)]
    if (!key.startsWith(head) || key === head || !key.endsWith(tail)) continue
    if (key.length < pattern.length) continue
    const star = key.slice(at, key.length - tail.length)
    return resolveTarget(entries.get(pattern), { ...setting, star }) ?? NONE
  }
  return NONE
}

/** The target of a package's `exports` for `subpath` (`.` or `./x`). https://nodejs.org/api/packages.html#exports */
export function findExport(
  exports: unknown,
  subpath: string,
  conditions: readonly string[],
): MapTarget {
  const setting = { conditions, isInternal: false }
  const isMap =
    typeof exports === 'object' &&
    exports !== null &&
    !Array.isArray(exports) &&
    Object.keys(exports).some((key) => key.startsWith('.'))
  if (isMap) return matchKey(subpath, exports, setting)
  return subpath === '.' ? (resolveTarget(exports, { ...setting, star: null }) ?? NONE) : NONE
}

/** The target of a package's `imports` for `#name`. https://nodejs.org/api/packages.html#subpath-imports */
export const findImport = (
  imports: unknown,
  name: string,
  conditions: readonly string[],
): MapTarget =>
  typeof imports === 'object' && imports !== null
    ? matchKey(name, imports, { conditions, isInternal: true })
    : NONE
