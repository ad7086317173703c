import { parse, type Token } from 'acorn'

/** Acorn's words, and V8's for the same. https://source.chromium.org/chromium/chromium/src/+/main:v8/src/common/message-template.h */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:Identifier '.*' has already been declared|Private field '.*' must be declared)/, '$&'],
  [/^Invalid regular expression: .*/, '$&'],
  [/^Invalid regular expression flag/, 'Invalid regular expression flags'],
  [/^Unterminated regular expression/, 'Invalid regular expression: missing /'],
  [/^Unterminated template/, 'Unexpected end of input'],
  [/^Unterminated comment/, 'Invalid or unexpected token'],
  [
    /^(?:Unterminated string constant|Unexpected character|Identifier directly after number|Invalid number|Expected number in radix)/,
    'Invalid or unexpected token',
  ],
  [
    /^Numeric separator is not allowed at the last/,
    'Numeric separators are not allowed at the end of numeric literals',
  ],
  [/^Bad character escape sequence/, 'Invalid Unicode escape sequence'],
  [/^'return' outside of function/, 'Illegal return statement'],
  [/^Unsyntactic break/, 'Illegal break statement'],
  [/^Unsyntactic continue/, 'Illegal continue statement: no surrounding iteration statement'],
  [/^Complex binding patterns require/, 'Missing initializer in destructuring declaration'],
  [
    /^(?:Cannot use keyword 'await'|Can not use keyword 'await'|Cannot use 'await')/,
    'await is only valid in async functions and the top level bodies of modules',
  ],
  [/^(?:Assigning to rvalue|Assigning to)/, 'Invalid left-hand side in assignment'],
  [
    /^The keyword '(?:implements|interface|let|package|private|protected|public|static|yield)' is reserved/,
    'Unexpected strict mode reserved word',
  ],
  [/^(?:The keyword '.*' is reserved|Cannot use '.*' as a reserved)/, 'Unexpected reserved word'],
  [/^'super' keyword outside|^super\(\) call outside/, "'super' keyword unexpected here"],
  [/^'with' in strict mode/, 'Strict mode code may not include a with statement'],
  [/^Octal literal in strict mode/, 'Octal literals are not allowed in strict mode.'],
  [
    /^Deleting local variable in strict mode/,
    'Delete of an unqualified identifier in strict mode.',
  ],
  [/^Shorthand property assignments/, 'Invalid shorthand property initializer'],
  [/^Duplicate constructor in the same class/, 'A class may only have one constructor'],
  [/^Argument name clash/, 'Duplicate parameter name not allowed in this context'],
  [/^Missing catch or finally clause/, 'Missing catch or finally after try'],
  [/^Multiple default clauses/, 'More than one default clause in switch statement'],
  [/^Export '(.*)' is not defined/, "Export '$1' is not defined in module"],
  [/^Duplicate export '(.*)'/, "Duplicate export of '$1'"],
  [
    /^Binding (eval|arguments) in strict mode|^Assigning to (?:eval|arguments) in strict mode/,
    'Unexpected eval or arguments in strict mode',
  ],
]

const RESERVED = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with'.split(
    ' ',
  ),
)
/** V8's name for the token that begins at `at`. */
function unexpected(text: string, at: number): string {
  const rest = text.slice(at, at + 200)
  if (rest === '') return 'Unexpected end of input'
  const word = /^[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/.exec(rest)?.[0]
  if (word !== undefined)
    return RESERVED.has(word) ? `Unexpected token '${word}'` : `Unexpected identifier '${word}'`
  if (/^["']/.test(rest)) return 'Unexpected string'
  if (/^\d/.test(rest)) return 'Unexpected number'
  if (rest.startsWith('`')) return 'Unexpected template string'
  const sign =
    /^(?:=>|\.\.\.|>>>=|>>>|===|!==|\*\*=|<<=|>>=|&&=|\|\|=|\?\?=|\*\*|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|>>|.)/.exec(
      rest,
    )?.[0]
  return `Unexpected token '${sign ?? ''}'`
}

/** Whether a token ends an expression. */
const endsExpression = (text: string, { start, end }: Token): boolean =>
  /^(?:[\w$\u0080-\uffff"'`)\]}]|.*[)\]}`])$/s.test(text.slice(Math.max(start, end - 1), end)) &&
  !RESERVED.has(text.slice(start, end))

/** Whether the innermost bracket that is open before `at` holds the arguments of a call. */
function isInArguments(tokens: readonly Token[]): boolean {
  const open: number[] = []
  tokens.forEach(({ type }, index) => {
    if (type.label === '(' || type.label === '[' || type.label === '{' || type.label === '${')
      open.push(index)
    else if (type.label === ')' || type.label === ']' || type.label === '}') open.pop()
  })
  const last = open.at(-1)
  if (last === undefined || tokens[last]?.type.label !== '(') return false
  const before = tokens[last - 1]
  if (before === undefined) return false
  const label = before.type.label
  return label === 'name' || label === ')' || label === ']' || label === 'super'
}

interface Text {
  readonly text: string
  readonly isModule: boolean
}

const AWAIT = /\bawait\s*$/
/** V8's message for a text that cannot be compiled; null where Acorn can. */
export function syntaxMessage(text: string, isModule: boolean): string | null {
  const tokens: Token[] = []
  try {
    parse(text, {
      ecmaVersion: 'latest',
      sourceType: isModule ? 'module' : 'script',
      allowReturnOutsideFunction: !isModule,
      allowHashBang: true,
      onToken: tokens,
    })
    return null
  } catch (error) {
    if (!(error instanceof SyntaxError) || !('pos' in error) || typeof error.pos !== 'number')
      return null
    const message = error.message.replace(/ \(\d+:\d+\)$/, '')
    const at = error.pos
    for (const [pattern, words] of WORDS) {
      const found = pattern.exec(message)
      if (found !== null) return words.replace('$&', message).replace('$1', found[1] ?? '')
    }
    if (message.startsWith("'import' and 'export' may appear only")) {
      return text.startsWith('import', at)
        ? 'Cannot use import statement outside a module'
        : "Unexpected token 'export'"
    }
    return ofToken(
      { text, isModule },
      at,
      tokens.filter(({ end }) => end <= at),
    )
  }
}

function ofToken({ text, isModule }: Text, at: number, before: readonly Token[]): string {
  const head = text.slice(Math.max(0, at - 300), at)
  if (AWAIT.test(head)) {
    return 'await is only valid in async functions and the top level bodies of modules'
  }
  const method = /\basync\s+([\w$]+)\s*$/.exec(head)?.[1]
  if (method !== undefined) return `Unexpected identifier '${method}'`
  const imported = /^import\s*([\w$*{"'])/.exec(text.slice(at, at + 200))
  if (imported !== null) {
    return isModule
      ? unexpected(text, at + imported[0].length - 1)
      : 'Cannot use import statement outside a module'
  }
  if (/\bconst\s+[\w$]+\s*$/.test(head)) return 'Missing initializer in const declaration'
  if (/\bfunction\s*\*?\s*$/.test(head) && text[at] === '(')
    return 'Function statements require a function name'
  const last = before.at(-1)
  if (last !== undefined && at < text.length && endsExpression(text, last)) {
    if (isInArguments(before)) return 'missing ) after argument list'
  }
  return unexpected(text, at)
}
