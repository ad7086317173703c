import './Items.css'
import { Button } from '#kit/Button.tsx'
import { formatNumber } from '#kit/format.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { TextField } from '#kit/TextField.tsx'
import { useEffect, useState } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState, ItemsPage, ItemsQuery } from '../definition.ts'
import { keyOf, planColumns, readItem, readItemsPage, showAttribute } from './items.ts'

const PAGE = 25
/** How often a shown page is read again while the run changes it; ms. */
const REFRESH_MS = 500

type Props = PanelProps<typeof dynamodbDefinition, DynamodbState>

function usePage(read: Props['read'], offset: number): ItemsPage | null {
  const [page, setPage] = useState<ItemsPage | null>(null)
  useEffect(() => {
    let live = true
    const query: ItemsQuery = { type: 'items', offset, limit: PAGE }
    const ask = () => {
      read(query).then(
        (value) => {
          const next = readItemsPage(value)
          if (live && next !== null) setPage(next)
        },
        () => undefined,
      )
    }
    ask()
    const timer = setInterval(ask, REFRESH_MS)
    return () => {
      live = false
      clearInterval(timer)
    }
  }, [read, offset])
  return page
}

function AddItem(props: { readonly keys: readonly string[]; readonly command: Props['command'] }) {
  const { keys, command } = props
  const [text, setText] = useState<string | null>(null)
  if (text === null) {
    const empty = `{ ${keys.map((key) => `"${key}": ""`).join(', ')} }`
    return (
      <div>
        <Button icon="plus" onClick={() => setText(empty)}>
          Add item
        </Button>
      </div>
    )
  }
  const read = readItem(text, keys)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if ('error' in read) return
        command({ type: 'put-item', item: read.item })
        setText(null)
      }}
    >
      <TextField
        label="Item as JSON"
        help="Plain JSON or DynamoDB JSON; an item with the same key is replaced."
        value={text}
        onChange={setText}
        error={'error' in read ? read.error : null}
        rows={4}
        mono
        autoFocus
      />
      <div className="items-bar">
        <Button type="submit" variant="primary" size="small" disabled={'error' in read}>
          Put item
        </Button>
        <Button variant="quiet" size="small" onClick={() => setText(null)}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

/** The table's items, a page at a time, as they are in the running table. */
export function Items({ properties, read, command }: Props) {
  const [offset, setOffset] = useState(0)
  const page = usePage(read, offset)
  const keys = properties.KeySchema.map((element) => element.AttributeName)
  const items = page?.items ?? []
  const total = page?.total ?? 0
  const columns = planColumns(keys, items)
  const last = Math.min(offset + PAGE, total)
  return (
    <div className="items">
      <div className="items-bar">
        <span>
          {total === 0
            ? 'No items'
            : `${formatNumber(offset + 1)}–${formatNumber(last)} of ${formatNumber(total)}`}
        </span>
        <IconButton
          label="Previous page"
          icon="chevronLeft"
          disabled={offset === 0}
          onClick={() => setOffset(Math.max(0, offset - PAGE))}
        />
        <IconButton
          label="Next page"
          icon="chevronRight"
          disabled={last >= total}
          onClick={() => setOffset(offset + PAGE)}
        />
      </div>
      {items.length > 0 && (
        <div className="items-scroll">
          <table aria-label="Items">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
                <th aria-label="Actions" />
              </tr>
            </thead>
            <tbody>
              {items.map((item) => {
                const key = keyOf(keys, item)
                const name = keys.map((part) => showAttribute(item[part])).join(' · ')
                return (
                  <tr key={JSON.stringify(key ?? item)}>
                    {columns.map((column) => (
                      <td key={column} title={showAttribute(item[column])}>
                        {showAttribute(item[column])}
                      </td>
                    ))}
                    <td>
                      {key !== null && (
                        <IconButton
                          label={`Delete item ${name}`}
                          icon="trash"
                          size="small"
                          onClick={() => command({ type: 'delete-item', key })}
                        />
                      )}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
      <AddItem keys={keys} command={command} />
    </div>
  )
}
