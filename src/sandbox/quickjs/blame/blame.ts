import type { AnyNode } from 'acorn'
import { callText } from './callText.ts'
import { placeOf } from './marks.ts'
import type { CodeSites, Site, SiteKind } from './sites.ts'

/** Where V8 would say that something happened, and its words where QuickJS's are others. */
export interface Blame {
  readonly line: number
  readonly column: number
  readonly message: string | null
  /** Of a call: its first argument. */
  readonly argument?: string
  /** How V8 names the function where the code tells: `Shop.open`, `new Shop`. */
  readonly shown: string | null
}

/** What is asked about a frame of a trace. */
export type Question =
  /** The frame that failed: QuickJS's message, or that of an error which the program made (`name`: its class). */
  | { readonly type: 'failed'; readonly message: string; readonly name: string }
  /** A frame that called a function of this name; null where it has none. */
  | { readonly type: 'called'; readonly name: string | null }

interface Rule {
  readonly pattern: RegExp
  readonly kinds: readonly SiteKind[]
  readonly fits?: (site: Site, found: RegExpExecArray) => boolean
  /** V8's words; null: those that the translation has without the code. */
  readonly words?: (site: Site, found: RegExpExecArray) => string | null
}

type Member = Extract<AnyNode, { type: 'MemberExpression' }>
const isMember = (node: AnyNode): node is Member => node.type === 'MemberExpression'

/** The name of a property where the text tells it. */
const keyOf = (node: Member): string | null => {
  const { property } = node
  if (!node.computed && property.type === 'Identifier') return property.name
  if (property.type === 'PrivateIdentifier') return `#${property.name}`
  return property.type === 'Literal' ? String(property.value) : null
}
const mayBe = (node: AnyNode, name: string | undefined): boolean => {
  if (!isMember(node)) return false
  const key = keyOf(node)
  return key === null ? node.computed : key === name
}
const unwrap = (node: AnyNode): AnyNode =>
  node.type === 'ParenthesizedExpression' || node.type === 'ChainExpression'
    ? unwrap(node.expression)
    : node
const calleeOf = (node: AnyNode): AnyNode | null => {
  if (node.type === 'CallExpression' || node.type === 'NewExpression') return unwrap(node.callee)
  return node.type === 'TaggedTemplateExpression' ? unwrap(node.tag) : null
}
/** The last name of what is called. */
const calleeName = (node: AnyNode): string | null => {
  const callee = calleeOf(node)
  if (callee === null) return null
  if (callee.type === 'Identifier') return callee.name
  return isMember(callee) ? keyOf(callee) : null
}

/** What is there in every environment: it can be called. */
const STANDARD = new Set(
  'Array ArrayBuffer BigInt Boolean Buffer Date Error JSON Map Math Number Object Promise RegExp Set String Symbol TypeError URL Uint8Array WeakMap clearTimeout console decodeURIComponent encodeURIComponent fetch isNaN parseFloat parseInt require setTimeout structuredClone'.split(
    ' ',
  ),
)
const isStandard = (node: AnyNode): boolean => {
  const callee = calleeOf(node)
  if (callee === null) return false
  if (callee.type === 'Identifier') return STANDARD.has(callee.name)
  return isMember(callee) && callee.object.type === 'Identifier' && STANDARD.has(callee.object.name)
}
/** The calls that may be meant: one of them, or none where the text leaves a doubt. */
function chooseCall(sites: readonly Site[]): Site | undefined {
  const open = sites.filter(({ node }) => !isStandard(node))
  const candidates = open.length > 0 ? open : sites
  if (candidates.length === 1) return candidates[0]
  const methods = candidates.filter(({ node }) => calleeOf(node)?.type === 'MemberExpression')
  return methods.length === 1 ? methods[0] : undefined
}

const NOTHING = /^(?:cannot convert to object|Cannot convert undefined or null to object)$/
const nullness = (node: AnyNode | undefined): string =>
  node?.type === 'Literal' && node.raw === 'null' ? 'null' : 'undefined'

