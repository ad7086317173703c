import type { AttributeValue, Item } from '../attributeValue.ts'
import type { Condition } from '../expressions/condition.ts'
import type { Update } from '../expressions/update.ts'
import { validation } from '../refusal.ts'
import { refuseItemSize } from '../writes.ts'
import { parseStatement } from './parseStatement.ts'
import type { Expression, Returning, Select, Source, Statement } from './statement.ts'
import { toCondition } from './toCondition.ts'
import { toUpdate } from './toUpdate.ts'
import {
  duplicateField,
  type Parameters,
  readFieldName,
  toOperandValue,
  wrongParameters,
} from './toValue.ts'

/** A SELECT with its parameters in place. */
export interface PreparedSelect {
  readonly kind: 'select' | 'exists'
  readonly source: Source
  readonly select: Select
  readonly where: Condition | null
}

/** A write with its parameters in place. */
export type PreparedChange =
  | { readonly kind: 'insert'; readonly source: Source; readonly item: Item }
  | {
      readonly kind: 'update'
      readonly source: Source
      readonly update: Update
      readonly where: Condition | null
      readonly returning: Returning | null
    }
  | {
      readonly kind: 'delete'
      readonly source: Source
      readonly where: Condition | null
      readonly returning: Returning | null
    }

/** A statement that passed all checks which need no table. */
export type Prepared = PreparedSelect | PreparedChange

/** Whether a statement changes nothing. */
export const isSelect = (prepared: Prepared): prepared is PreparedSelect =>
  prepared.kind === 'select' || prepared.kind === 'exists'

function toItem(item: Expression, parameters: Parameters): Item {
  if (item.kind === 'parameter') {
    const value = toOperandValue(item, parameters)
    if (value.type === 'M') return value.value
  }
  if (item.kind !== 'struct') {
    throw validation(
      'Unsupported format in item expression. Please use struct format {...} to express item ' +
        'values for insert statement.',
    )
  }
  const fields = new Map<string, AttributeValue>()
  for (const [name, value] of item.fields) {
    const key = readFieldName(name, 'root')
    if (fields.has(key)) throw duplicateField(key, 'root')
    fields.set(key, toOperandValue(value, parameters))
  }
  return fields
}

const refuseIndex = ({ index }: Source): void => {
  if (index !== null) throw validation('This operation is not supported on an index')
}

function prepare(statement: Statement, parameters: Parameters): Prepared {
  const readWhere = (where: Expression | null): Condition | null =>
    where === null ? null : toCondition(where, parameters)
  const { source } = statement
  switch (statement.kind) {
    case 'select':
      return { kind: 'select', source, select: statement, where: readWhere(statement.where) }
    case 'exists': {
      const { select } = statement
      return { kind: 'exists', source, select, where: readWhere(select.where) }
    }
    case 'insert': {
      refuseIndex(source)
      const item = toItem(statement.item, parameters)
      refuseItemSize(item)
      return { kind: 'insert', source, item }
    }
    case 'update': {
      refuseIndex(source)
      const update = toUpdate(statement.assignments, parameters)
      const { returning } = statement
      return { kind: 'update', source, update, where: readWhere(statement.where), returning }
    }
    case 'delete': {
      refuseIndex(source)
      const { returning } = statement
      return { kind: 'delete', source, where: readWhere(statement.where), returning }
    }
  }
}

/** Reads a statement and puts its parameters in. */
export function prepareStatement(text: string, parameters: Parameters): Prepared {
  const { statement, parameters: count } = parseStatement(text)
  if (count !== parameters.length) throw wrongParameters()
  return prepare(statement, parameters)
}

/** What a statement does to which table, as IAM names it; null where it cannot be read. */
export function findStatementUse(
  text: string,
): { readonly table: string; readonly index: string | null; readonly action: string } | null {
  try {
    const { kind, source } = parseStatement(text).statement
    const verb = kind === 'exists' ? 'Select' : kind.charAt(0).toUpperCase() + kind.slice(1)
    return { table: source.table, index: source.index, action: `PartiQL${verb}` }
  } catch {
    return null
  }
}
