import { type Refusal, validation } from '../refusal.ts'
import type { Place } from './statement.ts'

/** A part of a statement; `end` closes each. */
export interface Token {
  /** `word`: a name or keyword without quotes; `name`: one in double quotes. */
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'symbol' | 'parameter' | 'literal' | 'end'
  /** Without quotes. */
  readonly text: string
  readonly place: Place
}

/** The words for a statement that cannot be read. */
export const malformed = (detail: string): Refusal =>
  validation(`Statement wasn't well formed, can't be processed: ${detail}`)

const SPACE = /(?:\s+|--[^\n]*|\/\*[^]*?\*\/)+/y
const TOKEN =
  /(?<word>[A-Za-z_$][\w$]*)|"(?<name>(?:[^"]|"")*)"|'(?<string>(?:[^']|'')*)'|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<parameter>\?)|`(?<literal>[^`]*)`|(?<symbol><<|>>|<>|!=|<=|>=|\|\||[()[\]{},.:;=<>+\-*/%])/y

/** SQL's reserved words and PartiQL's own: none of them is a name unless in double quotes. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'absolute action add all allocate alter and any are as asc assertion at authorization avg begin between bit ' +
    'bit_length by cascade cascaded case cast catalog char character character_length char_length check close ' +
    'coalesce collate collation column commit connect connection constraint constraints continue convert ' +
    'corresponding count create cross current current_date current_time current_timestamp current_user cursor date ' +
    'deallocate dec decimal declare default deferrable deferred delete desc describe descriptor diagnostics ' +
    'disconnect distinct domain double drop else end escape except exception exec execute exists external extract ' +
    'false fetch first float for foreign found from full get global go goto grant group having identity immediate ' +
    'in indicator initially inner input insensitive insert int integer intersect interval into is isolation join ' +
    'key language last left level like limit local lower match max min missing module names national natural nchar ' +
    'next no not null nullif numeric octet_length of on only open option or order outer output overlaps pad partial ' +
    'pivot position precision prepare preserve primary prior privileges procedure public read real references ' +
    'relative remove restrict returning revoke right rollback rows schema scroll section select session session_user ' +
    'set size smallint some space sql sqlcode sqlerror sqlstate substring sum system_user table temporary then time ' +
    'timestamp to transaction translate translation trim true tuple union unique unknown unpivot update upper usage ' +
    'user using value values varchar varying view when whenever where with work write zone'
  ).split(' '),
)

/** Whether a word without quotes is a keyword. */
export const isKeyword = (word: string): boolean => KEYWORDS.has(word.toLowerCase())

/** Walks over a statement's lines, so that places can be told. */
function createRuler(text: string): (from: number, to: number) => Place {
  let line = 1
  let lineStart = 0
  let seen = 0
  return (from, to) => {
    for (; seen < from; seen++) {
      if (text.charCodeAt(seen) !== 10) continue
      line++
      lineStart = seen + 1
    }
    return { line, column: from - lineStart + 1, length: to - from }
  }
}

type Groups = { readonly [K in Token['kind']]?: string | undefined }

function toToken(groups: Groups, place: Place): Token {
  const { word, name, string, number, parameter, literal, symbol } = groups
  if (word !== undefined) return { kind: 'word', text: word, place }
  if (name !== undefined) return { kind: 'name', text: name.replaceAll('""', '"'), place }
  if (string !== undefined) return { kind: 'string', text: string.replaceAll("''", "'"), place }
  if (number !== undefined) return { kind: 'number', text: number, place }
  if (parameter !== undefined) return { kind: 'parameter', text: parameter, place }
  if (literal !== undefined) return { kind: 'literal', text: literal, place }
  return { kind: 'symbol', text: symbol ?? '', place }
}

/** A number's scale must fit 32 bits, or AWS cannot read the statement at all. */
function refuseScale(text: string): void {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e')
  const decimals = mantissa.includes('.') ? mantissa.length - mantissa.indexOf('.') - 1 : 0
  const exponent = Number(power)
  const fits = (n: number): boolean => n >= -2_147_483_648 && n <= 2_147_483_647
  if (!fits(exponent) || !fits(decimals - exponent)) throw malformed('')
}

/** Takes a statement apart; comments are space. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  const place = createRuler(text)
  let at = 0
  for (;;) {
    SPACE.lastIndex = at
    at += SPACE.exec(text)?.[0].length ?? 0
    if (at >= text.length) {
      tokens.push({ kind: 'end', text: '', place: place(text.length, text.length) })
      return tokens
    }
    TOKEN.lastIndex = at
    const match = TOKEN.exec(text)
    if (match === null || text.startsWith('/*', at)) throw malformed('')
    const to = at + match[0].length
    const token = toToken(match.groups ?? {}, place(at, to))
    if (token.kind === 'number') refuseScale(token.text)
    tokens.push(token)
    at = to
  }
}
