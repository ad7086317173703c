import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { md5OfAttributes, md5OfText, sha256OfText } from './digest.ts'
import type { MessageAttribute } from './message.ts'

/** The documented algorithm once more, with Node's own tools. */
function computeMd5(attributes: readonly MessageAttribute[]): string {
  const hash = createHash('md5')
  const part = (bytes: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    hash.update(length).update(bytes)
  }
  for (const { name, dataType, value } of attributes) {
    const isBinary = dataType.startsWith('Binary')
    part(Buffer.from(name))
    part(Buffer.from(dataType))
    hash.update(Buffer.from([isBinary ? 2 : 1]))
    part(isBinary ? Buffer.from(value, 'base64') : Buffer.from(value))
  }
  return hash.digest('hex')
}

const attribute = fc.oneof(
  fc.record({ name: fc.string(), dataType: fc.constant('String.x'), value: fc.string() }),
  fc.record({ name: fc.string(), dataType: fc.constant('Binary'), value: fc.base64String() }),
)

describe('digests', () => {
  test('are what AWS documents, whatever the attributes', () => {
    fc.assert(
      fc.property(fc.array(attribute, { maxLength: 10 }), (attributes) => {
        expect(md5OfAttributes(attributes)).toBe(computeMd5(attributes))
      }),
    )
  })

  test('of texts are those of their UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(md5OfText(text)).toBe(createHash('md5').update(text).digest('hex'))
        expect(sha256OfText(text)).toBe(createHash('sha256').update(text).digest('hex'))
      }),
    )
  })
})
