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

/** The id that is being made: letter upon letter, V8 would make a chain of texts. */
const idUnits = Array.from({ length: 56 }, () => '='.charCodeAt(0))

/** `X-Amz-Cf-Id`: 56 letters, the last two `==` as of base64. */
export function drawRequestId(random: Random): string {
  for (let at = 0; at < 54;) {
    let bits = random.word()
    for (const end = Math.min(54, at + 5); at < end; at++) {
      idUnits[at] = BASE64URL.charCodeAt(bits & 63)
      bits >>>= 6
    }
  }
  return String.fromCharCode(...idUnits)
}

/** An invalidation’s id: an I and 25 capitals and digits. */
export const drawInvalidationId = (random: Random): string => `I${drawText(random, UPPER, 25)}`
