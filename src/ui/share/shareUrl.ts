import { encodeShareLink } from '#scenario/shareLink.ts'
import type { Scenario } from '#scenario/schema.ts'

/** Characters of a link that browsers, chats and mails carry without cutting it. */
export const LINK_LENGTH_SAFE = 32_000

export interface ShareOptions {
  /** The run begins as soon as the link is open. */
  readonly autoplay: boolean
  /** A clean view for an iframe. */
  readonly embed: boolean
}

/** The link that opens `scenario` on the page at `place`. */
export function linkOf(
  scenario: Scenario,
  { autoplay, embed }: ShareOptions,
  place: { readonly origin: string; readonly pathname: string },
): string {
  const query = embed ? '?embed=1' : ''
  return `${place.origin}${place.pathname}${query}#${encodeShareLink(scenario, { autoplay })}`
}

/** Whether a link of this many characters can be shared as one. */
export const checkLength = (length: number): 'short' | 'too-long' =>
  length > LINK_LENGTH_SAFE ? 'too-long' : 'short'
