import { matchesPattern } from '#contracts/policy.ts'

/**
 * Compiles a path pattern: `*` is any number of characters, `?` exactly one; case counts, and a leading `/` may be left out.
 * Linear in the path's length however many stars there are.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
 */
export function compilePattern(pattern: string): (path: string) => boolean {
  const wanted = pattern.startsWith('/') || pattern.startsWith('*') ? pattern : `/${pattern}`
  if (wanted === '*' || wanted === '/*') return () => true
  if (!wanted.includes('*') && !wanted.includes('?')) return (path) => path === wanted
  return (path) => matchesPattern(wanted, path)
}
