import type { InvokeRequest, StreamedChunk, StreamedPayload } from '#contracts/invoke.ts'
import type { LiveReader } from '#contracts/http.ts'
import { findBody, findInstant, joinChunks } from '#contracts/streamedResult.ts'
import type { Process } from '#kernel/process.ts'
import { after, between, type Duration, type Instant, minutes, seconds } from '#kernel/time.ts'
import type { ServiceContext } from '#services/service.ts'
import type { Arrived, Call } from './call.ts'
import type { restApiDefinition } from './definition.ts'
import { readStreamedHead } from './proxyResult.ts'
import type { RestResponse } from './restResponse.ts'

// `ResponseTransferMode: STREAM`.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html

/** "HTTP_PROXY or AWS_PROXY integration types." */
export const isStreaming = ({ match }: Call): boolean => {
  const { type, properties } = match.method
  const isProxy = type === 'AWS_PROXY' || type === 'HTTP_PROXY'
  return isProxy && properties.Integration.ResponseTransferMode === 'STREAM'
}

const MIB = 1_024 * 1_024
/** What of a streamed answer passes without a limit of bandwidth. */
const UNLIMITED_BYTES = 10 * MIB
const BYTES_PER_SECOND = 2 * MIB

/** The least time that a body takes: "exceeding 10 MB is restricted to 2 MB/s". */
export const leastTime = (bytes: number): Duration =>
  seconds(Math.max(0, bytes - UNLIMITED_BYTES) / BYTES_PER_SECOND)

/** Each 10 MB of a streamed answer, rounded up, are charged as one request. */
export const requestsOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / UNLIMITED_BYTES))

/** How long a stream may say nothing. */
const idleOf = ({ api }: Arrived): Duration =>
  api.endpointType === 'EDGE' ? seconds(30) : minutes(5)

/** Where the metadata must end. */
const PRELUDE_BYTES_MAX = 16 * 1_024

/** The head of a streamed answer, and where its body begins in what was streamed. */
interface Head {
  readonly response: Pick<RestResponse, 'status' | 'headers'>
  readonly from: number
}

type FoundHead = Head | 'malformed' | 'unfinished'

function findHead(bytes: Uint8Array): FoundHead {
  const found = findBody(bytes.subarray(0, PRELUDE_BYTES_MAX))
  if (found === null) return bytes.length >= PRELUDE_BYTES_MAX ? 'malformed' : 'unfinished'
  const response = readStreamedHead(found.prelude)
  return response === null ? 'malformed' : { response, from: found.from }
}

/** What a function's stream came to: an answer, as far as it came, or nothing that is one. */
export function readStream(
  stream: StreamedPayload,
  until: { readonly now: Instant; readonly broken: string | null },
): RestResponse | null {
  const bytes = joinChunks(stream.chunks)
  const head = findHead(bytes)
  if (typeof head === 'string') return null
  const ago = (byte: number): Duration => between(findInstant(stream, byte) ?? until.now, until.now)
  const { broken } = until
  return {
    ...head.response,
    body: bytes.subarray(head.from),
    streamed: { bodyTook: ago(head.from), headAgo: ago(head.from - 1), broken },
  }
}

/** What was heard of a stream while it came. */
export interface Hearing {
  readonly heard: NonNullable<InvokeRequest['heard']>
  /** All that came so far. */
  stream(): StreamedPayload
  /** Whoever reads along hears no more: the answer is over. */
  stop(): void
}

/** Listens to a function: its head goes to whoever reads along as soon as it is whole, then each piece of the body. */
export function listen({ request: { live, method } }: Call): Hearing {
  const chunks: StreamedChunk[] = []
  let contentType = ''
  let isOver = false
  let passed: LiveReader | null = null
  const begin = (reader: LiveReader): void => {
    const bytes = joinChunks(chunks)
    const head = findHead(bytes)
    if (typeof head === 'string') return
    passed = reader
    reader.begin(head.response)
    if (bytes.length > head.from && method !== 'HEAD') reader.piece(bytes.subarray(head.from))
  }
  return {
    heard(stream) {
      if (isOver) return
      contentType = stream.contentType
      chunks.push(...stream.chunks)
      if (live === undefined) return
      if (passed === null) begin(live)
      else if (method !== 'HEAD') for (const { bytes } of stream.chunks) passed.piece(bytes)
    },
    stream: () => ({ contentType, chunks }),
    stop() {
      isOver = true
    },
  }
}

/** Waits for `work` as long as it may take, and as long as it is not silent for too long. */
export function* whileHeard<T>(
  ctx: ServiceContext<typeof restApiDefinition>,
  work: Process<T>,
  by: { readonly call: Call; readonly limit: Duration; readonly hearing: Hearing },
): Process<T | 'timed-out'> {
  const begun = ctx.now
  const box: { done: { readonly reply: T } | null; wake: (() => void) | null } = {
    done: null,
    wake: null,
  }
  ctx.start(
    (function* () {
      box.done = { reply: yield* work }
      box.wake?.()
    })(),
  )
  function* ended(): Process<null> {
    yield (resume) => {
      box.wake = () => resume(null)
    }
    return null
  }
  for (;;) {
    if (box.done !== null) return box.done.reply
    const last = by.hearing.stream().chunks.at(-1)?.at ?? begun
    const end = Math.min(after(begun, by.limit), after(last, idleOf(by.call))) as Instant
    if (ctx.now >= end) return 'timed-out'
    yield* ctx.timeout(ended(), between(ctx.now, end))
  }
}
