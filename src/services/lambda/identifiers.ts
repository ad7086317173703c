import { formatUuid } from '#kernel/hexadecimal.ts'
import type { Random } from '#kernel/random.ts'
import { type Instant, toEpochMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'

/** Two digits for each byte: a number above 2^31 is no small integer in V8, and its `toString(16)` divides doubles. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

const digitsOf = (byte: number): string => HEX[byte & 0xff] ?? ''

/** A word as eight hexadecimal digits. */
const hex8 = (word: number): string =>
  digitsOf(word >>> 24) + digitsOf(word >>> 16) + digitsOf(word >>> 8) + digitsOf(word)

/** 32 random hexadecimal digits. */
export const createHex32 = (random: Random): string =>
  hex8(random.word()) + hex8(random.word()) + hex8(random.word()) + hex8(random.word())

/** A random UUID, version 4 (RFC 9562): what Lambda uses as request id. */
export function createUuid(random: Random): string {
  const one = random.word()
  const two = (random.word() & 0xffff_0fff) | 0x4000
  const three = random.word() & 0x0fff_ffff
  const four = random.word()
  const variant = 8 + random.integer(0, 3)
  return formatUuid(one, two, three | (variant << 28), four)
}

/** A new trace's root: the time, and 96 bits. */
const createRoot = (at: Instant, trace: number): string =>
  `1-${hex8(Math.floor(toEpochMs(at) / 1_000))}-${trace.toString(16).padStart(24, '0')}`

const ROOT = /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/
/** `Lineage=a87bd80c:1`: how often which function was invoked in this chain. */
const LINEAGE = /(?:^|;)(Lineage=[0-9a-f:|]+)/

/** The caller's header with a root, which is made where it brings none. */
export function withRoot(given: string, at: Instant, trace: number): string {
  if (!given.includes('Root=')) {
    return given === '' ? `Root=${createRoot(at, trace)}` : `Root=${createRoot(at, trace)};${given}`
  }
  if (ROOT.test(given)) return given
  const rest = given.split(';').filter((part) => part !== '' && !/^\s*Root=/.test(part))
  return [`Root=${createRoot(at, trace)}`, ...rest].join(';')
}

/** X-Ray's header for work under `trace`, with the root and the lineage that the caller's header `given` has: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
export function traceHeader(
  at: Instant,
  { trace, span }: TraceContext,
  { given, isSampled }: { readonly given: string | undefined; readonly isSampled: boolean },
): string {
  const root = (given === undefined ? undefined : ROOT.exec(given)?.[1]) ?? createRoot(at, trace)
  const lineage = given === undefined ? undefined : LINEAGE.exec(given)?.[1]
  const header = `Root=${root};Parent=${span.toString(16).padStart(16, '0')};Sampled=${isSampled ? 1 : 0}`
  return lineage === undefined ? header : `${header};${lineage}`
}

/** The trace and the segment that X-Ray's header names. */
export const readTrace = (header: string): { traceId: string; segmentId: string } => ({
  traceId: ROOT.exec(header)?.[1] ?? '',
  segmentId: /Parent=([0-9a-f]{16})/.exec(header)?.[1] ?? '',
})
