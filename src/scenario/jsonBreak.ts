/** Skips blanks; the offset after them. */
const skipBlanks = (text: string, at: number): number => {
  let next = at
  while (' \t\n\r'.includes(text.charAt(next)) && next < text.length) next++
  return next
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y
/** A string's inside, up to its quote or to what must not stand there. */
// oxlint-disable-next-line no-control-regex -- JSON forbids them in strings
const CHARACTERS = /(?:[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*/y

const matchAt = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}

/**
 * The offset at which `text` stops being JSON (RFC 8259); its length where it ends too early or is JSON after all.
 * Engines word their errors differently, and some tell no place.
 */
export function findJsonBreak(text: string): number {
  /** What closes the open brackets, innermost last. */
  const open: ('}' | ']')[] = []
  let wanted: 'value' | 'key' | 'key-or-end' | 'value-or-end' | 'colon' | 'comma' = 'value'
  let at = 0
  for (;;) {
    at = skipBlanks(text, at)
    if (at >= text.length) return text.length
    const character = text.charAt(at)
    const closes = character === open.at(-1)
    const wantsKey: boolean = wanted === 'key' || wanted === 'key-or-end'
    if (wanted === 'colon') {
      if (character !== ':') return at
      wanted = 'value'
      at++
    } else if (wanted === 'comma') {
      if (closes) open.pop()
      else if (character === ',' && open.length > 0) wanted = open.at(-1) === '}' ? 'key' : 'value'
      else return at
      at++
    } else if (closes && (wanted === 'key-or-end' || wanted === 'value-or-end')) {
      open.pop()
      wanted = 'comma'
      at++
    } else if (character === '"') {
      at += 1 + matchAt(CHARACTERS, text, at + 1)
      if (text.charAt(at) !== '"') return at
      wanted = wantsKey ? 'colon' : 'comma'
      at++
    } else if (wantsKey) return at
    else if (character === '{' || character === '[') {
      open.push(character === '{' ? '}' : ']')
      wanted = character === '{' ? 'key-or-end' : 'value-or-end'
      at++
    } else {
      const length = matchAt(NUMBER, text, at) || matchAt(WORD, text, at)
      if (length === 0) return at
      wanted = 'comma'
      at += length
    }
  }
}
