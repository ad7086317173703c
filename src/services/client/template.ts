import type { Distribution } from '#kernel/distributions.ts'

/** A text whose value is drawn anew for each request. */
export type Placeholder =
  | { readonly type: 'sequence' }
  | { readonly type: 'uuid' }
  | { readonly type: 'randomInt'; readonly min: number; readonly max: number }
  | { readonly type: 'zipf'; readonly ranks: Distribution }

/** A text with its placeholders found. Texts without any cost nothing to render. */
export interface Template {
  readonly parts: readonly (string | Placeholder)[]
}

const INTEGER = /^-?\d{1,15}$/
/** Ranks are drawn without a table, so this bounds nothing but nonsense. */
const ZIPF_RANKS_MAX = 1_000_000_000
const ZIPF_EXPONENT_MAX = 20

/** What a placeholder stands for; a string says what is wrong with it. */
const parsePlaceholder = (text: string): Placeholder | string => {
  const [name = '', ...args] = text.trim().split(/\s+/)
  switch (name) {
    case 'sequence':
      return args.length === 0 ? { type: 'sequence' } : 'sequence takes no arguments: {{sequence}}'
    case 'uuid':
      return args.length === 0 ? { type: 'uuid' } : 'uuid takes no arguments: {{uuid}}'
    case 'randomInt': {
      const [min, max] = args.map((arg) => (INTEGER.test(arg) ? Number(arg) : Number.NaN))
      const isRange = args.length === 2 && min !== undefined && max !== undefined && min <= max
      return isRange
        ? { type: 'randomInt', min, max }
        : 'randomInt takes two whole numbers, the lower first: {{randomInt 1 100}}'
    }
    case 'zipf': {
      const [ranks, exponent] = args.map(Number)
      const isZipf =
        args.length === 2 &&
        ranks !== undefined &&
        exponent !== undefined &&
        Number.isInteger(ranks) &&
        ranks >= 1 &&
        ranks <= ZIPF_RANKS_MAX &&
        exponent > 0 &&
        exponent <= ZIPF_EXPONENT_MAX
      return isZipf
        ? { type: 'zipf', ranks: { type: 'zipf', ranks, exponent } }
        : 'zipf takes a number of ranks and an exponent: {{zipf 1000 1.1}}'
    }
    default:
      return `unknown placeholder {{${text}}}: there are randomInt, sequence, zipf and uuid`
  }
}

/** `\{{` is two braces; `{{…}}` a placeholder. */
const PLACEHOLDER = /\\\{\{|\{\{([^{}]*)\}\}/g

function parse(text: string): { parts: (string | Placeholder)[]; problems: string[] } {
  const parts: (string | Placeholder)[] = []
  const problems: string[] = []
  let end = 0
  for (const match of text.matchAll(PLACEHOLDER)) {
    parts.push(text.slice(end, match.index))
    end = match.index + match[0].length
    const inside = match[1]
    const part = inside === undefined ? '{{' : parsePlaceholder(inside)
    if (inside === undefined) parts.push('{{')
    else if (typeof part === 'string') {
      problems.push(part)
      // What we do not understand is sent as it stands.
      parts.push(match[0])
    } else parts.push(part)
  }
  parts.push(text.slice(end))
  return { parts: parts.filter((part) => part !== ''), problems }
}

/** Finds the placeholders of `text`, once. */
export const compileTemplate = (text: string): Template => ({ parts: parse(text).parts })

/** A request as the scenario has it. */
export interface RequestTemplate {
  readonly Method: string
  /** Absent: https. */
  readonly Scheme?: 'https' | 'http'
  readonly Path: string
  readonly Headers: Readonly<Record<string, string>>
  readonly Body: string
}

/** What is wrong with the templates of a client: one entry a problem. */
export function checkTemplates(
  requests: readonly RequestTemplate[],
): readonly { readonly path: string; readonly message: string }[] {
  return requests.flatMap((request, index) => {
    const at = `Requests[${index}]`
    const texts: (readonly [string, string])[] = [
      ['Path', request.Path],
      ...Object.entries(request.Headers).map(
        ([name, value]) => [`Headers.${name}`, value] as const,
      ),
      ['Body', request.Body],
    ]
    const problems = texts.flatMap(([name, text]) =>
      parse(text).problems.map((message) => ({ path: `${at}.${name}`, message })),
    )
    if (!request.Path.startsWith('/')) {
      problems.push({ path: `${at}.Path`, message: 'a path begins with /' })
    }
    if (!/^[A-Za-z]+$/.test(request.Method)) {
      problems.push({ path: `${at}.Method`, message: `'${request.Method}' is no HTTP method` })
    }
    return problems
  })
}
