import type { Token } from 'acorn'
import { utf8Length } from '#contracts/body.ts'

/** Where lines begin, as QuickJS counts them. */
export const findLines = (text: string): readonly number[] => {
  const lines = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1)
  return lines
}
const lineAt = (lines: readonly number[], offset: number): number => {
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lines[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}
/** Line and column from 1 on, the column in UTF-16 units as V8 counts. */
export function placeOf(
  lines: readonly number[],
  offset: number,
): { line: number; column: number } {
  const line = lineAt(lines, offset)
  return { line: line + 1, column: offset - (lines[line] ?? 0) + 1 }
}

/** Which token a statement or operand begins with, and the place that QuickJS has for each token. */
export function createTokens(text: string, tokens: readonly Token[], lines: readonly number[]) {
  const marks = new Map<number, string>()
  let mark = 0
  let end = 0
  for (const { start, end: next, type } of tokens) {
    // QuickJS takes the place anew at words and after blanks: other tokens have that of the last.
    if (start > end || isWord(type.label)) mark = start
    const line = lineAt(lines, mark)
    marks.set(start, `${line + 1}:${utf8Length(text.slice(lines[line], mark)) + 1}`)
    end = next
  }
  return {
    markOf: (offset: number): string | undefined => marks.get(offset),
    /** The token that begins at or after `offset`. */
    from(offset: number): Token | undefined {
      let low = 0
      let high = tokens.length
      while (low < high) {
        const middle = (low + high) >> 1
        if ((tokens[middle]?.start ?? 0) < offset) low = middle + 1
        else high = middle
      }
      return tokens[low]
    },
  }
}
const KEYWORD_OR_NAME = /^[a-z]+$/
const NOT_WORDS = new Set(['num', 'regexp', 'string', 'template', 'eof'])
const isWord = (label: string): boolean => KEYWORD_OR_NAME.test(label) && !NOT_WORDS.has(label)
