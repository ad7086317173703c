import type { Problem } from '#scenario/problems.ts'
import { parseScenarioText, TEXT_LENGTH_MAX } from '#scenario/parse.ts'
import { decodeShareLink, isShareLink } from '#scenario/shareLink.ts'
import { create } from 'zustand'
import { getDocument } from '../stores/document.ts'
import { run } from '../stores/run.ts'

/** What could not be opened, and why: shown until it is closed. */
export interface OpenFailure {
  /** `This link`, `items.json` */
  readonly what: string
  readonly problems: readonly Problem[]
}

/** The last thing that could not be opened. */
export const useOpenFailure = create<{ readonly failure: OpenFailure | null }>(() => ({
  failure: null,
}))

const fail = (what: string, problems: readonly Problem[]): false => {
  useOpenFailure.setState({ failure: { what, problems } })
  return false
}

/** Opens the document in a URL's fragment beside the visitor's own. Answers whether there was one and it opened. */
export function openLink(fragment: string): boolean {
  if (!isShareLink(fragment)) return false
  const decoded = decodeShareLink(fragment)
  if (!decoded.ok) return fail('This link', decoded.problems)
  getDocument().open(decoded.scenario)
  if (decoded.autoplay) void run.play()
  return true
}

const NO_SCENARIO: Problem = { kind: 'error', path: 'link', message: 'holds no scenario' }

/** Opens a document's text beside the visitor's own; a share link does as well. */
export function openText(text: string, what: string): boolean {
  const trimmed = text.trim()
  const link = /^https?:\/\//.test(trimmed) ? (/#[^]*$/.exec(trimmed)?.[0] ?? '#') : trimmed
  if (isShareLink(link)) return openLink(link)
  if (link !== trimmed) return fail(what, [NO_SCENARIO])
  const parsed = parseScenarioText(text)
  if (!parsed.ok) return fail(what, parsed.problems)
  getDocument().open(parsed.scenario, { own: true })
  return true
}

/** Opens a file; one that is far too large is refused unread. */
export async function openFile(file: File): Promise<boolean> {
  if (file.size > TEXT_LENGTH_MAX) {
    const message = `holds ${file.size} bytes; a scenario may hold ${TEXT_LENGTH_MAX}`
    return fail(file.name, [{ kind: 'error', path: '', message }])
  }
  try {
    return openText(await file.text(), file.name)
  } catch {
    return fail(file.name, [{ kind: 'error', path: '', message: 'cannot be read' }])
  }
}

/** Shows the canvas and the timeline alone, for a page that embeds this one (`?embed=1`). */
function applyEmbedding(): void {
  if (new URLSearchParams(location.search).get('embed') === '1') {
    document.documentElement.dataset['embed'] = ''
  }
}

/** Follows the address bar: a link pasted into an open page opens, too. Call it once, after the documents started. */
export function connectLinks(): void {
  const open = (): void => {
    const { hash } = location
    if (!isShareLink(hash)) return
    openLink(hash)
    // What opened is kept in this browser now, and a reload must not open another copy; what is damaged was told of,
    // and a reload must not tell it again.
    history.replaceState(null, '', location.pathname + location.search)
  }
  applyEmbedding()
  open()
  addEventListener('hashchange', open)
}
