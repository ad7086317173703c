import { Button } from '#kit/Button.tsx'
import type { FieldProps } from '#kit/Field.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import type { JsonValue } from '#services/service.ts'
import type { ReactNode } from 'react'
import type { Field } from './deriveForm.ts'
import { isSame, putAt } from './values.ts'

/** The control of one cell; given by whoever knows all kinds of fields. */
export type RenderCell = (
  column: Field,
  value: JsonValue | undefined,
  onCommit: (next: JsonValue | undefined) => void,
) => ReactNode

export interface TableFieldProps extends FieldProps {
  readonly columns: readonly Field[]
  readonly renderCell: RenderCell
  readonly value: JsonValue | undefined
  readonly onCommit: (value: JsonValue | undefined) => void
  readonly extra?: ReactNode
}

type Row = Readonly<Record<string, JsonValue>>

const rowsOf = (value: JsonValue | undefined): readonly Row[] =>
  Array.isArray(value)
    ? value.filter(
        (row): row is Row => typeof row === 'object' && row !== null && !Array.isArray(row),
      )
    : []

/** A new row: what the schema asks for and has no default of its own. */
const newRow = (columns: readonly Field[]): Row =>
  Object.fromEntries(
    columns.flatMap(({ key, fallback, optional, shape }): [string, JsonValue][] => {
      if (optional || fallback !== undefined) return []
      if (shape.type === 'number') return [[key, shape.min ?? 0]]
      if (shape.type === 'choice') return [[key, shape.options[0] ?? '']]
      return [[key, '']]
    }),
  )

const widthOf = ({ shape, key }: Field): string => {
  if (shape.type === 'record' || shape.type === 'json' || key === 'Body') return 'full'
  return shape.type === 'text' && key !== 'Method' ? 'wide' : 'narrow'
}

interface RowEditorProps {
  readonly renderCell: RenderCell
  readonly columns: readonly Field[]
  readonly row: Row
  readonly title: string
  readonly onChange: (row: Row) => void
  readonly onRemove: () => void
}

function RowEditor({ renderCell, columns, row, title, onChange, onRemove }: RowEditorProps) {
  return (
    <fieldset className="table-row">
      <legend className="visually-hidden">{title}</legend>
      {columns.map((column) => (
        <div key={column.key} data-width={widthOf(column)}>
          {renderCell(column, row[column.key], (next) => {
            const plain = isSame(next, column.fallback) ? undefined : next
            onChange(putAt(row, [column.key], plain))
          })}
        </div>
      ))}
      <span className="table-remove">
        <IconButton label={`Remove ${title}`} icon="trash" size="small" onClick={onRemove} />
      </span>
    </fieldset>
  )
}

/** Objects one below the other, each with its few fields: stages, request templates. */
export function TableField(props: TableFieldProps) {
  const { label, columns, value, onCommit, help, error, changed, extra } = props
  const rows = rowsOf(value)
  return (
    <div
      className="table-field"
      role="group"
      aria-label={label}
      data-changed={changed === true ? '' : undefined}
    >
      <div className="kit-field-label">
        <span>{label}</span>
        {extra}
      </div>
      {rows.map((row, index) => (
        <RowEditor
          // oxlint-disable-next-line react/no-array-index-key -- rows have no other identity than their place
          key={index}
          columns={columns}
          renderCell={props.renderCell}
          row={row}
          title={`${label} ${index + 1}`}
          onChange={(next) => onCommit(rows.map((each, at) => (at === index ? next : each)))}
          onRemove={() => onCommit(rows.filter((_, at) => at !== index))}
        />
      ))}
      <Button
        size="small"
        icon="plus"
        aria-label={`Add to ${label}`}
        onClick={() => onCommit([...rows, rows.at(-1) ?? newRow(columns)])}
      >
        Add
      </Button>
      {error !== undefined && error !== null ? (
        <div className="kit-field-note" data-tone="error" role="alert">
          {error}
        </div>
      ) : (
        help !== undefined && <div className="kit-field-note">{help}</div>
      )}
    </div>
  )
}
