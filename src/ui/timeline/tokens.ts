/** The present value of a colour token of kit/tokens.css (`--cold`), for drawing on a canvas. */
export const readToken = (token: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(token).trim()

/** A colour token with an opacity, 0-1. */
export const readTokenAlpha = (token: string, alpha: number): string =>
  `color-mix(in srgb, ${readToken(token)} ${Math.round(alpha * 100)}%, transparent)`
