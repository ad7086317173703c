const values = new Map<string, string>()
let theme: string | undefined

/**
 * The present value of a colour token of kit/tokens.css (`--cold`), for drawing on a canvas. Kept until the theme
 * changes: to compute a style in every frame would make the page lay itself out each time.
 */
export function readToken(token: string): string {
  const root = document.documentElement
  if (root.dataset['theme'] !== theme) {
    theme = root.dataset['theme']
    values.clear()
  }
  const known = values.get(token)
  if (known !== undefined) return known
  const value = getComputedStyle(root).getPropertyValue(token).trim()
  values.set(token, value)
  return value
}

/** A colour token with an opacity, 0-1. */
export const readTokenAlpha = (token: string, alpha: number): string =>
  `color-mix(in srgb, ${readToken(token)} ${Math.round(alpha * 100)}%, transparent)`
