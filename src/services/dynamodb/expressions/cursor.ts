import { EXPRESSION_BYTES_MAX, EXPRESSION_OPERATORS_MAX } from '../limits.ts'
import { utf8Length } from '#contracts/body.ts'
import { type Refusal, validation } from '../refusal.ts'

/** The request's parameter that holds the expression; messages name it. */
export type ExpressionKind =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression'

/** `end` closes every expression. */
export interface Token {
  readonly kind: 'name' | 'placeholder' | 'value' | 'number' | 'symbol' | 'unknown' | 'end'
  readonly text: string
  readonly from: number
  readonly to: number
}

const TOKEN =
  /[ \t\r\n]*(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<placeholder>#[A-Za-z0-9_]+)|(?<value>:[A-Za-z0-9_]+)|(?<number>[0-9]+)|(?<symbol><>|<=|>=|[()[\],.=<>+-]))/y

const SPACE = /[ \t\r\n]*/y

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  for (;;) {
    SPACE.lastIndex = at
    const from = at + (SPACE.exec(text)?.[0].length ?? 0)
    if (from >= text.length) {
      tokens.push({ kind: 'end', text: '<EOF>', from: text.length, to: text.length })
      return tokens
    }
    TOKEN.lastIndex = from
    const { name, placeholder, value, number, symbol } = TOKEN.exec(text)?.groups ?? {}
    const found = name ?? placeholder ?? value ?? number ?? symbol
    // What fits nothing is a token of one character, so that the message can show it.
    const token = found ?? text.slice(from, from + 1)
    let kind: Token['kind'] = 'unknown'
    if (name !== undefined) kind = 'name'
    else if (placeholder !== undefined) kind = 'placeholder'
    else if (value !== undefined) kind = 'value'
    else if (number !== undefined) kind = 'number'
    else if (symbol !== undefined) kind = 'symbol'
    at = from + token.length
    tokens.push({ kind, text: token, from, to: at })
  }
}

/** Walks over an expression's tokens and refuses in AWS's words. */
export interface Cursor {
  readonly kind: ExpressionKind
  peek(ahead?: number): Token
  next(): Token
  /** Whether the next token is the symbol or keyword (in any case) `text`. */
  at(text: string): boolean
  /** Steps over `text` if it is next. */
  accept(text: string): boolean
  /** Steps over `text`, which must be next. */
  expect(text: string): void
  /** A syntax error at the next token. */
  syntaxError(): Refusal
  fail(detail: string): Refusal
  /** Whether a pair of parentheses stood directly in another one. */
  redundantParentheses: boolean
  /** Counts an operator or function: AWS allows 300. */
  countOperator(): void
}

/** Starts at the beginning of `text`, the request's parameter `kind`. */
export function createCursor(text: string, kind: ExpressionKind): Cursor {
  const fail = (detail: string): Refusal => validation(`Invalid ${kind}: ${detail}`)
  if (text === '') throw fail('The expression can not be empty;')
  const bytes = utf8Length(text)
  if (bytes > EXPRESSION_BYTES_MAX) {
    const size = `expression size: ${bytes}`
    throw fail(`Expression size has exceeded the maximum allowed size; ${size}`)
  }
  const tokens = tokenize(text)
  const end: Token = { kind: 'end', text: '<EOF>', from: text.length, to: text.length }
  let place = 0
  let operators = 0

  const peek = (ahead = 0): Token => tokens[place + ahead] ?? end
  const at = (wanted: string): boolean => {
    const token = peek()
    if (token.kind === 'symbol') return token.text === wanted
    return token.kind === 'name' && token.text.toUpperCase() === wanted
  }
  const syntaxError = (): Refusal => {
    const token = peek()
    const from = (tokens[place - 1] ?? token).from
    const to = peek(1).to
    return fail(`Syntax error; token: "${token.text}", near: "${text.slice(from, to)}"`)
  }
  const accept = (wanted: string): boolean => {
    if (!at(wanted)) return false
    place++
    return true
  }

  return {
    kind,
    peek,
    next() {
      const token = peek()
      place++
      return token
    },
    at,
    accept,
    expect(wanted) {
      if (!accept(wanted)) throw syntaxError()
    },
    syntaxError,
    fail,
    redundantParentheses: false,
    countOperator() {
      operators++
      if (operators > EXPRESSION_OPERATORS_MAX) {
        const limit = `maximum allowed: ${EXPRESSION_OPERATORS_MAX}`
        throw fail(`The expression contains too many operators or functions; ${limit}`)
      }
    },
  }
}
