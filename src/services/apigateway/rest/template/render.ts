import { applyOperator, isTrue } from './expressions.ts'
import { findMethod, findProperty, itemsOf } from './methods.ts'
import { type Ast, parseTemplate, type Piece, sourceOf, type Template } from './syntax.ts'
import { HostObject, TemplateError, TEXT_MAX, toText, type Value, type ValueMap } from './value.ts'

/** "#foreach […] 1,000 iterations": the loop ends there. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const ITERATIONS_MAX = 1_000
/** Nodes that one rendering may visit, texts by their length besides: a template cannot keep the simulation. */
const STEPS_MAX = 1_000_000
/** Characters that count as one step. */
const CHARACTERS_A_STEP = 64
/** Blocks, strings and macros inside each other. */
const DEPTH_MAX = 60

/** Ends the innermost loop. */
class Break extends Error {}

const textId = (ast: Ast): string => (typeof ast.id === 'string' ? ast.id : '')

/** Steps that handling a value counts for. */
const weightOf = (value: Value): number => {
  if (value instanceof HostObject) return value.cost
  if (value instanceof Map) return value.size / CHARACTERS_A_STEP
  const isLong = typeof value === 'string' || Array.isArray(value)
  return isLong ? value.length / CHARACTERS_A_STEP : 0
}

/** One rendering: the variables, and how much it has done. */
class Rendering {
  private steps = 0
  private depth = 0
  private template: Template
  private readonly variables: ValueMap
  private readonly blocks = new Map<string, readonly Piece[]>()
  private readonly macros = new Map<string, readonly Piece[]>()
  private readonly strings = new Map<string, Template>()

  constructor(template: Template, variables: ValueMap) {
    this.template = template
    this.variables = variables
  }

  private spend(steps: number): void {
    this.steps += steps
    if (this.steps > STEPS_MAX) throw new TemplateError('The template takes too long')
  }

  render(pieces: readonly Piece[]): string {
    if (++this.depth > DEPTH_MAX) throw new TemplateError('The template is nested too deeply')
    let text = ''
    for (const piece of pieces) {
      const more = this.renderPiece(piece)
      this.spend(1 + more.length / CHARACTERS_A_STEP)
      text += more
      if (text.length > TEXT_MAX) throw new TemplateError('The text is longer than 10 MB')
    }
    this.depth--
    return text
  }

  private renderPiece(piece: Piece): string {
    if (typeof piece === 'string') return piece
    if (Array.isArray(piece)) return this.renderBlock(piece as readonly Piece[])
    const ast = piece as Ast
    switch (ast.type) {
      case 'references':
        return this.renderReference(ast)
      case 'set':
        this.assign(ast)
        return ''
      case 'macro_call':
        return this.callMacro(ast)
      case 'raw':
        return typeof ast.value === 'string' ? ast.value : ''
      case 'break':
        throw new Break()
      default:
        return ''
    }
  }

  private renderBlock(block: readonly Piece[]): string {
    const [head, ...body] = block
    if (head === undefined || typeof head === 'string' || Array.isArray(head)) {
      return this.render(block)
    }
    const ast = head as Ast
    switch (ast.type) {
      case 'if':
        return this.renderIf(block)
      case 'foreach':
        return this.renderForeach(ast, body)
      case 'macro':
        this.macros.set(textId(ast), block)
        return ''
      case 'define':
        this.blocks.set(textId(ast), body)
        return ''
      default:
        return this.render(body)
    }
  }

  /** An `#if` block is flat: its conditions stand between the pieces that they guard. */
  private renderIf(block: readonly Piece[]): string {
    const chosen: Piece[] = []
    let isTaken = false
    for (const piece of block) {
      const type = typeof piece === 'string' || Array.isArray(piece) ? '' : (piece as Ast).type
      if (type === 'if' || type === 'elseif' || type === 'else') {
        if (isTaken) break
        const { condition } = piece as Ast
        isTaken = condition === undefined || isTrue(this.evaluate(condition))
      } else if (isTaken) chosen.push(piece)
    }
    return this.render(chosen)
  }

  private renderForeach(ast: Ast, body: readonly Piece[]): string {
    const items = ast.from === undefined ? [] : itemsOf(this.evaluate(ast.from))
    const name = ast.to ?? ''
    const before = [this.variables.get(name), this.variables.get('foreach')] as const
    const length = Math.min(items.length, ITERATIONS_MAX)
    const depth = this.depth
    let text = ''
    try {
      for (let index = 0; index < length; index++) {
        this.variables.set(name, items[index] ?? null)
        this.variables.set(
          'foreach',
          new Map<string, Value>([
            ['index', index],
            ['count', index + 1],
            ['hasNext', index + 1 < items.length],
            ['first', index === 0],
            ['last', index + 1 === items.length],
          ]),
        )
        this.variables.set('velocityCount', index + 1)
        text += this.render(body)
      }
    } catch (error) {
      if (!(error instanceof Break)) throw error
      this.depth = depth
    }
    for (const [index, key] of [name, 'foreach'].entries()) {
      const value = before[index]
      if (value === undefined) this.variables.delete(key)
      else this.variables.set(key, value)
    }
    return text
  }

