import { createRandom, drawText, type Random } from '#kernel/random.ts'

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The API's id: ten lower-case letters and digits, the same for a node in every run. */
export const apiIdOf = (nodeId: string): string =>
  drawText(createRandom(0, `apigateway ${nodeId}`), LETTERS_AND_DIGITS, 10)

/** The default endpoint's host. https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html */
export const domainNameOf = (apiId: string, region: string): string =>
  `${apiId}.execute-api.${region}.amazonaws.com`

/** `JKJaXmPLvHcESHA=`: eleven bytes as base64url, so the last digit holds four bits only. */
export const drawRequestId = (random: Random): string =>
  `${drawText(random, BASE64URL, 14)}${BASE64URL.charAt(4 * random.integer(0, 15))}=`

/** `X-Amzn-Trace-Id` as the front end makes it: `Root=1-<seconds since the epoch>-<96 bits>`. */
export const traceHeaderOf = (trace: number, epochMs: number): string =>
  `Root=1-${Math.floor(epochMs / 1_000)
    .toString(16)
    .padStart(8, '0')}-${trace.toString(16).padStart(24, '0')}`

/** A resource's id: six lower-case letters and digits, the same for a path of an API in every run. */
export const resourceIdOf = (nodeId: string, path: string): string =>
  drawText(createRandom(0, `apigateway ${nodeId} ${path}`), LETTERS_AND_DIGITS, 6)

const HEX = '0123456789abcdef'

/** A request's id as REST APIs draw it: a random UUID. */
export const drawUuid = (random: Random): string =>
  [8, 4, 4, 4, 12]
    .map((length, index) => {
      const text = drawText(random, HEX, length)
      if (index === 2) return `4${text.slice(1)}`
      return index === 3 ? `${'89ab'.charAt(random.integer(0, 3))}${text.slice(1)}` : text
    })
    .join('-')
