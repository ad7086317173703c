import './Table.css'
import type { ReactNode } from 'react'

/** A column's title. Numbers stand at the right; the title of what can be done with a row is only read out. */
export type Column = string | { readonly number: string } | { readonly actions: string }

function Title({ column }: { readonly column: Column }) {
  if (typeof column === 'string') return <th scope="col">{column}</th>
  if ('actions' in column) return <th aria-label={column.actions} data-actions />
  return (
    <th scope="col" data-number>
      {column.number}
    </th>
  )
}

/** A table of data in a panel, one line a row, that scrolls sideways. A cell is as wide as `--cell-max` at most; its text is cut there. */
export function Table(props: {
  readonly label: string
  /** Absent: it has no head. */
  readonly columns?: readonly Column[]
  readonly children: ReactNode
}) {
  const { label, columns, children } = props
  return (
    <div className="kit-table">
      <table aria-label={label}>
        {columns !== undefined && (
          <thead>
            <tr>
              {columns.map((column) => (
                <Title key={JSON.stringify(column)} column={column} />
              ))}
            </tr>
          </thead>
        )}
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
