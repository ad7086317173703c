import type { Random } from '#kernel/random.ts'
import { type Instant, toEpochMs } from '#kernel/time.ts'

const hex = (word: number, digits: number): string =>
  word.toString(16).padStart(8, '0').slice(-digits)

/** 32 random hexadecimal digits. */
export const createHex32 = (random: Random): string =>
  hex(random.word(), 8) + hex(random.word(), 8) + hex(random.word(), 8) + hex(random.word(), 8)

/** A random UUID, version 4 (RFC 9562): what Lambda uses as request id. */
export function createUuid(random: Random): string {
  const digits = createHex32(random)
  const variant = '89ab'.charAt(random.integer(0, 3))
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-')
}

/** X-Ray's header for work under `trace`: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
export function traceHeader(at: Instant, trace: number, span: number): string {
  const epochSeconds = Math.floor(toEpochMs(at) / 1_000)
  const root = trace.toString(16).padStart(24, '0')
  return `Root=1-${hex(epochSeconds, 8)}-${root};Parent=${span.toString(16).padStart(16, '0')};Sampled=1`
}
