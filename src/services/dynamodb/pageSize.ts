import { type AttributeValue, type Item, sizeOfValue } from './attributeValue.ts'

// How much of a page's 1 MB an item takes is not what it costs: AWS measures it as it is stored. What is known of that
// was found by the authors of dynalite against the live service: names count one byte, values carry their lengths,
// and every 3 KB begun adds 18 bytes and the sort key once more.

const ENTRY_BYTES = 2
const BLOCK_BYTES = 3_072
const BLOCK_OVERHEAD_BYTES = 18

const lengthBytes = (bytes: number): number => {
  if (bytes < 128) return 1
  return bytes < 16_384 ? 2 : 3
}

function storedSize(value: AttributeValue): number {
  switch (value.type) {
    case 'S': {
      const bytes = sizeOfValue(value)
      return bytes + lengthBytes(bytes)
    }
    case 'N':
    case 'B':
      return sizeOfValue(value) + 1
    case 'SS':
    case 'NS':
    case 'BS':
      return sizeOfValue(value) + value.value.length + 1
    case 'BOOL':
      return 1
    case 'NULL':
      return 0
    case 'L':
      return value.value.reduce((sum, element) => sum + 1 + storedSize(element), 3)
    case 'M': {
      let bytes = 3 + value.value.size
      for (const part of value.value.values()) bytes += 1 + storedSize(part)
      return bytes
    }
  }
}

/** How many bytes of a page `item` takes; `rangeName` is the table's sort key. */
export function computePageSize(item: Item, rangeName: string | null): number {
  let bytes = 0
  let rangeBytes = 0
  for (const [name, value] of item) {
    if (name === rangeName) rangeBytes = sizeOfValue(value)
    else bytes += 1 + storedSize(value)
  }
  const blocks = 1 + Math.floor((1 + bytes) / BLOCK_BYTES)
  return ENTRY_BYTES + bytes + blocks * (BLOCK_OVERHEAD_BYTES + rangeBytes)
}
