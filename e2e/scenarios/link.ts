import { parseScenario } from '../../src/scenario/parse.ts'
import { encodeShareLink } from '../../src/scenario/shareLink.ts'

/** The fragment of a link that opens `document`. */
export function linkTo(document: unknown): string {
  const parsed = parseScenario(document)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const fragment = encodeShareLink(parsed.scenario)
  return fragment.startsWith('#') ? fragment : `#${fragment}`
}
