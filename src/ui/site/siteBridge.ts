import * as z from 'zod/mini'
import type { CookieJar } from './cookieJar.ts'

/** What the site in the frame asks for: a path of its own, never another host. */
export interface SiteRequest {
  readonly method: string
  readonly path: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** What came of it. */
export type SiteAnswer =
  | {
      readonly type: 'answered'
      readonly trace: number
      readonly latencyMs: number
      readonly status: number
      readonly headers: readonly (readonly [string, string])[]
      readonly body: string
      readonly isBase64Encoded: boolean
    }
  | { readonly type: 'failed'; readonly trace: number | null; readonly message: string }

/** The node that the site's requests leave from, in the run. */
export interface SiteClient {
  command(command: unknown): Promise<void>
  read(query: unknown): Promise<unknown>
}

/** Texts that a site may send at once: beyond it is somebody who floods. */
const TEXT_MAX = 6 * 1_024 * 1_024
const PATH_MAX = 16_384
const HEADERS_MAX = 100

const METHOD = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/
const path = z.string().check(z.maxLength(PATH_MAX), z.regex(/^\/[\x21-\x7e]*$/))
const body = z.string().check(z.maxLength(TEXT_MAX))
const method = z.string().check(z.regex(METHOD))
const header = z.tuple([
  z.string().check(z.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/)),
  z.string().check(z.regex(/^[\t\x20-\x7e\x80-\xff]{0,16384}$/)),
])

/** Everything that may come out of the frame. Whatever else does is not heard. */
const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('request'),
    id: z.int(),
    method,
    path,
    headers: z.array(header).check(z.maxLength(HEADERS_MAX)),
    body,
  }),
  z.object({ type: z.literal('navigate'), method, path, body }),
  z.object({ type: z.literal('title'), title: z.string() }),
  z.object({ type: z.literal('cookie'), text: z.string().check(z.maxLength(4_096)) }),
  z.object({ type: z.literal('path'), path }),
  z.object({ type: z.literal('blocked'), url: z.string() }),
])

export type GuestMessage = z.output<typeof message>

/** Reads what the frame says: it is the site's to say anything. Null where it makes no sense. */
export const readGuestMessage = (data: unknown): GuestMessage | null =>
  z.safeParse(message, data).data ?? null