  private callMacro(ast: Ast): string {
    const macro = this.macros.get(textId(ast))
    if (macro === undefined) return sourceOf(this.template, ast)
    const [head, ...body] = macro
    const parameters = (head as Ast).args
    const values = (ast.args === false ? [] : (ast.args ?? [])).map((arg) => this.evaluate(arg))
    for (const [index, parameter] of (parameters === false ? [] : (parameters ?? [])).entries()) {
      this.variables.set(textId(parameter), values[index] ?? null)
    }
    return this.render(body)
  }

  private renderReference(ast: Ast): string {
    const value = this.resolve(ast)
    if (value !== undefined) return toText(value)
    return ast.leader === '$!' ? '' : sourceOf(this.template, ast)
  }

  /** What a reference leads to: null where nothing is there, undefined where even its first name means nothing. */
  private resolve(ast: Ast): Value | undefined {
    const name = textId(ast)
    const block = this.blocks.get(name)
    let value: Value | undefined =
      block === undefined ? this.variables.get(name) : this.render(block)
    for (const step of ast.path ?? []) {
      if (value === undefined) return undefined
      if (value === null) return null
      this.spend(1)
      if (step.type !== 'method') {
        value = findProperty(value, this.keyOf(step)) ?? null
        continue
      }
      const method = findMethod(value, textId(step))
      if (method === undefined) return undefined
      const args = (step.args === false ? [] : (step.args ?? [])).map((arg) => this.evaluate(arg))
      for (const each of [value, ...args]) this.spend(weightOf(each))
      value = method(args)
      this.spend(weightOf(value))
    }
    return value
  }

  private keyOf(step: Ast): string | number {
    if (step.type === 'property') return textId(step)
    const key = this.evaluate(step.id as Ast)
    return typeof key === 'number' ? key : toText(key)
  }

  /** Velocity leaves a variable as it is where the value is null. */
  private assign({ equal }: Ast): void {
    if (equal === undefined) return
    const [target, expression] = equal
    const value = this.evaluate(expression)
    if (value === null) return
    const path = target.path ?? []
    const last = path.at(-1)
    if (last === undefined) {
      this.variables.set(textId(target), value)
      return
    }
    const holder = this.resolve({ ...target, path: path.slice(0, -1) })
    if (last.type === 'method') return
    const key = this.keyOf(last)
    if (holder instanceof Map) holder.set(String(key), value)
    else if (Array.isArray(holder) && typeof key === 'number' && key < holder.length) {
      holder[key] = value
    }
  }

  private evaluate(ast: Ast): Value {
    this.spend(1)
    switch (ast.type) {
      case 'references':
        return this.resolve(ast) ?? null
      case 'string':
        return this.evaluateString(ast)
      case 'integer':
      case 'decimal':
        return Number(ast.value)
      case 'bool':
        return ast.value === 'null' ? null : ast.value === 'true'
      case 'array':
        return this.evaluateList(ast)
      case 'map':
        return new Map(
          Object.entries((ast.value ?? {}) as Readonly<Record<string, Ast>>).map(
            ([key, item]) => [key, this.evaluate(item)] as const,
          ),
        )
      case 'math':
        return this.evaluateMath(ast)
      default:
        return typeof ast.value === 'string' ? ast.value : null
    }
  }

  /** Text in double quotes is a template of its own. */
  private evaluateString({ value, isEval }: Ast): Value {
    const text = typeof value === 'string' ? value : ''
    if (isEval !== true || !/[$#]/.test(text)) return text
    const inner = this.strings.get(text) ?? parseTemplate(text)
    this.strings.set(text, inner)
    const outer = this.template
    this.template = inner
    const rendered = this.render(inner.pieces)
    this.template = outer
    return rendered
  }

  private evaluateList({ value, isRange }: Ast): Value {
    const parts = (value ?? []) as readonly (Ast | string | number)[]
    const valueOf = (part: Ast | string | number): Value =>
      typeof part === 'object' ? this.evaluate(part) : Number(part)
    if (isRange !== true) return parts.map(valueOf)
    const [from, to] = parts.map((part) => Number(valueOf(part)))
    if (
      from === undefined ||
      to === undefined ||
      !Number.isInteger(from) ||
      !Number.isInteger(to)
    ) {
      return []
    }
    const length = Math.abs(to - from) + 1
    this.spend(length)
    return Array.from({ length }, (_, index) => from + (to < from ? -index : index))
  }

  private evaluateMath({ operator = '', expression = [] }: Ast): Value {
    const [one, two] = expression
    if (one === undefined) return null
    const first = this.evaluate(one)
    if (operator === 'not') return !isTrue(first)
    if (operator === 'minus') return typeof first === 'number' ? -first : null
    if (operator === 'parenthesis' || two === undefined) return first
    if (operator === '&&') return isTrue(first) && isTrue(this.evaluate(two))
    if (operator === '||') return isTrue(first) || isTrue(this.evaluate(two))
    const second = this.evaluate(two)
    this.spend(weightOf(first) + weightOf(second))
    return applyOperator(operator, first, second)
  }
}

/**
 * Renders a template over `variables`, which it may change. Throws a TemplateError for whatever a template may not do;
 * time, depth and length are bounded, and no name in a template reaches anything of JavaScript's.
 */
export function renderTemplate(template: Template, variables: ValueMap): string {
  try {
    return new Rendering(template, variables).render(template.pieces)
  } catch (error) {
    if (error instanceof Break) return ''
    throw error
  }
}
