import type { ApiReply } from '#contracts/api.ts'
import { type Body, findHeader, type HeaderField } from '#contracts/body.ts'
import { bodyBytes, utf8Decode } from '#contracts/bytes.ts'
import type { Process } from '#kernel/process.ts'
import { ms } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { TransferHost } from './host.ts'

/** Why a transfer ends before its time; DescribeExport and DescribeImport tell it. */
export class TransferFailure extends Error {
  override readonly name = 'TransferFailure'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** A bucket, as a transfer reaches it: by S3's own API, over the wires of the node that lends them. */
export interface BucketClient {
  /** Puts an object; answers its ETag without quotes. */
  put(key: string, body: Uint8Array, headers?: readonly HeaderField[]): Process<string>
  get(key: string): Process<Uint8Array>
  /** The keys that begin with `prefix`, in order. */
  list(prefix: string): Process<readonly string[]>
}

/** Tries at a request that S3 answers with an error of its own. */
const ATTEMPTS_MAX = 5
const RETRY_MS = 200
/** Objects that one import reads at most. "…up to 50,000 S3 objects". */
const OBJECTS_MAX = 50_000

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}
const unescapeXml = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return ENTITIES[name] ?? whole
    return String.fromCodePoint(Number.parseInt(String(decimal ?? hex), decimal ? 10 : 16))
  })

const tagOf = (xml: string, name: string): string | null => {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
  return found === undefined ? null : unescapeXml(found)
}

const textOf = (body: Body): string => (typeof body === 'string' ? body : (utf8Decode(body) ?? ''))

/** S3's refusal as a transfer's: `NoSuchBucket` is told as `S3NoSuchBucket`. */
function toFailure(reply: ApiReply): TransferFailure {
  if (reply.type === 'unreachable') {
    // Nobody serves S3: there is no bucket of that name, nor of any.
    return new TransferFailure('S3NoSuchBucket', 'The specified bucket does not exist')
  }
  const xml = textOf(reply.body)
  const code = tagOf(xml, 'Code') ?? 'InternalError'
  const message = tagOf(xml, 'Message') ?? `S3 answered ${reply.status}`
  const id = findHeader(reply.headers, 'x-amz-request-id') ?? ''
  const where = `(Service: Amazon S3; Status Code: ${reply.status}; Error Code: ${code}; Request ID: ${id})`
  return new TransferFailure(`S3${code}`, `${message} ${where}`)
}

const encodeKey = (key: string): string => key.split('/').map(encodeURIComponent).join('/')

type Response = Extract<ApiReply, { type: 'response' }>

/** Creates the client of `bucket`; what it asks belongs to the trace of `context`. */
export function createBucketClient(
  { ctx, principalArn }: TransferHost,
  bucket: string,
  context: TraceContext,
): BucketClient {
  function* ask(request: {
    readonly method: string
    readonly key: string
    readonly query?: string
    readonly headers?: readonly HeaderField[]
    readonly body?: Uint8Array
  }): Process<Response> {
    for (let attempt = 1; ; attempt++) {
      const reply = yield* ctx.callApi(
        {
          context,
          service: 's3',
          method: request.method,
          path: `/${bucket}${request.key === '' ? '' : `/${encodeKey(request.key)}`}`,
          query: request.query ?? '',
          headers: [
            ['host', `s3.${ctx.account.region}.amazonaws.com`],
            // DynamoDB signs for whoever asked; inside the simulation nobody verifies it.
            ['authorization', 'AWS4-HMAC-SHA256'],
            ['content-length', String(request.body?.length ?? 0)],
            ...(request.headers ?? []),
          ],
          body: request.body ?? '',
          attempt,
        },
        principalArn,
      )
      if (reply.type === 'response' && reply.status < 300) return reply
      const isTheirs = reply.type === 'response' && reply.status >= 500
      if (!isTheirs || attempt === ATTEMPTS_MAX) throw toFailure(reply)
      yield ctx.sleep(ms(RETRY_MS * attempt))
    }
  }

  return {
    *put(key, body, headers = []) {
      const reply = yield* ask({ method: 'PUT', key, body, headers })
      return (findHeader(reply.headers, 'etag') ?? '').replaceAll('"', '')
    },
    *get(key) {
      return bodyBytes((yield* ask({ method: 'GET', key })).body)
    },
    *list(prefix) {
      const keys: string[] = []
      let token: string | null = null
      do {
        const next: string =
          token === null ? '' : `&continuation-token=${encodeURIComponent(token)}`
        const query = `list-type=2&prefix=${encodeURIComponent(prefix)}${next}`
        const xml = textOf((yield* ask({ method: 'GET', key: '', query })).body)
        for (const [, key = ''] of xml.matchAll(/<Key>([^<]*)<\/Key>/g)) keys.push(unescapeXml(key))
        token = tagOf(xml, 'NextContinuationToken')
        if (keys.length > OBJECTS_MAX) {
          throw new TransferFailure(
            'LimitExceeded',
            `An import reads ${OBJECTS_MAX} objects at most`,
          )
        }
      } while (token !== null)
      return keys
    },
  }
}
