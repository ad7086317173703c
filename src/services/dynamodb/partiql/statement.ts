/** Where in a statement something stands: line and column from 1, and its length in characters. */
export interface Place {
  readonly line: number
  readonly column: number
  readonly length: number
}

/** As AWS's messages tell it: `1:11:1`. */
export const placeText = ({ line, column, length }: Place): string => `${line}:${column}:${length}`

/** A step of a path: a name, or a list's index. */
export type Step = string | number

/** `a.b[0]`; its first step is a name. */
export type Path = readonly [string, ...Step[]]

/** The operators that compare two values. */
export type CompareOperator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** Whatever may stand where a value or a condition may. */
export type Expression = { readonly place: Place } & (
  | { readonly kind: 'string' | 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' | 'missing' }
  /** `?`; counted from zero. */
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'list' | 'bag'; readonly elements: readonly Expression[] }
  | { readonly kind: 'struct'; readonly fields: readonly (readonly [Expression, Expression])[] }
  /** `name` in lower case. */
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] }
  | {
      readonly kind: 'arithmetic'
      readonly operator: '+' | '-'
      readonly operands: readonly [Expression, Expression]
    }
  | {
      readonly kind: 'compare'
      readonly operator: CompareOperator
      readonly operands: readonly [Expression, Expression]
    }
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly [Expression, Expression] }
  | { readonly kind: 'not'; readonly condition: Expression }
  | { readonly kind: 'is'; readonly operand: Expression; readonly type: string }
  | {
      readonly kind: 'between'
      readonly operands: readonly [Expression, Expression, Expression]
    }
  | { readonly kind: 'in'; readonly operand: Expression; readonly options: Expression }
)

/** `"table"."index"` */
export interface Source {
  readonly table: string
  readonly index: string | null
}

/** `RETURNING ALL OLD *` */
export interface Returning {
  readonly which: 'ALL' | 'MODIFIED'
  readonly when: 'OLD' | 'NEW'
}

/** `SET a = 1` or `REMOVE a` */
export type Assignment =
  | { readonly kind: 'set'; readonly path: Path; readonly value: Expression }
  | { readonly kind: 'remove'; readonly path: Path }

/** A SELECT. */
export interface Select {
  readonly kind: 'select'
  /** null: `*`. */
  readonly columns: readonly Path[] | null
  readonly source: Source
  readonly where: Expression | null
  readonly orderBy: readonly { readonly path: Path; readonly descending: boolean }[]
}

/** A statement that changes one item. */
export type Change =
  | { readonly kind: 'insert'; readonly source: Source; readonly item: Expression }
  | {
      readonly kind: 'update'
      readonly source: Source
      readonly assignments: readonly Assignment[]
      readonly where: Expression | null
      readonly returning: Returning | null
    }
  | {
      readonly kind: 'delete'
      readonly source: Source
      readonly where: Expression | null
      readonly returning: Returning | null
    }

/** A PartiQL statement in the subset that DynamoDB takes. */
export type Statement =
  | Select
  | Change
  /** `EXISTS(SELECT …)` */
  | { readonly kind: 'exists'; readonly select: Select; readonly source: Source }
