import { type Refusal, validation } from '../refusal.ts'
import { isKeyword, malformed, type Token, tokenize } from './lexer.ts'
import { type Path, type Place, placeText, type Step } from './statement.ts'

/** Brackets within brackets: a literal may nest 32 levels, and the stack has an end. */
const BRACKETS_MAX = 200
/** A list's index: Java's largest. */
const INDEX_MAX = 2_147_483_647

/** Walks over a statement's tokens and refuses in AWS's words. */
export interface Reader {
  peek(ahead?: number): Token
  next(): Token
  /** Whether the next token is this symbol, or this keyword in any case. */
  at(text: string): boolean
  accept(text: string): boolean
  expect(text: string): void
  /** Counts a `?`. */
  countParameter(): number
  readonly parameters: number
  /** Reads what stands between two brackets. */
  within<T>(read: () => T): T
}

const matches = (token: Token, text: string): boolean =>
  token.kind === 'symbol'
    ? token.text === text
    : token.kind === 'word' && token.text.toUpperCase() === text

/** Starts at the beginning of `text`. */
export function createReader(text: string): Reader {
  const tokens = tokenize(text)
  const end = tokens.at(-1)
  let place = 0
  let parameters = 0
  let depth = 0
  const peek = (ahead = 0): Token => {
    const token = tokens[place + ahead] ?? end
    if (token === undefined) throw malformed('')
    return token
  }
  const accept = (wanted: string): boolean => {
    if (!matches(peek(), wanted)) return false
    place++
    return true
  }
  return {
    peek,
    next() {
      const token = peek()
      if (token.kind !== 'end') place++
      return token
    },
    at: (wanted) => matches(peek(), wanted),
    accept,
    expect(wanted) {
      if (!accept(wanted)) throw unexpected(peek(), wanted)
    },
    countParameter: () => parameters++,
    get parameters() {
      return parameters
    },
    within(read) {
      if (++depth > BRACKETS_MAX) throw malformed('')
      const found = read()
      depth--
      return found
    },
  }
}

/** The words for a token that does not fit; `wanted`: a keyword or symbol that would. */
export function unexpected(token: Token, wanted?: string): Refusal {
  if (token.kind === 'word' && isKeyword(token.text)) return malformed('Unexpected keyword')
  return malformed(wanted === undefined ? 'Unexpected term' : `Expected ${wanted}`)
}

/** Whether a token can be a name: a word that is no keyword, or anything in double quotes. */
export const isName = (token: Token): boolean =>
  token.kind === 'name' || (token.kind === 'word' && !isKeyword(token.text))

/** A name. */
export function readName(reader: Reader): string {
  if (!isName(reader.peek())) throw unexpected(reader.peek())
  return reader.next().text
}

const outOfRange = (index: string, place: Place): Refusal =>
  validation(
    `List index is not within the allowable range; index: [${index}] at ${placeText(place)}`,
  )

function readIndex(reader: Reader): number {
  let negative = false
  for (;;) {
    if (reader.accept('-')) negative = !negative
    else if (!reader.accept('+')) break
  }
  const { kind, text, place } = reader.next()
  if (kind !== 'number' || !/^\d+$/.test(text)) throw malformed('Unexpected term')
  const index = Number(text)
  if (index > INDEX_MAX || (negative && index > 0)) {
    throw outOfRange(`${negative ? '-' : ''}${text}`, place)
  }
  return index
}

function readBracket(reader: Reader): Step {
  if (reader.accept('*')) {
    throw validation('Wildcard path component like a[*].b are not supported')
  }
  const step = reader.peek().kind === 'string' ? reader.next().text : readIndex(reader)
  reader.expect(']')
  return step
}

/** `a.b[0]` */
export function readPath(reader: Reader): Path {
  const steps: Step[] = []
  const head = readName(reader)
  for (;;) {
    if (reader.accept('[')) steps.push(readBracket(reader))
    else if (reader.accept('.')) {
      if (reader.at('*')) {
        throw validation('Unpivot path component like a.*.b are not supported')
      }
      if (!isName(reader.peek())) throw malformed('Invalid path dot component')
      steps.push(reader.next().text)
    } else return [head, ...steps]
  }
}
