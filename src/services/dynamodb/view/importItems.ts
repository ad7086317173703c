import Papa from 'papaparse'
import { type Item, itemOf } from './items.ts'

/** Items of a file and what could not be read of it, a sentence each. */
export interface Imported {
  readonly items: readonly Item[]
  readonly problems: readonly string[]
}

/** More than these are not told one by one. */
const PROBLEMS_MAX = 3

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const membersOf = (value: unknown): readonly unknown[] | null => {
  if (Array.isArray(value)) return value
  // What `aws dynamodb scan` prints.
  const isScan = typeof value === 'object' && value !== null && 'Items' in value
  return isScan && Array.isArray(value.Items) ? value.Items : null
}

/** A line of S3's exports wraps each item: `{"Item":{…}}`. */
const unwrap = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'Item' in value && Object.keys(value).length === 1
    ? value.Item
    : value

/** JSON as one list, as the CLI's answer to a scan, or an item a line. */
function readJson(text: string): readonly unknown[] {
  const whole = parse(text)
  if (whole !== undefined) return membersOf(whole) ?? [unwrap(whole)]
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => unwrap(parse(line)))
}

/** A cell that is a number or a boolean in JSON is one; all else is text, and an empty one is no attribute. */
const cellOf = (text: string): unknown => {
  const value = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false)$/.test(text) ? parse(text) : undefined
  return value ?? text
}

function readCsv(text: string): readonly unknown[] {
  const { data } = Papa.parse<Readonly<Record<string, string>>>(text.trim(), { header: true })
  return data.map((row) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([, cell]) => typeof cell === 'string' && cell !== '')
        .map(([name, cell]) => [name, cellOf(cell)]),
    ),
  )
}

/** Reads the items of a file by its name's ending: CSV and TSV with a header, else JSON or JSON lines. */
export function readItems(name: string, text: string, keys: readonly string[]): Imported {
  const values = /\.[ct]sv$/i.test(name) ? readCsv(text) : readJson(text)
  const items: Item[] = []
  const problems: string[] = []
  for (const [index, value] of values.entries()) {
    const item = itemOf(value)
    const missing = item === null ? null : keys.find((key) => !Object.hasOwn(item, key))
    if (item !== null && missing === undefined) items.push(item)
    else
      problems.push(
        `Item ${index + 1} ${item === null ? 'is no JSON object' : `has no ${missing}`}`,
      )
  }
  const more = problems.length - PROBLEMS_MAX
  return {
    items,
    problems: more > 0 ? [...problems.slice(0, PROBLEMS_MAX), `${more} more left out`] : problems,
  }
}
