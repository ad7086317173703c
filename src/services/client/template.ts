import { type Distribution, sample } from '#kernel/distributions.ts'
import type { Random } from '#kernel/random.ts'

/** What placeholders draw from. */
export interface TemplateSources {
  readonly random: Random
  /** 0 for the client's first request, then counting up. */
  readonly sequence: number
}

type Part = string | ((sources: TemplateSources) => string)

/** A text with its placeholders found. Texts without any cost nothing to render. */
export interface Template {
  readonly parts: readonly Part[]
}

const hex = (random: Random, digits: number): string =>
  random.word().toString(16).padStart(8, '0').slice(0, digits)

/** A random UUID, version 4 (RFC 9562). */
const uuid = (random: Random): string => {
  const variant = '89ab'.charAt(random.integer(0, 3))
  const parts = [hex(random, 8), hex(random, 4), `4${hex(random, 3)}`, variant + hex(random, 3)]
  return `${parts.join('-')}-${hex(random, 8)}${hex(random, 4)}`
}

const INTEGER = /^-?\d{1,15}$/
/** Ranks are drawn without a table, so this bounds nothing but nonsense. */
const ZIPF_RANKS_MAX = 1_000_000_000
const ZIPF_EXPONENT_MAX = 20

/** What a placeholder stands for; a string says what is wrong with it. */
const parsePlaceholder = (text: string): Exclude<Part, string> | string => {
  const [name = '', ...args] = text.trim().split(/\s+/)
  switch (name) {
    case 'sequence':
      return args.length === 0
        ? ({ sequence }) => String(sequence)
        : 'sequence takes no arguments: {{sequence}}'
    case 'uuid':
      return args.length === 0 ? ({ random }) => uuid(random) : 'uuid takes no arguments: {{uuid}}'
    case 'randomInt': {
      const [min, max] = args.map((arg) => (INTEGER.test(arg) ? Number(arg) : Number.NaN))
      const isRange = args.length === 2 && min !== undefined && max !== undefined && min <= max
      return isRange
        ? ({ random }) => String(random.integer(min, max))
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
      if (!isZipf) return 'zipf takes a number of ranks and an exponent: {{zipf 1000 1.1}}'
      const distribution: Distribution = { type: 'zipf', ranks, exponent }
      return ({ random }) => String(sample(distribution, random))
    }
    default:
      return `unknown placeholder {{${text}}}: there are randomInt, sequence, zipf and uuid`
  }
}

/** `\{{` is two braces; `{{…}}` a placeholder. */
const PLACEHOLDER = /\\\{\{|\{\{([^{}]*)\}\}/g

function parse(text: string): { parts: Part[]; problems: string[] } {
  const parts: Part[] = []
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

/** Fills the placeholders in, from left to right. */
export const renderTemplate = ({ parts }: Template, sources: TemplateSources): string =>
  parts.map((part) => (typeof part === 'string' ? part : part(sources))).join('')

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
