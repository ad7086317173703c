import { type AnyNode, type Options, parse, type Token } from 'acorn'
import { createTokens, findLines } from './marks.ts'
import { callPosition, operatorOf, patternPosition, positionOf } from './positions.ts'

/** What may fail at a place in the code. */
export type SiteKind =
  | 'read'
  | 'write'
  | 'delete'
  | 'name'
  | 'assign'
  | 'call'
  | 'new'
  | 'iterate'
  | 'destructure'
  | 'binary'
  | 'unary'
  | 'extends'
  | 'this'

/** A piece of code that may fail; `at` is where V8 says that it did, as an offset. */
export interface Site {
  readonly kind: SiteKind
  readonly node: AnyNode
  readonly at: number
  /** What is taken apart or gone over, where the text has it. */
  readonly source?: AnyNode | undefined
  /** Whether it is a pattern within a pattern. */
  readonly isNested?: boolean
}

/** A function of the code: how V8 names what runs in it. */
export interface CodeFunction {
  readonly start: number
  readonly end: number
  /** `Shop.open`, `new Shop`; null where only the running program knows. */
  readonly shown: string | null
}

/** A text as it was compiled, taken apart. */
export interface CodeSites {
  readonly text: string
  /** By the place that QuickJS gives (`line:column`, the column in bytes): what may have failed there. */
  readonly byMark: ReadonlyMap<string, readonly Site[]>
  readonly functions: readonly CodeFunction[]
  /** Offset at which each line begins. */
  readonly lines: readonly number[]
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value

/** The parts of `node` in the order in which QuickJS compiles them: that of the text, but a `for`'s step after its body. */
function partsOf(node: AnyNode): readonly AnyNode[] {
  if (node.type === 'ForStatement') {
    return [node.init, node.test, node.body, node.update].filter((each) => isNode(each))
  }
  const parts: AnyNode[] = []
  for (const value of Object.values(node) as readonly unknown[]) {
    if (isNode(value)) parts.push(value)
    else if (Array.isArray(value)) parts.push(...value.filter(isNode))
  }
  return parts.toSorted((one, other) => one.start - other.start)
}

interface Walk {
  readonly text: string
  readonly tokens: ReturnType<typeof createTokens>
  readonly byMark: Map<string, Site[]>
  readonly functions: CodeFunction[]
  /** The places that QuickJS may give for what comes next. */
  marks: readonly string[]
}

const emit = (walk: Walk, offset: number): void => {
  const token = walk.tokens.from(offset)
  const mark = token === undefined ? undefined : walk.tokens.markOf(token.start)
  if (mark !== undefined) walk.marks = [mark]
}
const add = (walk: Walk, site: Site): void => {
  for (const mark of walk.marks) {
    const known = walk.byMark.get(mark)
    if (known === undefined) walk.byMark.set(mark, [site])
    else known.push(site)
  }
}
const visitAll = (walk: Walk, nodes: readonly AnyNode[]): void => {
  for (const node of nodes) visit(walk, node)
}

interface FunctionText {
  readonly start: number
  /** Of a method. */
  readonly key?: AnyNode
  readonly shown: string | null
}
function visitFunction(walk: Walk, node: AnyNode, about: FunctionText): void {
  const { start, key, shown } = about
  const outer = walk.marks
  walk.functions.push({ start, end: node.end, shown })
  // Which of these QuickJS gives for a function that has come to nothing else yet depends on how it looked ahead.
  const marks = new Set<string>()
  for (const offset of [start, key?.start ?? start]) {
    emit(walk, offset)
    for (const mark of walk.marks) marks.add(mark).add(`${mark.split(':', 1)[0]}:1`)
  }
  walk.marks = [...marks]
  for (const part of partsOf(node)) if (part.type !== 'Identifier') visit(walk, part)
  walk.marks = outer
}

type ClassNode = Extract<AnyNode, { body: { type: 'ClassBody' } }>
/** `given`: what a class without a name of its own is assigned to. */
function visitClass(walk: Walk, node: ClassNode, given: string | null = null): void {
  if (isNode(node.superClass)) {
    visit(walk, node.superClass)
    add(walk, { kind: 'extends', node, at: positionOf(walk.text, node.superClass) })
  }
  const name = node.id?.name ?? given
  for (const member of node.body.body) {
    if ('key' in member && member.computed) visit(walk, member.key)
    if (member.type === 'MethodDefinition') {
      const key = member.key.type === 'Identifier' ? member.key.name : null
      const method = name === null || key === null ? null : `${name}.${key}`
      const shown = member.kind === 'constructor' ? (name === null ? null : `new ${name}`) : method
      visitFunction(walk, member.value, { start: member.start, key: member.key, shown })
    } else if (member.type === 'PropertyDefinition' && isNode(member.value)) {
      const outer = walk.marks
      visit(walk, member.value)
      walk.marks = outer
    } else if (member.type === 'StaticBlock') visitAll(walk, member.body)
  }
}

/** The target of an assignment: what must be there before its value is known. */
function visitTarget(walk: Walk, node: AnyNode, source?: AnyNode, isNested = false): void {
  if (node.type === 'ObjectPattern') {
    add(walk, { kind: 'destructure', node, at: patternPosition(node), source, isNested })
    for (const property of node.properties) {
      if (property.type === 'RestElement') visitTarget(walk, property.argument, undefined, true)
      else {
        if (property.computed) visit(walk, property.key)
        visitTarget(walk, property.value, undefined, true)
      }
    }
  } else if (node.type === 'ArrayPattern') {
    add(walk, { kind: 'iterate', node, at: source?.start ?? node.start, source, isNested })
    for (const element of node.elements) if (element) visitTarget(walk, element, undefined, true)
  } else if (node.type === 'AssignmentPattern') {
    visitTarget(walk, node.left, undefined, isNested)
    visit(walk, node.right)
  } else if (node.type === 'RestElement') visitTarget(walk, node.argument)
  else if (node.type === 'MemberExpression') {
    visit(walk, node.object)
    if (node.computed) visit(walk, node.property)
  }
}

function visitAssignment(
  walk: Walk,
  node: Extract<AnyNode, { type: 'AssignmentExpression' }>,
): void {
  const { left, right, operator } = node
  visitTarget(walk, left, right)
  const at = operatorOf(walk.text, left.end, operator)
  if (left.type === 'MemberExpression' && operator !== '=') addRead(walk, left)
  visit(walk, right)
  if (left.type === 'MemberExpression') add(walk, { kind: 'write', node: left, at })
  else if (left.type === 'Identifier') add(walk, { kind: 'assign', node: left, at })
}

const addRead = (walk: Walk, node: Extract<AnyNode, { type: 'MemberExpression' }>): void => {
  if (!node.optional) add(walk, { kind: 'read', node, at: positionOf(walk.text, node) })
}

function visitCall(walk: Walk, node: Extract<AnyNode, { type: 'CallExpression' }>): void {
  visit(walk, node.callee)
  if (node.callee.type !== 'Super') {
    emit(walk, Math.max(node.callee.end, walk.text.indexOf('(', node.callee.end)) + 1)
  }
  visitAll(walk, node.arguments)
  add(walk, { kind: 'call', node, at: callPosition(walk.text, node) })
}

/** What QuickJS takes a place for, and what may fail after it, in the order in which it compiles them. */
function visit(walk: Walk, node: AnyNode): void {
  const { text } = walk
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest of the language is alike
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return visitFunction(walk, node, { start: node.start, shown: null })
    case 'ClassDeclaration':
    case 'ClassExpression':
      return visitClass(walk, node)
    case 'Property':
      if (node.computed) visit(walk, node.key)
      if (node.method || node.kind !== 'init')
        return visitFunction(walk, node.value, { start: node.start, key: node.key, shown: null })
      return visit(walk, node.value)
    case 'ExpressionStatement':
      emit(walk, node.start)
      return visit(walk, node.expression)
    case 'ThrowStatement':
      emit(walk, node.argument.start)
      return visit(walk, node.argument)
    case 'VariableDeclarator':
      visitTarget(walk, node.id, node.init ?? undefined)
      if (node.init?.type === 'ClassExpression' && node.id.type === 'Identifier') {
        return visitClass(walk, node.init, node.id.name)
      }
      return node.init ? visit(walk, node.init) : undefined
    case 'AssignmentExpression':
      return visitAssignment(walk, node)
    case 'AssignmentPattern':
    case 'ObjectPattern':
    case 'ArrayPattern':
    case 'RestElement':
      return visitTarget(walk, node)
    case 'UpdateExpression': {
      const at = node.prefix ? node.start : operatorOf(text, node.argument.end, node.operator)
      visit(walk, node.argument)
      const kind = node.argument.type === 'MemberExpression' ? 'write' : 'assign'
      return add(walk, { kind, node: node.argument, at })
    }
    case 'MemberExpression':
      visit(walk, node.object)
      if (node.computed) visit(walk, node.property)
      return addRead(walk, node)
    case 'CallExpression':
      return visitCall(walk, node)
    case 'NewExpression':
      emit(walk, node.callee.start)
      visit(walk, node.callee)
      visitAll(walk, node.arguments)
      return add(walk, { kind: 'new', node, at: node.start })
    case 'TaggedTemplateExpression':
      visit(walk, node.tag)
      emit(walk, node.quasi.start)
      visit(walk, node.quasi)
      return add(walk, { kind: 'call', node, at: node.quasi.start })
    default:
      return visitOthers(walk, node)
  }
}

