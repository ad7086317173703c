import { base64Decode, base64Encode, utf8Decode } from '#contracts/bytes.ts'
import { Decimal, IonTypes, makeReader, makeTextWriter, type Reader } from 'ion-js'
import type { WireObject } from '../refusal.ts'

// Amazon Ion in exports and imports. Loaded with the first transfer that needs it.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html

type Writer = ReturnType<typeof makeTextWriter>

const SETS: ReadonlySet<string> = new Set(['SS', 'NS', 'BS'])
const SET_ANNOTATION = '$dynamodb_'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function writeStruct(
  writer: Writer,
  fields: Readonly<Record<string, unknown>>,
  write: (value: unknown) => void,
): void {
  writer.stepIn(IonTypes.STRUCT)
  for (const [name, value] of Object.entries(fields)) {
    writer.writeFieldName(name)
    write(value)
  }
  writer.stepOut()
}

function writeList(writer: Writer, values: readonly unknown[], write: (value: unknown) => void) {
  writer.stepIn(IonTypes.LIST)
  for (const value of values) write(value)
  writer.stepOut()
}

/** `1500` is written as `15d2`, `103` as `103.`: digits without the zeros at their end, and where the point stands. */
function writeNumber(writer: Writer, text: string): void {
  const [, sign = '', whole = '', part = '', power = '0'] =
    /^(-?)(\d*)\.?(\d*)(?:E([+-]?\d+))?$/i.exec(text) ?? []
  const digits = `${whole}${part}`.replace(/^0+(?=\d)/, '')
  const kept = digits.replace(/0+$/, '') || '0'
  const exponent = kept === '0' ? 0 : Number(power) - part.length + digits.length - kept.length
  writer.writeDecimal(new Decimal(`${sign}${kept}d${exponent}`))
}

/** A value as it stands on DynamoDB's wire. */
function writeValue(writer: Writer, wire: unknown): void {
  const [[type, value] = ['NULL', true]] = isObject(wire) ? Object.entries(wire) : []
  const scalar = (kind: string) => (each: unknown) => writeValue(writer, { [kind]: each })
  if (SETS.has(type)) {
    writer.setAnnotations([`${SET_ANNOTATION}${type}`])
    return writeList(writer, listOf(value), scalar(type.charAt(0)))
  }
  switch (type) {
    case 'S':
      return writer.writeString(textOf(value))
    case 'N':
      return writeNumber(writer, textOf(value))
    case 'B':
      return writer.writeBlob(base64Decode(textOf(value)) ?? new Uint8Array(0))
    case 'BOOL':
      return writer.writeBoolean(value === true)
    case 'L':
      return writeList(writer, listOf(value), (each) => writeValue(writer, each))
    case 'M':
      return writeStruct(writer, isObject(value) ? value : {}, (each) => writeValue(writer, each))
    default:
      return writer.writeNull(IonTypes.NULL)
  }
}

/** A row of an export, whose members are items: `$ion_1_0 {Item:{id:"1",at:103.}}`. */
export function writeIonRow(row: WireObject): string {
  const writer = makeTextWriter()
  writeStruct(writer, row, (item) => writeValue(writer, { M: item }))
  writer.close()
  return `$ion_1_0 ${utf8Decode(writer.getBytes()) ?? ''}`
}

/** Items nest 32 levels deep; a set in them is one more, and so is the row around them. */
const DEPTH_MAX = 40

/** Nothing is skipped but read, for Ion's library skips what is deep in a time that grows with its square. */
function readDeeper(depth: number): void {
  if (depth > DEPTH_MAX) throw new Error('Nesting Levels have exceeded supported limits')
}

/** The value at which `reader` stands, as DynamoDB's wire has it; null: it has a type that DynamoDB has not. */
function readValue(reader: Reader, depth: number): WireObject | null {
  if (reader.isNull()) return { NULL: true }
  switch (reader.type()) {
    case IonTypes.STRING:
      return { S: reader.stringValue() ?? '' }
    case IonTypes.BOOL:
      return { BOOL: reader.booleanValue() ?? false }
    case IonTypes.INT:
      return { N: String(reader.bigIntValue() ?? 0) }
    case IonTypes.DECIMAL: {
      const decimal = reader.decimalValue() ?? Decimal.ZERO
      return { N: `${decimal.getCoefficient()}E${decimal.getExponent()}` }
    }
    case IonTypes.BLOB:
      return { B: base64Encode(reader.uInt8ArrayValue() ?? new Uint8Array(0)) }
    case IonTypes.STRUCT: {
      const fields = readStruct(reader, depth)
      return fields === null ? null : { M: fields }
    }
    case IonTypes.LIST:
      return readList(reader, depth)
    case IonTypes.SEXP:
      readList(reader, depth)
      return null
    case null:
    default:
      return null
  }
}

function readList(reader: Reader, depth: number): WireObject | null {
  readDeeper(depth)
  const set = reader.annotations().find((name) => name.startsWith(SET_ANNOTATION))
  const values: (WireObject | null)[] = []
  reader.stepIn()
  while (reader.next() !== null) values.push(readValue(reader, depth + 1))
  reader.stepOut()
  if (values.includes(null)) return null
  if (set === undefined) return { L: values }
  const type = set.slice(SET_ANNOTATION.length)
  return { [type]: values.map((value) => Object.values(value ?? {})[0] ?? null) }
}

function readStruct(reader: Reader, depth: number): WireObject | null {
  readDeeper(depth)
  const fields: [string, WireObject | null][] = []
  reader.stepIn()
  while (reader.next() !== null) {
    fields.push([reader.fieldName() ?? '', readValue(reader, depth + 1)])
  }
  reader.stepOut()
  return fields.some(([, value]) => value === null) ? null : Object.fromEntries(fields)
}

/** A row: `{Item: {…}}`; undefined where it is none. */
function toItem(row: WireObject | null): unknown {
  const fields = row?.['M']
  if (!isObject(fields)) return undefined
  const item = fields['Item']
  return isObject(item) ? item['M'] : undefined
}

/**
 * The items of an object in Ion, as text or in binary; rows may stand in one list. Throws an error where the bytes are no
 * Ion, or deeper than items may be.
 */
export function* readIonRows(bytes: Uint8Array): Generator<unknown, void, undefined> {
  const reader = makeReader(bytes)
  for (let type = reader.next(); type !== null; type = reader.next()) {
    if (type !== IonTypes.LIST) {
      yield toItem(readValue(reader, 0))
      continue
    }
    reader.stepIn()
    while (reader.next() !== null) yield toItem(readValue(reader, 0))
    reader.stepOut()
  }
}
