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

const UNITS = Uint8Array.from(BASE64URL, (letter) => letter.charCodeAt(0))
const unitOf = (bits: number): number => UNITS[bits & 63] ?? 0
/** The id that is being made: letter upon letter, V8 would make a chain of texts. */
const idUnits = Array.from({ length: 56 }, () => '='.charCodeAt(0))
/** Letters of a word. */
const STEP = 5

/** `X-Amz-Cf-Id`: 56 letters, the last two `==` as of base64. */
export function drawRequestId(random: Random): string {
  // One by one: every answer has such an id, and the loop over a word took half of its time.
  for (let at = 0; at < 50; at += STEP) {
    const bits = random.word()
    idUnits[at] = unitOf(bits)
    idUnits[at + 1] = unitOf(bits >>> 6)
    idUnits[at + 2] = unitOf(bits >>> 12)
    idUnits[at + 3] = unitOf(bits >>> 18)
    idUnits[at + 4] = unitOf(bits >>> 24)
  }
  const bits = random.word()
  idUnits[50] = unitOf(bits)
  idUnits[51] = unitOf(bits >>> 6)
  idUnits[52] = unitOf(bits >>> 12)
  idUnits[53] = unitOf(bits >>> 18)
  return String.fromCharCode(...idUnits)
}

/** An invalidation’s id: an I and 25 capitals and digits. */
export const drawInvalidationId = (random: Random): string => `I${drawText(random, UPPER, 25)}`
