import { bodyLength, findHeader, type HeaderField, type Headers } from '#contracts/body.ts'
import { bodyBytes } from '#contracts/bytes.ts'
import { gzipSync } from 'fflate'
import type { Process } from '#kernel/process.ts'
import type { ServiceContext } from '../service.ts'
import type { Answer } from './caching/answer.ts'
import type { cloudfrontDefinition } from './definition.ts'
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

/** What CloudFront packs with. assumption: it does not tell; 5 is what servers that pack on the way take */
const BROTLI_QUALITY = 5

/** "If the viewer supports both formats, CloudFront caches the Brotli version": Gzip only for who does not take it. */
function* pack(
  ctx: Pick<ServiceContext<typeof cloudfrontDefinition>, 'brotli' | 'settle'>,
  bytes: Uint8Array,
  encoding: NormalEncoding,
): Process<readonly [name: 'br' | 'gzip', packed: Uint8Array] | null> {
  if (encoding.startsWith('br') && ctx.brotli !== undefined) {
    const encode = yield* ctx.settle(ctx.brotli())
    return ['br', encode(bytes, BROTLI_QUALITY)]
  }
  return encoding.includes('gzip') ? ['gzip', gzipSync(bytes, { mtime: 0 })] : null
}

/** Whether CloudFront packs such an answer. */
function isWorthPacking({ status, headers }: Answer): boolean {
  const length = Number(findHeader(headers, 'content-length'))
  return (
    STATUSES.has(status) &&
    length >= BYTES_MIN &&
    length <= BYTES_MAX &&
    findHeader(headers, 'content-encoding') === undefined &&
    TYPES.has(typeOf(headers))
  )
}

/** Packs what an origin sent unpacked, where the viewer takes it so and it is worth it. */
export function* compress(
  ctx: Pick<ServiceContext<typeof cloudfrontDefinition>, 'brotli' | 'settle'>,
  answer: Answer,
  encoding: NormalEncoding,
): Process<Answer> {
  if (!isWorthPacking(answer)) return answer
  const packed = yield* pack(ctx, bodyBytes(answer.body), encoding)
  if (packed === null) return answer
  const [name, body] = packed
  const { headers } = answer
  const changed: readonly HeaderField[] = headers
    .filter(([key]) => !/^content-length$/i.test(key))
    .map(([key, value]) => (/^etag$/i.test(key) ? [key, weak(value)] : [key, value]))
  const varies = findHeader(headers, 'vary') ?? ''
  const added: HeaderField[] = [
    ['Content-Encoding', name],
    ['Content-Length', String(bodyLength(body))],
  ]
  if (!/accept-encoding/i.test(varies)) added.push(['Vary', 'Accept-Encoding'])
  return { ...answer, headers: [...changed, ...added], body }
}
