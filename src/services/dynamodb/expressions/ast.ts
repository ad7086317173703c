/** A step of a path as written: a name, a `#placeholder`, or a list index. */
export type PathStep =
  | { readonly kind: 'name' | 'placeholder'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }

/** `a.b[0].#c` */
export interface PathNode {
  readonly kind: 'path'
  readonly steps: readonly PathStep[]
}

/** `:v` */
export interface ValueNode {
  readonly kind: 'value'
  readonly name: string
}

/** `size(a)` */
export interface FunctionNode {
  readonly kind: 'function'
  readonly name: string
  readonly operands: readonly OperandNode[]
}

/** What a comparison compares: a path, a placeholder of a value, or a function of them. */
export type OperandNode = PathNode | ValueNode | FunctionNode

/** The expression language's comparison operators. */
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** A condition that holds no other. A function may stand where a condition may. */
export type LeafNode =
  | FunctionNode
  | {
      readonly kind: 'compare'
      readonly operator: Comparator
      readonly operands: readonly [OperandNode, OperandNode]
    }
  | {
      readonly kind: 'between'
      readonly operands: readonly [OperandNode, OperandNode, OperandNode]
    }
  | { readonly kind: 'in'; readonly operands: readonly OperandNode[] }

/** A condition as written. */
export type ConditionNode =
  | LeafNode
  | {
      readonly kind: 'and' | 'or'
      readonly conditions: readonly [ConditionNode, ConditionNode]
    }
  | { readonly kind: 'not'; readonly condition: ConditionNode }

/** What SET sets a path to. */
export type SetValueNode =
  | OperandNode
  | {
      readonly kind: 'arithmetic'
      readonly operator: '+' | '-'
      readonly operands: readonly [OperandNode, OperandNode]
    }

/** The clauses of an UpdateExpression; each may come once. */
export type UpdateSection = 'SET' | 'REMOVE' | 'ADD' | 'DELETE'

/** One action of an update expression. */
export type UpdateNode =
  | { readonly section: 'SET'; readonly path: PathNode; readonly value: SetValueNode }
  | { readonly section: 'REMOVE'; readonly path: PathNode }
  | { readonly section: 'ADD' | 'DELETE'; readonly path: PathNode; readonly value: ValueNode }

/** The sections of an update expression as they stand there. */
export type UpdateNodes = readonly {
  readonly section: UpdateSection
  readonly actions: readonly UpdateNode[]
}[]
