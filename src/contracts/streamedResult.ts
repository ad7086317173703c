import { utf8Decode } from './bytes.ts'
import type { StreamedChunk, StreamedPayload } from './invoke.ts'
import type { Instant } from '#kernel/time.ts'

/** NULs between the prelude and the body. */
const DELIMITER_LENGTH = 8

/** The prelude of a streamed response, and where its body begins; null where there is no end to it. */
export function findBody(
  bytes: Uint8Array,
): { readonly prelude: string; readonly from: number } | null {
  let zeros = 0
  for (let at = 0; at < bytes.length; at++) {
    zeros = bytes[at] === 0 ? zeros + 1 : 0
    if (zeros < DELIMITER_LENGTH) continue
    const prelude = utf8Decode(bytes.subarray(0, at + 1 - DELIMITER_LENGTH))
    return prelude === null ? null : { prelude, from: at + 1 }
  }
  return null
}

/** When byte `from` of a stream left the environment; undefined where there is none. */
export function findInstant({ chunks }: StreamedPayload, from: number): Instant | undefined {
  let seen = 0
  for (const { at, bytes } of chunks) {
    seen += bytes.length
    if (seen > from) return at
  }
  return chunks.at(-1)?.at
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