/** Taking apart what is not there. https://source.chromium.org/chromium/chromium/src/+/main:v8/src/runtime/runtime-internal.cc */
function destructuring({ node, source, isNested }: Site): string | null {
  if (node.type !== 'ObjectPattern') return null
  const value = nullness(source)
  const [first] = node.properties
  const named = source === undefined ? value : callText(source)
  if (first === undefined || first.type === 'RestElement' || first.computed) {
    return `Cannot destructure '${named}' as it is ${value}.`
  }
  const key =
    first.key.type === 'Identifier' ? first.key.name : callText(first.key).replaceAll('"', '')
  return first.value.type === 'AssignmentPattern' || isNested
    ? `Cannot read properties of ${value} (reading '${key}')`
    : `Cannot destructure property '${key}' of '${named}' as it is ${value}.`
}

const SPREAD = 'Spread syntax requires ...iterable[Symbol.iterator] to be a function'
/** Going over what cannot be gone over; `value`: undefined, null, or unknown. */
function iterating({ node, source }: Site, value: string | null): string | null {
  if (node.type === 'YieldExpression' || source === undefined) return null
  const expression = unwrap(source)
  if (node.type === 'ArrayPattern') {
    const isNamed = expression.type !== 'MemberExpression' && expression.type !== 'CallExpression'
    return isNamed ? `${callText(expression)} is not iterable` : null
  }
  if (expression.type === 'CallExpression' && node.type === 'ForOfStatement') {
    return `${callText(expression.callee)} is not a function or its return value is not iterable`
  }
  if (node.type === 'SpreadElement' && node.end > 0 && isArgument(node)) {
    return value === null
      ? SPREAD
      : `${callText(expression)} is not iterable (cannot read property ${value})`
  }
  return `${callText(expression)} is not iterable`
}
const argumentsOf = new WeakSet<AnyNode>()
const isArgument = (node: AnyNode): boolean => argumentsOf.has(node)
/** Told ahead, for a node does not know its parent. */
const noteArguments = ({ node }: Site): void => {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return
  for (const each of node.arguments) if (each.type === 'SpreadElement') argumentsOf.add(each)
}

const key = ({ node }: Site): string =>
  isMember(node) ? (keyOf(node) ?? callText(node.property)) : ''
