import './Items.css'
import { Button } from '#kit/Button.tsx'
import { formatNumber } from '#kit/format.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { Table } from '#kit/Table.tsx'
import { TextField } from '#kit/TextField.tsx'
import { usePolled } from '#kit/usePolled.ts'
import { useCallback, useState } from 'react'
import type { PanelProps } from '#services/view.ts'
import type { dynamodbDefinition, DynamodbState, ItemsPage, ItemsQuery } from '../definition.ts'
import {
  emptyItem,
  type Item,
  keyOf,
  planColumns,
  readItem,
  readItemsPage,
  showAttribute,
} from './items.ts'

const PAGE = 25
/** How often a shown page is read again while the run changes it; ms. */
const REFRESH_MS = 500

type Props = PanelProps<typeof dynamodbDefinition, DynamodbState>

function usePage(read: Props['read'], offset: number, filter: string): ItemsPage | null {
  const ask = useCallback(async () => {
    const query: ItemsQuery = { type: 'items', offset, limit: PAGE, filter }
    return readItemsPage(await read(query)) ?? undefined
  }, [read, offset, filter])
  return usePolled<ItemsPage | null>(ask, null, REFRESH_MS)
}

interface ItemFormProps {
  readonly keys: readonly string[]
  readonly text: string
  readonly onPut: (item: Item) => void
  readonly onCancel: () => void
}

/** An item as JSON: a new one, or one that is to replace another. */
function ItemForm({ keys, text: before, onPut, onCancel }: ItemFormProps) {
  const [text, setText] = useState(before)
  const read = readItem(text, keys)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!('error' in read)) onPut(read.item)
      }}
    >
      <TextField
        label="Item as JSON"
        help="Plain JSON or DynamoDB JSON; an item with the same key is replaced."
        value={text}
        onChange={setText}
        error={'error' in read ? read.error : null}
        rows={Math.min(16, Math.max(4, text.split('\n').length))}
        mono
        autoFocus
      />
      <div className="items-bar">
        <Button type="submit" variant="primary" size="small" disabled={'error' in read}>
          Put item
        </Button>
        <Button variant="quiet" size="small" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  )
}

/** Reads a file of items and puts them; says what could not be read. */
function ImportItems(props: {
  readonly keys: readonly string[]
  readonly command: Props['command']
}) {
  const { keys, command } = props
  const [said, setSaid] = useState<string | null>(null)
  const take = async (file: File): Promise<void> => {
    const { readItems } = await import('./importItems.ts')
    const { items, problems } = readItems(file.name, await file.text(), keys)
    if (items.length > 0) command({ type: 'put-items', items })
    setSaid([`${formatNumber(items.length)} items put`, ...problems].join('. '))
  }
  return (
    <>
      <label className="kit-button" data-variant="plain" data-size="medium">
        Import JSON or CSV
        <input
          type="file"
          accept=".json,.jsonl,.ndjson,.csv,.tsv"
          className="visually-hidden"
          onChange={({ target }) => {
            const [file] = target.files ?? []
            target.value = ''
            if (file !== undefined) void take(file)
          }}
        />
      </label>
      {said !== null && <p role="status">{said}</p>}
    </>
  )
}

function ItemTable(props: {
  readonly keys: readonly string[]
  readonly items: readonly Item[]
  readonly onEdit: (item: Item) => void
  readonly onDelete: (key: Item) => void
}) {
  const { keys, items, onEdit, onDelete } = props
  const columns = planColumns(keys, items)
  return (
    <Table label="Items" columns={[...columns, { actions: 'Actions' }]}>
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
            <td className="items-buttons" data-actions>
              <IconButton
                label={`Edit item ${name}`}
                icon="edit"
                size="small"
                onClick={() => onEdit(item)}
              />
              {key !== null && (
                <IconButton
                  label={`Delete item ${name}`}
                  icon="trash"
                  size="small"
                  onClick={() => onDelete(key)}
                />
              )}
            </td>
          </tr>
        )
      })}
    </Table>
  )
}

/** The table's items, a page at a time, as they are in the running table. */
export function Items({ properties, read, command }: Props) {
  const [offset, setOffset] = useState(0)
  const [filter, setFilter] = useState('')
  /** The text of the item that is being written; null while none is. */
  const [draft, setDraft] = useState<string | null>(null)
  const page = usePage(read, offset, filter)
  const keys = properties.KeySchema.map((element) => element.AttributeName)
  const items = page?.items ?? []
  const total = page?.total ?? 0
  const last = Math.min(offset + PAGE, total)
  return (
    <div className="items">
      <TextField
        label="Find items"
        hideLabel
        placeholder="Find in names and values…"
        value={filter}
        onChange={(next) => {
          setFilter(next)
          setOffset(0)
        }}
      />
      <div className="items-bar">
        <span>
          {total === 0
            ? filter === ''
              ? 'No items'
              : 'No item holds that'
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
      {draft === null ? (
        <div className="items-actions">
          <Button icon="plus" onClick={() => setDraft(emptyItem(keys))}>
            Add item
          </Button>
          <ImportItems keys={keys} command={command} />
        </div>
      ) : (
        <ItemForm
          key={draft}
          keys={keys}
          text={draft}
          onPut={(item) => {
            command({ type: 'put-item', item })
            setDraft(null)
          }}
          onCancel={() => setDraft(null)}
        />
      )}
      {items.length > 0 && (
        <ItemTable
          keys={keys}
          items={items}
          onEdit={(item) => setDraft(JSON.stringify(item, null, 2))}
          onDelete={(key) => command({ type: 'delete-item', key })}
        />
      )}
    </div>
  )
}
