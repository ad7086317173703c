import { createRandom, drawText } from '#kernel/random.ts'

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** The URL's id: 32 lower-case letters and digits, the same for a node in every run. */
export const urlIdOf = (nodeId: string): string =>
  drawText(createRandom(0, `function url ${nodeId}`), LETTERS_AND_DIGITS, 32)

/** `https://<url-id>.lambda-url.<region>.on.aws/`. https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html */
export const urlHostOf = (urlId: string, region: string): string =>
  `${urlId}.lambda-url.${region}.on.aws`