const ITERATE: readonly SiteKind[] = ['iterate']
const RULES: readonly Rule[] = [
  {
    pattern: /^cannot read property 'Symbol\.iterator' of (undefined|null)$/,
    kinds: ITERATE,
    words: (site, [, value = '']) => iterating(site, value),
  },
  { pattern: /^value is not iterable$/, kinds: ITERATE, words: (site) => iterating(site, null) },
  { pattern: NOTHING, kinds: ['destructure'], words: destructuring },
  {
    pattern: /^cannot read property '(.*)' of (?:undefined|null)$/,
    kinds: ['read'],
    fits: ({ node }, [, name]) => mayBe(node, name),
  },
  {
    pattern: /^cannot set property '(.*)' of (?:undefined|null)$/,
    kinds: ['write'],
    fits: ({ node }, [, name]) => mayBe(node, name),
  },
  {
    pattern: /^(.*) is not (?:defined|initialized)$/,
    kinds: ['name', 'assign', 'this'],
    fits: ({ node, kind }, [, name]) =>
      kind === 'this' ? name === 'this' : node.type === 'Identifier' && node.name === name,
  },
  {
    pattern: /^'(.*)' is read-only$/,
    kinds: ['assign', 'write'],
    fits: ({ node }, [, name]) =>
      node.type === 'Identifier' ? node.name === name : mayBe(node, name),
    words: ({ kind }, [, name = '']) =>
      kind === 'assign'
        ? 'Assignment to constant variable.'
        : `Cannot assign to read only property '${name}' of object '#<Object>'`,
  },
  {
    pattern: /^object is not extensible$/,
    kinds: ['write'],
    words: (site) => `Cannot add property ${key(site)}, object is not extensible`,
  },
  {
    pattern: /^no setter for property$/,
    kinds: ['write'],
    words: (site) => `Cannot set property ${key(site)} of #<Object> which has only a getter`,
  },
  {
    pattern: /^could not delete property$/,
    kinds: ['delete'],
    words: ({ node }) => {
      const target = node.type === 'UnaryExpression' ? unwrap(node.argument) : node
      return isMember(target)
        ? `Cannot delete property '${keyOf(target) ?? callText(target.property)}' of #<Object>`
        : null
    },
  },
  {
    pattern: /^private class field '(.*)' does not exist$/,
    kinds: ['read', 'write'],
    fits: ({ node }, [, name]) => mayBe(node, name),
    words: ({ kind }, [, name = '']) =>
      `Cannot ${kind} private member ${name} ${kind === 'read' ? 'from' : 'to'} an object whose class did not declare it`,
  },
  {
    pattern: /^invalid brand on object$/,
    kinds: ['read'],
    words: () => 'Receiver must be an instance of class anonymous',
  },
  {
    pattern: /^proxy: cannot set property$/,
    kinds: ['write'],
    words: (site) => `'set' on proxy: trap returned falsish for property '${key(site)}'`,
  },
  {
    pattern: /^not an object$/,
    kinds: ['write'],
    words: (site) => {
      const object = isMember(site.node) ? unwrap(site.node.object) : site.node
      if (object.type !== 'Literal') return null
      return `Cannot create property '${key(site)}' on ${typeof object.value} '${String(object.value)}'`
    },
  },
  {
    pattern: /^parent class must be constructor$/,
    kinds: ['extends'],
    words: ({ node }) =>
      'superClass' in node &&
      node.superClass?.type === 'Identifier' &&
      node.superClass.name !== 'undefined'
        ? null
        : 'Class extends value undefined is not a constructor or null',
  },
  {
    pattern: /^invalid 'in' operand$/,
    kinds: ['binary'],
    fits: ({ node }) => node.type === 'BinaryExpression' && node.operator === 'in',
    words: ({ node }) => {
      if (node.type !== 'BinaryExpression') return null
      const left = node.left.type === 'Literal' ? String(node.left.value) : callText(node.left)
      const right = unwrap(node.right)
      return `Cannot use 'in' operator to search for '${left}' in ${right.type === 'Literal' ? String(right.value) : 'undefined'}`
    },
  },
  {
    pattern: /^invalid 'instanceof' right operand$/,
    kinds: ['binary'],
    fits: ({ node }) => node.type === 'BinaryExpression' && node.operator === 'instanceof',
    words: ({ node }) =>
      node.type === 'BinaryExpression' && unwrap(node.right).type === 'ObjectExpression'
        ? "Right-hand side of 'instanceof' is not callable"
        : "Right-hand side of 'instanceof' is not an object",
  },
  { pattern: /BigInt|bigint|cannot convert symbol/, kinds: ['binary', 'unary'] },
  { pattern: /^class constructors must be invoked with 'new'$/, kinds: ['call'] },
]

const notCallable = (message: string): boolean =>
  message === 'not a function' || message === 'not a constructor'

