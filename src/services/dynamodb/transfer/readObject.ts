import { utf8Decode } from '#contracts/bytes.ts'
import { Gunzip } from 'fflate'
import { Decompress } from 'fzstd'
import type { Item } from '../attributeValue.ts'
import { refuseIndexKeys } from '../indexKeys.ts'
import { Refusal } from '../refusal.ts'
import { type KeyElement, keyElements } from '../schema.ts'
import { readSeedItem } from '../setup.ts'
import type { Table } from '../table.ts'
import { readCsv } from './csv.ts'
import type { IonRows } from './loadIon.ts'
import type { ImportFormat } from './tasks.ts'

/** An object that is no text of the format, or too long for a simulation. */
export class UnreadableObject extends Error {
  override readonly name = 'UnreadableObject'
}

/** Bytes of one object, unpacked. A bound of ours. */
const OBJECT_BYTES_MAX = 268_435_456

/** How an object may be packed: its first bytes, and what unpacks it part by part. */
const PACKINGS = {
  GZIP: { magic: [0x1f, 0x8b], Unpacker: Gunzip },
  ZSTD: { magic: [0x28, 0xb5, 0x2f, 0xfd], Unpacker: Decompress },
} as const

function unpack(bytes: Uint8Array, packing: keyof typeof PACKINGS): Uint8Array {
  const { magic, Unpacker } = PACKINGS[packing]
  const parts: Uint8Array[] = []
  let length = 0
  const stream = new Unpacker((part) => {
    length += part.length
    if (length > OBJECT_BYTES_MAX) throw new UnreadableObject('An object is too long')
    parts.push(part)
  })
  const unreadable = (): UnreadableObject => new UnreadableObject(`Not in ${packing} format`)
  if (magic.some((byte, at) => bytes[at] !== byte)) throw unreadable()
  try {
    stream.push(bytes, true)
  } catch (error) {
    if (error instanceof UnreadableObject) throw error
    throw unreadable()
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The places just after each JSON object that begins at the top of `text`: rows need not stand on lines of their own. */
function* objectEnds(text: string): Generator<number, void, undefined> {
  let depth = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at)
    if (isQuoted) {
      if (letter === '\\') at++
      else if (letter === '"') isQuoted = false
    } else if (letter === '"') isQuoted = true
    else if (letter === '{') depth++
    else if (letter === '}' && --depth <= 0) {
      depth = 0
      yield at + 1
    }
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A row in DynamoDB JSON: `{"Item": {…}}`; undefined where it is none. */
const itemOf = (row: unknown): unknown =>
  typeof row === 'object' && row !== null && 'Item' in row ? row.Item : undefined

function* readJsonRows(text: string): Generator<unknown, void, undefined> {
  let from = 0
  for (const end of objectEnds(text)) {
    yield itemOf(parse(text.slice(from, end)))
    from = end
  }
  if (text.slice(from).trim() !== '') yield undefined
}

/** All that is text in CSV are strings, but for the attributes of keys, which have their types. */
function* readCsvRows(
  text: string,
  format: ImportFormat,
  keys: readonly KeyElement[],
): Generator<unknown, void, undefined> {
  let { header } = format
  const typeOf = (name: string): string => keys.find((key) => key.name === name)?.type ?? 'S'
  for (const cells of readCsv(text, format.delimiter)) {
    if (header === null) {
      header = cells
      continue
    }
    const names: readonly string[] = header
    if (cells.length > names.length) yield undefined
    else {
      const filled = cells.flatMap((cell, at): readonly (readonly [string, unknown])[] => {
        const name = names[at] ?? ''
        // An empty cell is an attribute that the item does not have.
        return cell === '' ? [] : [[name, { [typeOf(name)]: cell }]]
      })
      yield Object.fromEntries(filled)
    }
  }
}

/** What became of one row. */
export type ImportedRow = { readonly item: Item } | { readonly error: string }

const messageOf = (refusal: Refusal): string => {
  const message = refusal.body['message'] ?? refusal.body['Message']
  return typeof message === 'string' ? message : refusal.code
}

function readRow(row: unknown, table: Table): ImportedRow {
  try {
    const item = readSeedItem(row, table.definition.keySchema)
    refuseIndexKeys(item, table)
    return { item }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { error: messageOf(error) }
  }
}

/** Rows until the bytes are no Ion any more, or too deep, whatever then is thrown. */
function* readIon(
  bytes: Uint8Array,
  { readIonRows }: IonRows,
): Generator<unknown, void, undefined> {
  try {
    yield* readIonRows(bytes)
  } catch {
    throw new UnreadableObject('Not in Ion format')
  }
}

function readText(
  bytes: Uint8Array,
  format: ImportFormat,
  table: Table,
): Generator<unknown, void, undefined> {
  const text = utf8Decode(bytes)
  if (text === null) throw new UnreadableObject('Not in UTF-8')
  const { keySchema, indexes = [] } = table.definition
  const keys = [keySchema, ...indexes.map((index) => index.keySchema)].flatMap(keyElements)
  return format.type === 'CSV' ? readCsvRows(text, format, keys) : readJsonRows(text)
}

/** An object as rows for `table`, and how many bytes it is, unpacked. `ion`: null where the format is another. */
export function readObject(
  packed: Uint8Array,
  format: ImportFormat,
  { table, ion }: { readonly table: Table; readonly ion: IonRows | null },
): { readonly bytes: number; readonly rows: Iterable<ImportedRow> } {
  const bytes = format.compression === 'NONE' ? packed : unpack(packed, format.compression)
  const rows = ion === null ? readText(bytes, format, table) : readIon(bytes, ion)
  return {
    bytes: bytes.length,
    rows: (function* () {
      for (const row of rows) yield readRow(row, table)
    })(),
  }
}
