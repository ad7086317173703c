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

/** Gathers what streams and, where it is wanted, what is logged. */
export function createTap(
  now: () => Instant,
  { wantsLogTail, heard }: Pick<InvokeRequest, 'wantsLogTail' | 'heard'>,
): CollectingTap {
  const chunks: StreamedChunk[] = []
  let contentType: string | null = null
  let streamed = 0
  let log = ''
  return {
    log(line) {
      if (wantsLogTail === true) log = `${log}${line}\n`.slice(-LOG_TAIL_BYTES_MAX)
    },
    output(output: StreamOutput) {
      contentType ??= output.contentType
      const before = chunks.length
      for (const bytes of output.chunks) {
        streamed += bytes.length
        if (streamed <= STREAMED_BYTES_MAX) chunks.push({ at: now(), bytes })
      }
      heard?.({ contentType, chunks: chunks.slice(before) })
    },
    logTail: () => tailOf(log, LOG_TAIL_BYTES_MAX),
    stream: () => (contentType === null ? null : { contentType, chunks }),
    streamedBytes: () => streamed,
  }
}

/** All chunks of a stream in one. */
export function joinChunks(chunks: readonly StreamedChunk[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { bytes }) => sum + bytes.length, 0))
  let at = 0
  for (const { bytes } of chunks) {
    whole.set(bytes, at)
    at += bytes.length
  }
  return whole
}
