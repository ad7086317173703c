import { createRandom } from '#kernel/random.ts'

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** The URL's id: 32 lower-case letters and digits, the same for a node in every run. */
export function urlIdOf(nodeId: string): string {
  const random = createRandom(0, `function url ${nodeId}`)
  let id = ''
  while (id.length < 32) id += LETTERS_AND_DIGITS.charAt(random.integer(0, 35))
  return id
}

/** `https://<url-id>.lambda-url.<region>.on.aws/`. https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html */
export const urlHostOf = (urlId: string, region: string): string =>
  `${urlId}.lambda-url.${region}.on.aws`
