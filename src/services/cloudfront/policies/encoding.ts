/** What `Accept-Encoding` is made of for key and origin: `br,gzip`, `br`, `gzip`, or nothing. */
export type NormalEncoding = 'br,gzip' | 'br' | 'gzip' | ''

// Most clients send the same few: what was read of late is kept.
const known = new Map<string, { readonly br: boolean; readonly gzip: boolean }>()
const KNOWN_MAX = 64

function readAccepted(accepted: string): { readonly br: boolean; readonly gzip: boolean } {
  const found = known.get(accepted)
  if (found !== undefined) return found
  const names = accepted
    .toLowerCase()
    .split(',')
    .map((part) => part.split(';').map((piece) => piece.trim()))
    .filter(([, quality]) => quality === undefined || !/^q=0(\.0*)?$/.test(quality))
    .map(([name]) => name)
  const read = { br: names.includes('br'), gzip: names.includes('gzip') }
  if (known.size >= KNOWN_MAX) known.clear()
  known.set(accepted, read)
  return read
}

/**
 * `Accept-Encoding` as a cache policy normalises it.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cache-key-understand-cache-policy.html
 */
export function normalEncoding(
  accepted: string | undefined,
  policy: { readonly gzip: boolean; readonly brotli: boolean },
): NormalEncoding {
  if (accepted === undefined || !(policy.gzip || policy.brotli)) return ''
  const { br, gzip } = readAccepted(accepted)
  const hasBr = policy.brotli && br
  const hasGzip = policy.gzip && gzip
  if (hasBr) return hasGzip ? 'br,gzip' : 'br'
  return hasGzip ? 'gzip' : ''
}
