import { utf8Decode, utf8Encode } from '#contracts/bytes.ts'
import type { InvokeRequest, StreamedChunk, StreamedPayload } from '#contracts/invoke.ts'
import type { Instant } from '#kernel/time.ts'
import type { StreamOutput } from '#sandbox/runtime.ts'
import type { InvocationTap } from './environments/workplace.ts'
import { LOG_TAIL_BYTES_MAX, STREAMED_BYTES_MAX } from './limits.ts'

/** What an invocation sent and logged, gathered for its caller. */
export interface CollectingTap extends InvocationTap {
  /** The last 4 KB of the log. */
  logTail(): string
  /** Null where the handler did not stream. */
  stream(): StreamedPayload | null
  /** How much was streamed; past Lambda's limit the rest is not kept. */
  streamedBytes(): number
}

/** The last bytes of `text`, at most `bytesMax`, from the beginning of a character on. */
function tailOf(text: string, bytesMax: number): string {
  const bytes = utf8Encode(text)
  let from = Math.max(0, bytes.length - bytesMax)
  while (((bytes[from] ?? 0) & 0xc0) === 0x80) from++
  return utf8Decode(bytes.subarray(from)) ?? ''
}

const NOTHING: readonly StreamedChunk[] = []

/** A class: every invocation has one, and most neither stream nor want their log. */
class RequestTap implements CollectingTap {
  private readonly now: () => Instant
  private readonly request: Pick<InvokeRequest, 'wantsLogTail' | 'heard'>
  private chunks: StreamedChunk[] | null = null
  private contentType: string | null = null
  private streamed = 0
  private lines = ''

  constructor(now: () => Instant, request: Pick<InvokeRequest, 'wantsLogTail' | 'heard'>) {
    this.now = now
    this.request = request
  }

  log(line: string): void {
    if (this.request.wantsLogTail !== true) return
    this.lines = `${this.lines}${line}\n`.slice(-LOG_TAIL_BYTES_MAX)
  }

  output(output: StreamOutput): void {
    this.contentType ??= output.contentType
    const chunks = (this.chunks ??= [])
    const before = chunks.length
    for (const bytes of output.chunks) {
      this.streamed += bytes.length
      if (this.streamed <= STREAMED_BYTES_MAX) chunks.push({ at: this.now(), bytes })
    }
    this.request.heard?.({ contentType: this.contentType, chunks: chunks.slice(before) })
  }

  logTail(): string {
    return tailOf(this.lines, LOG_TAIL_BYTES_MAX)
  }

  stream(): StreamedPayload | null {
    const { contentType } = this
    return contentType === null ? null : { contentType, chunks: this.chunks ?? NOTHING }
  }

  streamedBytes(): number {
    return this.streamed
  }
}

/** Gathers what streams and, where it is wanted, what is logged. */
export const createTap = (
  now: () => Instant,
  request: Pick<InvokeRequest, 'wantsLogTail' | 'heard'>,
): CollectingTap => new RequestTap(now, request)
