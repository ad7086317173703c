/**
 * How often a function may be invoked in one chain of requests: "approximately 16 times".
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
const INVOCATIONS_MAX = 16
/** Functions that a lineage tells of at most; the oldest goes first. Ours. */
const FUNCTIONS_MAX = 16

/** 32 bits of `text` as eight hexadecimal digits: FNV-1a. Which hash AWS takes is its own. */
function hash8(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** The last function named: mostly it is the next one too. */
let named = { arn: '', name: '' }

const nameOf = (functionArn: string): string => {
  if (named.arn !== functionArn) named = { arn: functionArn, name: hash8(functionArn) }
  return named.name
}

const LINEAGE = /^\s*Lineage=/

/** `a87bd80c:1|68fd508a:5` → how often each function was invoked in this chain before its last invocation. */
function parseLineage(header: string): Map<string, number> {
  const counts = new Map<string, number>()
  const field = header.split(';').find((part) => LINEAGE.test(part))
  for (const entry of field?.replace(LINEAGE, '').split('|') ?? []) {
    const [, name, count] = /^([0-9a-f]{8}):(\d{1,5})$/.exec(entry.trim()) ?? []
    if (name !== undefined) counts.set(name, Number(count))
  }
  return counts
}

/** A chain of requests after one more invocation. */
export interface Lineage {
  /** The trace header to hand on, the invocation counted; `given` itself begins it. */
  readonly header: string
  /** Whether this invocation is one too many. */
  readonly isLoop: boolean
}

/**
 * Counts an invocation of `functionArn` in the `Lineage` of an X-Ray trace header, as Lambda does to detect recursive loops;
 * the first has 0: public logs show `Lineage=037bed70:0`.
 * Its form is that of X-Ray's page: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function advanceLineage(given: string | undefined, functionArn: string): Lineage {
  const name = nameOf(functionArn)
  if (given === undefined) return { header: `Lineage=${name}:0`, isLoop: false }
  // As an API's front end makes it, which stands at the beginning of nearly every chain: one field, no lineage.
  if (given.startsWith('Root=') && !given.includes(';')) {
    return { header: `${given};Lineage=${name}:0`, isLoop: false }
  }
  const counts = parseLineage(given)
  const known = counts.get(name)
  const count = known === undefined ? 0 : known + 1
  counts.delete(name)
  const entries = [...counts, [name, count] as const].slice(-FUNCTIONS_MAX)
  const rest = given.split(';').filter((part) => part !== '' && !LINEAGE.test(part))
  const lineage = `Lineage=${entries.map(([key, times]) => `${key}:${times}`).join('|')}`
  return { header: [...rest, lineage].join(';'), isLoop: count >= INVOCATIONS_MAX }
}
