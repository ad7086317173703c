import { createRandom, drawText, type Random } from '#kernel/random.ts'

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789'
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const HEX = '0123456789abcdef'

/** `E1A2B3C4D5E6F7`, the same for a node in every run. */
export const distributionIdOf = (nodeId: string): string =>
  `E${drawText(createRandom(0, `cloudfront id ${nodeId}`), UPPER, 13)}`

/** `d111111abcdef8.cloudfront.net` */
export const domainNameOf = (nodeId: string): string =>
  `d${drawText(createRandom(0, `cloudfront domain ${nodeId}`), LOWER, 13)}.cloudfront.net`

/** What a layer calls itself in `Via`. */
export const viaOf = (nodeId: string, tier: string): string =>
  `1.1 ${drawText(createRandom(0, `cloudfront via ${nodeId} ${tier}`), HEX, 32)}.cloudfront.net (CloudFront)`

/** All pairs of letters: an id of 56 is drawn with each request. */
const PAIRS: readonly string[] = Array.from(
  { length: 4_096 },
  (_, index) => BASE64URL.charAt(index & 63) + BASE64URL.charAt(index >> 6),
)
const pairAt = (index: number): string => PAIRS[index] ?? ''

/** `X-Amz-Cf-Id`: 56 letters, the last two `==` as of base64. */
export function drawRequestId(random: Random): string {
  let id = ''
  for (let word = 0; word < 13; word++) {
    const bits = random.word()
    id += pairAt(bits & 4_095) + pairAt((bits >>> 12) & 4_095)
  }
  return `${id}${pairAt(random.word() & 4_095)}==`
}

/** An invalidation’s id: an I and 25 capitals and digits. */
export const drawInvalidationId = (random: Random): string => `I${drawText(random, UPPER, 25)}`
