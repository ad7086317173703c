import { bodyLength, findHeader, type HeaderField, type Headers } from '#contracts/body.ts'
import { bodyBytes } from '#contracts/bytes.ts'
import { gzipSync } from 'fflate'
import type { Answer } from './caching/answer.ts'
import type { NormalEncoding } from './policies/encoding.ts'

/** Bytes of what is compressed, both ends included. */
const BYTES_MIN = 1_000
const BYTES_MAX = 10_000_000
const STATUSES = new Set([200, 403, 404])

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html#compressed-content-cloudfront-file-types */
const TYPES = new Set(
  (
    'application/dash+xml application/eot application/font application/font-sfnt application/javascript application/json ' +
    'application/opentype application/otf application/pdf application/pkcs7-mime application/protobuf application/rss+xml ' +
    'application/truetype application/ttf application/vnd.apple.mpegurl application/vnd.mapbox-vector-tile ' +
    'application/vnd.ms-fontobject application/wasm application/xhtml+xml application/xml application/x-font-opentype ' +
    'application/x-font-truetype application/x-font-ttf application/x-httpd-cgi application/x-javascript application/x-mpegurl ' +
    'application/x-opentype application/x-otf application/x-perl application/x-ttf font/eot font/opentype font/otf font/ttf ' +
    'image/svg+xml text/css text/csv text/html text/javascript text/js text/plain text/richtext text/tab-separated-values ' +
    'text/xml text/x-component text/x-java-source text/x-script vnd.apple.mpegurl'
  ).split(' '),
)

const typeOf = (headers: Headers): string =>
  (findHeader(headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

const weak = (etag: string): string => (etag.startsWith('W/') ? etag : `W/${etag}`)

/** Packs what an origin sent unpacked, where the viewer takes it so and it is worth it. */
export function compress(answer: Answer, encoding: NormalEncoding): Answer {
  // Brotli's encoder is not here: whoever takes both gets gzip.
  if (!encoding.includes('gzip') || !STATUSES.has(answer.status)) return answer
  const { headers } = answer
  const length = Number(findHeader(headers, 'content-length'))
  if (!(length >= BYTES_MIN && length <= BYTES_MAX)) return answer
  if (findHeader(headers, 'content-encoding') !== undefined || !TYPES.has(typeOf(headers)))
    return answer
  const body = gzipSync(bodyBytes(answer.body), { mtime: 0 })
  const changed: readonly HeaderField[] = headers
    .filter(([name]) => !/^content-length$/i.test(name))
    .map(([name, value]) => (/^etag$/i.test(name) ? [name, weak(value)] : [name, value]))
  const varies = findHeader(headers, 'vary') ?? ''
  const added: HeaderField[] = [
    ['Content-Encoding', 'gzip'],
    ['Content-Length', String(bodyLength(body))],
  ]
  if (!/accept-encoding/i.test(varies)) added.push(['Vary', 'Accept-Encoding'])
  return { ...answer, headers: [...changed, ...added], body }
}
