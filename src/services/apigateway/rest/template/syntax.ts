import { parse } from 'velocityjs'
import { TemplateError } from './value.ts'

/** Where a piece of a template stands: lines from 1, columns from 0. */
interface Position {
  readonly first_line: number
  readonly last_line: number
  readonly first_column: number
  readonly last_column: number
}

/** A node of velocityjs's syntax tree, as far as it is used here. */
export interface Ast {
  readonly type: string
  readonly id?: unknown
  readonly value?: unknown
  readonly leader?: string
  readonly path?: readonly Ast[]
  readonly args?: readonly Ast[] | false
  readonly isEval?: boolean
  readonly isRange?: boolean
  readonly operator?: string
  readonly expression?: readonly Ast[]
  readonly condition?: Ast
  readonly equal?: readonly [Ast, Ast]
  readonly from?: Ast
  readonly to?: string
  readonly pos?: Position
}

/** Text, a node, or a block: its opening node and what stands inside. */
export type Piece = string | Ast | readonly Piece[]

/** A template taken apart. */
export interface Template {
  readonly source: string
  readonly pieces: readonly Piece[]
}

/** "Template size 300 KB". https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const TEMPLATE_MAX = 300 * 1_024

/** Takes a template apart by velocityjs's grammar. Throws a TemplateError where it is not valid. */
export function parseTemplate(source: string): Template {
  if (source.length > TEMPLATE_MAX) throw new TemplateError('A template has 300 KB at most')
  try {
    return { source, pieces: parse(source) as unknown as readonly Piece[] }
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : '').split('\n')
    throw new TemplateError(`The template is not valid: ${line}`)
  }
}

/** A node as its author wrote it: what a reference to nothing prints. */
export function sourceOf({ source }: Template, { pos }: Ast): string {
  if (pos === undefined) return ''
  const lines = source.split('\n').slice(pos.first_line - 1, pos.last_line)
  const last = lines.length - 1
  return lines
    .map((line, index) =>
      line.slice(
        index === 0 ? pos.first_column : 0,
        index === last ? pos.last_column : line.length,
      ),
    )
    .join('\n')
}
