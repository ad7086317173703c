import { type AttributeValue, FALSE, type Item, NULL, TRUE } from './attributeValue.ts'

// An item of five texts is thirteen objects, spread over as many places of the memory: with a million of them, reading one
// waits for the memory a dozen times. Here its values are one text, and the collector has one object to look at.

const TEXT = 'S'.charCodeAt(0)
const NUMBER = 'N'.charCodeAt(0)
const YES = 't'.charCodeAt(0)
const NO = 'f'.charCodeAt(0)

/** Units of a value's text: two digits of base 256, for a wider unit would double the whole text. */
const VALUE_UNITS_MAX = 0xff_ff
/** Units of all values together: what is longer is not copied. */
const UNITS_MAX = 4_096
/** Exponents run from -129 to 126: this makes them a unit of one byte. */
const EXPONENT_OFFSET = 129
/** Kind and length of a text; of a number also its sign and exponent. */
const TEXT_HEAD = 3
const NUMBER_HEAD = 5

const toLength = (units: number): string => String.fromCharCode(units >> 8, units & 0xff)

/** A value as a part of a packed text; null: it stays an object. */
function packValue(attribute: AttributeValue): string | null {
  switch (attribute.type) {
    case 'S': {
      const { length } = attribute.value
      return length > VALUE_UNITS_MAX ? null : `S${toLength(length)}${attribute.value}`
    }
    case 'N': {
      const { negative, digits, exponent } = attribute.value
      const head = String.fromCharCode(negative ? 1 : 0, exponent + EXPONENT_OFFSET)
      return `N${toLength(digits.length)}${head}${digits}`
    }
    case 'BOOL':
      return attribute.value ? 't' : 'f'
    case 'NULL':
      return '0'
    case 'B':
    case 'L':
    case 'M':
    case 'SS':
    case 'NS':
    case 'BS':
      return null
  }
}

/** The values of `attributes` as one text; null where they are too much for it or of other types than it takes. */
export function packValues(attributes: readonly AttributeValue[]): string | null {
  const parts: string[] = []
  let units = 0
  for (const attribute of attributes) {
    const part = packValue(attribute)
    if (part === null) return null
    units += part.length
    if (units > UNITS_MAX) return null
    parts.push(part)
  }
  // Joined it is a flat text, where adding up would make a tree of texts.
  return parts.join('')
}

const lengthAt = (packed: string, at: number): number =>
  packed.charCodeAt(at + 1) * 0x100 + packed.charCodeAt(at + 2)

/** Where the value after the one at `at` begins. */
function next(packed: string, at: number): number {
  const kind = packed.charCodeAt(at)
  if (kind === TEXT) return at + TEXT_HEAD + lengthAt(packed, at)
  return kind === NUMBER ? at + NUMBER_HEAD + lengthAt(packed, at) : at + 1
}

/** The value at `at`. */
function unpack(packed: string, at: number): AttributeValue {
  const kind = packed.charCodeAt(at)
  if (kind === TEXT) {
    const from = at + TEXT_HEAD
    return { type: 'S', value: packed.slice(from, from + lengthAt(packed, at)) }
  }
  if (kind === NUMBER) {
    const from = at + NUMBER_HEAD
    return {
      type: 'N',
      value: {
        negative: packed.charCodeAt(at + 3) === 1,
        digits: packed.slice(from, from + lengthAt(packed, at)),
        exponent: packed.charCodeAt(at + 4) - EXPONENT_OFFSET,
      },
    }
  }
  if (kind === YES) return TRUE
  return kind === NO ? FALSE : NULL
}

/** An item whose values are one text: they become objects when they are looked at. */
export class PackedItem implements Item {
  readonly names: readonly string[]
  readonly packed: string

  constructor(names: readonly string[], packed: string) {
    this.names = names
    this.packed = packed
  }

  get size(): number {
    return this.names.length
  }

  get(name: string): AttributeValue | undefined {
    const place = this.names.indexOf(name)
    if (place === -1) return undefined
    let at = 0
    for (let passed = 0; passed < place; passed++) at = next(this.packed, at)
    return unpack(this.packed, at)
  }

  has(name: string): boolean {
    return this.names.includes(name)
  }

  forEach(visit: (value: AttributeValue, name: string, item: Item) => void): void {
    let at = 0
    for (const name of this.names) {
      visit(unpack(this.packed, at), name, this)
      at = next(this.packed, at)
    }
  }

  keys(): MapIterator<string> {
    return this.names.values()
  }

  *values(): MapIterator<AttributeValue> {
    for (const [, value] of this.entries()) yield value
  }

  *entries(): MapIterator<[string, AttributeValue]> {
    let at = 0
    for (const name of this.names) {
      yield [name, unpack(this.packed, at)]
      at = next(this.packed, at)
    }
  }

  [Symbol.iterator](): MapIterator<[string, AttributeValue]> {
    return this.entries()
  }
}
