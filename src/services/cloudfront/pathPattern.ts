/**
 * Compiles a path pattern: `*` is any number of characters, `?` exactly one; case counts, and a leading `/` may be left out.
 * Linear in the path's length however many stars there are.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
 */
export function compilePattern(pattern: string): (path: string) => boolean {
  const wanted = pattern.startsWith('/') || pattern.startsWith('*') ? pattern : `/${pattern}`
  if (wanted === '*' || wanted === '/*') return () => true
  if (!wanted.includes('*') && !wanted.includes('?')) return (path) => path === wanted
  return (path) => fitsWildcards(wanted, path)
}

/**
 * Whether `text` fits a pattern with `*` and `?`. Greedy with one step back: only what the last star took may have to grow.
 */
export function fitsWildcards(pattern: string, text: string): boolean {
  let at = 0
  let position = 0
  let star = -1
  let taken = 0
  while (position < text.length) {
    const wanted = pattern[at]
    if (wanted === '*') {
      star = at++
      taken = position
    } else if (wanted === '?' || wanted === text[position]) {
      at++
      position++
    } else if (star >= 0) {
      at = star + 1
      position = ++taken
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}