/** What failed at `mark`. */
function failed(
  sites: readonly Site[],
  message: string,
  name: string,
): { site: Site; message: string | null } | null {
  const own = sites.find(
    ({ kind, node }) => (kind === 'new' || kind === 'call') && calleeName(node) === name,
  )
  // The program made the error, whatever it says.
  if (own !== undefined) return { site: own, message: null }
  if (notCallable(message)) {
    const kinds: readonly SiteKind[] = message === 'not a function' ? ['call', 'new'] : ['new']
    const site = chooseCall(sites.filter(({ kind }) => kinds.includes(kind)))
    const callee = site === undefined ? null : calleeOf(site.node)
    if (site === undefined || callee === null) return null
    return {
      site,
      message: `${callText(callee)} is not a ${site.kind === 'new' ? 'constructor' : 'function'}`,
    }
  }
  for (const { pattern, kinds, fits, words } of RULES) {
    const found = pattern.exec(message)
    if (found === null) continue
    const fitting = sites.filter(
      (each) => kinds.includes(each.kind) && (fits?.(each, found) ?? true),
    )
    // Of a pattern within a pattern it is likelier that the inner has nothing to take apart.
    const site = kinds.includes('destructure') && fitting[1]?.isNested ? fitting[1] : fitting[0]
    if (site !== undefined) return { site, message: words?.(site, found) ?? null }
  }
  const site = sites.find(
    ({ kind, node }) =>
      (kind === 'new' || kind === 'call') && /Error|Exception/.test(calleeName(node) ?? ''),
  )
  return site === undefined ? null : { site, message: null }
}

/** The first argument of a call as V8 shows a value, where the text has it: `5`, `undefined` where there is none. */
function argumentText({ node }: Site): string {
  const [first] =
    node.type === 'CallExpression' || node.type === 'NewExpression' ? node.arguments : []
  if (first?.type === 'Literal') return String(first.value)
  if (first?.type === 'UnaryExpression' && first.argument.type === 'Literal')
    return `${first.operator}${String(first.argument.value)}`
  if (first?.type === 'ObjectExpression') return '#<Object>'
  return first?.type === 'ArrayExpression' ? '[object Array]' : 'undefined'
}

/** Which call it was, of a function of this name. */
function called(sites: readonly Site[], name: string | null): Site | undefined {
  const calls = sites.filter(({ kind }) => kind === 'call' || kind === 'new')
  return calls.length === 1 ? calls[0] : calls.find(({ node }) => calleeName(node) === name)
}

/** Methods by which the SDK's clients are asked for something. */
const CLIENT_METHOD =
  /^(?:send|get|put|update|delete|query|scan|batch\w+|transact\w+|execute\w+|paginate\w+|wait(?:For|Until)\w+|[a-z]+(?:Item|Items|Object|Objects\w*|Message|Message\w+|Queue\w*|Table\w*|Bucket\w*)|invoke\w*)$/

/** The line of the call of an SDK's client at `mark`; null where the text leaves a doubt. */
export function clientCallLine(code: CodeSites, mark: string): number | null {
  const calls = (code.byMark.get(mark) ?? []).filter(({ kind }) => kind === 'call')
  const site =
    calls.findLast(({ node }) => CLIENT_METHOD.test(calleeName(node) ?? '')) ??
    (calls.length === 1 ? calls[0] : undefined)
  return site === undefined ? null : placeOf(code.lines, site.at).line
}

/** The name of the innermost function around `at`. */
function shownAt({ functions }: CodeSites, at: number): string | null {
  let found: CodeSites['functions'][number] | null = null
  for (const each of functions) {
    if (each.start <= at && at < each.end && (found === null || each.start >= found.start))
      found = each
  }
  return found?.shown ?? null
}

/** What V8 says of the place that QuickJS gives as `mark` (`line:column`); null where the text does not tell. */
export function blame(code: CodeSites, mark: string, question: Question): Blame | null {
  const sites = code.byMark.get(mark)
  if (sites === undefined) return null
  sites.forEach(noteArguments)
  const answer =
    question.type === 'failed'
      ? failed(sites, question.message, question.name)
      : { site: called(sites, question.name), message: null }
  if (answer?.site === undefined) return null
  const { at } = answer.site
  const place = {
    ...placeOf(code.lines, at),
    message: answer.message,
    shown: shownAt(code, at),
  }
  return question.type === 'called' ? { ...place, argument: argumentText(answer.site) } : place
}