function visitOthers(walk: Walk, node: AnyNode): void {
  const { text } = walk
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest of the language is alike
  switch (node.type) {
    case 'BinaryExpression': {
      const at = operatorOf(text, node.left.end, node.operator)
      visit(walk, node.left)
      if (node.operator !== '**') emit(walk, at + node.operator.length)
      visit(walk, node.right)
      return add(walk, { kind: 'binary', node, at })
    }
    case 'UnaryExpression':
      visit(walk, node.argument)
      return add(walk, {
        kind: node.operator === 'delete' ? 'delete' : 'unary',
        node,
        at: node.start,
      })
    case 'ForOfStatement': {
      const left =
        node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left
      if (left !== undefined) visitTarget(walk, left)
      visit(walk, node.right)
      add(walk, { kind: 'iterate', node, at: positionOf(text, node.right), source: node.right })
      return visit(walk, node.body)
    }
    case 'SpreadElement':
      visit(walk, node.argument)
      return add(walk, {
        kind: 'iterate',
        node,
        at: positionOf(text, node.argument),
        source: node.argument,
      })
    case 'YieldExpression':
      if (!node.argument) return undefined
      visit(walk, node.argument)
      return node.delegate
        ? add(walk, { kind: 'iterate', node, at: node.argument.start })
        : undefined
    case 'Identifier':
      return add(walk, { kind: 'name', node, at: node.start })
    case 'ThisExpression':
    case 'Super':
      return add(walk, { kind: 'this', node, at: node.start })
    default:
      return visitAll(walk, partsOf(node))
  }
}

/** Texts that are longer are not taken apart: it would take too long. */
const LENGTH_MAX = 2_000_000

/** Takes a text apart; null where that cannot be. */
export function findSites(text: string, isModule: boolean): CodeSites | null {
  if (text.length > LENGTH_MAX) return null
  const tokens: Token[] = []
  const options: Options = {
    ecmaVersion: 'latest',
    sourceType: isModule ? 'module' : 'script',
    preserveParens: true,
    allowReturnOutsideFunction: true,
    allowHashBang: true,
    onToken: tokens,
  }
  try {
    const program = parse(text, options)
    const lines = findLines(text)
    const walk: Walk = {
      text,
      tokens: createTokens(text, tokens, lines),
      byMark: new Map(),
      functions: [],
      marks: ['1:1'],
    }
    visit(walk, program)
    return { text, byMark: walk.byMark, functions: walk.functions, lines }
  } catch {
    return null
  }
}
