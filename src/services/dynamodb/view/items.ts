import type { ItemsPage } from '../definition.ts'

export type Item = ItemsPage['items'][number]

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads the room's page of items; null where it makes no sense. */
export function readItemsPage(value: unknown): ItemsPage | null {
  if (!isRecord(value)) return null
  const { total, items } = value
  if (typeof total !== 'number' || !Array.isArray(items)) return null
  return { total, items: items.filter(isRecord) }
}

/** A DynamoDB value in a table's cell: text plainly, all else as JSON. */
export function showAttribute(value: unknown): string {
  if (!isRecord(value)) return ''
  const [entry] = Object.entries(value)
  if (entry === undefined) return ''
  const [type, content] = entry
  if (type === 'NULL') return 'null'
  if (typeof content === 'string') return content
  if (type === 'M' && isRecord(content)) {
    const parts = Object.entries(content).map(([name, each]) => `${name}: ${showAttribute(each)}`)
    return `{ ${parts.join(', ')} }`
  }
  if (Array.isArray(content)) {
    const parts = content.map((each) => (isRecord(each) ? showAttribute(each) : String(each)))
    return `[${parts.join(', ')}]`
  }
  return String(content)
}

/** Columns of a page: the key first, then every other attribute in the order in which it appears. */
export function planColumns(keys: readonly string[], items: readonly Item[]): readonly string[] {
  const names = new Set(keys)
  for (const item of items) for (const name of Object.keys(item)) names.add(name)
  return [...names]
}

/** The attributes of `item` that make up its key; null where one is missing. */
export function keyOf(keys: readonly string[], item: Item): Item | null {
  const entries: (readonly [string, unknown])[] = []
  for (const key of keys) {
    if (!Object.hasOwn(item, key)) return null
    entries.push([key, item[key]])
  }
  return Object.fromEntries(entries)
}

const TYPES = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'])

const toAttribute = (value: unknown): unknown => {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (typeof value === 'boolean') return { BOOL: value }
  if (Array.isArray(value)) return { L: value.map(toAttribute) }
  return { M: toItem(value) }
}

const toItem = (value: unknown): Item =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).map(([name, each]) => [name, toAttribute(each)]),
  )

const isAttribute = (value: unknown): boolean => {
  if (!isRecord(value)) return false
  const [type, ...more] = Object.keys(value)
  return type !== undefined && more.length === 0 && TYPES.has(type)
}

const TYPED = ['S', 'N', 'B', 'BOOL', 'NULL'] as const

/** The type of each attribute in the first of `items` that has it, where it can be typed into a field. */
export function typesOf(items: readonly Item[]): ReadonlyMap<string, (typeof TYPED)[number]> {
  const types = new Map<string, (typeof TYPED)[number]>()
  for (const item of items) {
    for (const [name, value] of Object.entries(item)) {
      const type = TYPED.find((each) => isRecord(value) && Object.hasOwn(value, each))
      if (type !== undefined && !types.has(name)) types.set(name, type)
    }
  }
  return types
}

/** An item to fill in: its key, and nothing in it. */
export const emptyItem = (keys: readonly string[]): string =>
  `{ ${keys.map((key) => `"${key}": ""`).join(', ')} }`

/** A parsed JSON value as an item: DynamoDB JSON, or plain JSON that is turned into it. Null where it is no object. */
export function itemOf(value: unknown): Item | null {
  if (!isRecord(value)) return null
  const attributes = Object.values(value)
  return attributes.length > 0 && attributes.every(isAttribute) ? value : toItem(value)
}

/** Reads an item as typed: DynamoDB JSON, or plain JSON that is turned into it. `error` says why it cannot be taken. */
export function readItem(
  text: string,
  keys: readonly string[],
): { readonly item: Item } | { readonly error: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { error: 'Not valid JSON' }
  }
  const item = itemOf(value)
  if (item === null) return { error: 'An item is a JSON object' }
  const missing = keys.find((key) => !Object.hasOwn(item, key))
  return missing === undefined ? { item } : { error: `Missing the key ${missing} in the item` }
}