const answered = z.object({
  type: z.literal('answered'),
  trace: z.number(),
  latencyMs: z.number(),
  status: z.number(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.string(),
  isBase64Encoded: z.boolean(),
})
const failed = z.object({ type: z.literal('failed'), trace: z.number(), message: z.string() })

/** How often the run is asked whether an answer is there; real ms. */
const ASK_EVERY_MS = 40
/** As browsers do: https://fetch.spec.whatwg.org/#http-redirect-fetch */
const REDIRECTS_MAX = 20
/** A site that asks for more without being left floods. */
const REQUESTS_MAX = 5_000
/** At once; the others wait. Browsers have six connections to a host by HTTP/1.1, a hundred streams by HTTP/2. */
const AT_ONCE_MAX = 32

const headerOf = (answer: SiteAnswer & { type: 'answered' }, name: string): string | undefined =>
  answer.headers.find(([each]) => each.toLowerCase() === name)?.[1]

/** Where a redirect leads, on the same site; null where it is none, or leads away. */
export function redirectOf(
  answer: SiteAnswer,
  request: SiteRequest,
): SiteRequest | 'elsewhere' | null {
  if (answer.type !== 'answered' || ![301, 302, 303, 307, 308].includes(answer.status)) return null
  const location = headerOf(answer, 'location')
  if (location === undefined) return null
  const from = new URL(request.path, 'http://site')
  let to: URL
  try {
    to = new URL(location, from)
  } catch {
    return 'elsewhere'
  }
  if (to.origin !== from.origin) return 'elsewhere'
  const becomesGet = answer.status === 303 || (answer.status < 303 && request.method === 'POST')
  return {
    ...request,
    path: to.pathname + to.search,
    ...(becomesGet && { method: 'GET', body: '' }),
  }
}

/** Unpacks a body as a browser does before the page sees it. */
async function decode(answer: SiteAnswer): Promise<SiteAnswer> {
  if (answer.type !== 'answered' || !answer.isBase64Encoded) return answer
  if (headerOf(answer, 'content-encoding') !== 'gzip') return answer
  const packed = Uint8Array.from(atob(answer.body), (letter) => letter.charCodeAt(0))
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  const headers = answer.headers.filter(([name]) => name.toLowerCase() !== 'content-encoding')
  return { ...answer, headers, body: btoa(letters) }
}

/** Carries a site's requests through the simulation. */
export interface SiteBridge {
  /** Sends, follows redirects on the same site, and answers what came in the end, with the path that it came from. */
  exchange(request: SiteRequest): Promise<{ readonly answer: SiteAnswer; readonly path: string }>
  /** The site was left: whoever still waits hears no more. */
  dispose(): void
}

interface BridgeOptions {
  readonly client: SiteClient
  readonly cookies: CookieJar
  readonly createId: () => string
  readonly later: (ms: number) => Promise<void>
  /** Told of every answer, in the order in which they come. */
  readonly onAnswer: (request: SiteRequest, answer: SiteAnswer) => void
}

/** Creates a bridge for one visit of a site. */
export function createSiteBridge(options: BridgeOptions): SiteBridge {
  const { client, cookies, createId, later, onAnswer } = options
  const visit = { sent: 0, underWay: 0, isOver: false }

  const awaitAnswer = async (id: string): Promise<SiteAnswer> => {
    while (!visit.isOver) {
      const value = await client.read({ type: 'sent', id })
      const done = z.safeParse(answered, value)
      if (done.success) return decode(done.data)
      const broken = z.safeParse(failed, value)
      if (broken.success) return broken.data
      const isGone = z.safeParse(z.object({ type: z.literal('unknown') }), value).success
      if (isGone) return { type: 'failed', trace: null, message: 'the run was reset' }
      await later(ASK_EVERY_MS)
    }
    return { type: 'failed', trace: null, message: 'the site was left' }
  }

  const sendOnce = async (request: SiteRequest): Promise<SiteAnswer> => {
    while (visit.underWay >= AT_ONCE_MAX && !visit.isOver) await later(ASK_EVERY_MS)
    if (visit.isOver || ++visit.sent > REQUESTS_MAX) {
      return { type: 'failed', trace: null, message: `more than ${REQUESTS_MAX} requests` }
    }
    visit.underWay++
    const id = createId()
    const { method, path, body } = request
    // What a person can unpack: the page has gzip, and no Brotli.
    const cookie = cookies.header(path)
    const headers = [
      ...request.headers.filter(([name]) => !/^(?:accept-encoding|cookie)$/i.test(name)),
      ['accept-encoding', 'gzip'] as const,
      ...(cookie === '' ? [] : [['cookie', cookie] as const]),
    ]
    try {
      await client.command({ type: 'send', id, method, path, headers, body })
      const answer = await awaitAnswer(id)
      if (answer.type === 'answered') cookies.take(answer.headers, path)
      if (!visit.isOver) onAnswer(request, answer)
      return answer
    } finally {
      visit.underWay--
    }
  }

  return {
    async exchange(request) {
      let current = request
      for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
        const answer = await sendOnce(current)
        const next = redirectOf(answer, current)
        if (next === null) return { answer, path: current.path }
        if (next === 'elsewhere') {
          const message = 'the redirect leads to another host, which is not simulated'
          return { answer: { type: 'failed', trace: null, message }, path: current.path }
        }
        current = next
      }
      const message = `more than ${REDIRECTS_MAX} redirects`
      return { answer: { type: 'failed', trace: null, message }, path: current.path }
    },
    dispose() {
      visit.isOver = true
    },
  }
}
