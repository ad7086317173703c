import * as fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readZip, UNZIPPED_BYTES_MAX, ZIP_BYTES_MAX } from '#services/readZip.ts'
import { writeZip } from './writeZip.ts'

const name = fc
  .array(fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,8}$/), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'))

const content = fc.oneof(
  fc.string().filter((text) => !text.includes('\0')),
  fc
    .uint8Array({ minLength: 1 })
    .map((bytes) => ({ base64: Buffer.from([0, ...bytes]).toString('base64') })),
)

test('what is packed unpacks to the same files, text and bytes', () => {
  fc.assert(
    fc.property(fc.dictionary(name, content, { minKeys: 1, maxKeys: 12 }), (files) => {
      expect(readZip(writeZip(files))).toEqual({ files })
    }),
    { numRuns: 60 },
  )
})

test('the same files make the same package, byte for byte', () => {
  const files = { 'b.mjs': 'export {}', 'a/a.json': '{}' }
  expect(writeZip(files)).toEqual(writeZip({ 'a/a.json': '{}', 'b.mjs': 'export {}' }))
})

test('folders are no files, and a leading ./ is none of the name', () => {
  const zip = zipSync({ './index.mjs': strToU8('1'), lib: { 'a.js': strToU8('2') } })
  expect(readZip(zip)).toEqual({ files: { 'index.mjs': '1', 'lib/a.js': '2' } })
})

describe('what cannot be taken says why', () => {
  const errorOf = (zip: Uint8Array, taken?: number): string => {
    const read = readZip(zip, taken)
    return 'error' in read ? read.error : ''
  }

  test('"50 MB (zipped, for direct upload)" (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)', () => {
    expect(errorOf(new Uint8Array(ZIP_BYTES_MAX + 1))).toContain(`${ZIP_BYTES_MAX} at most`)
  })

  test('"250 MB (unzipped)", layers included: a bomb is stopped while it unpacks', () => {
    const bomb = zipSync({ 'zeros.bin': new Uint8Array(20_000_000) })
    expect(bomb.length).toBeLessThan(30_000)
    expect(errorOf(bomb, UNZIPPED_BYTES_MAX - 1_000_000)).toBe(
      'Unzipped size must be smaller than 1000000 bytes',
    )
    const small = zipSync({ a: new Uint8Array(2_000) })
    expect(errorOf(small, UNZIPPED_BYTES_MAX - 1_000)).toBe(
      'Unzipped size must be smaller than 1000 bytes',
    )
  })

  test('a path that leads out of the package', () => {
    expect(errorOf(zipSync({ '../index.js': strToU8('1') }))).toBe(
      '../index.js lies outside of the package',
    )
    expect(errorOf(zipSync({ '/etc/passwd': strToU8('1') }))).toContain('outside of the package')
  })

  test('no ZIP, an empty one, a damaged one', () => {
    const unreadable =
      'Could not unzip uploaded file. Please check your file, then try to upload again.'
    expect(errorOf(strToU8('export {}'))).toBe(unreadable)
    expect(errorOf(zipSync({}))).toBe('Uploaded file must be a non-empty zip')
    const damaged = zipSync({ 'a.js': strToU8('some text to squeeze '.repeat(50)) })
    damaged.fill(0xff, 40, 60)
    expect(errorOf(damaged)).not.toBe('')
  })

  test('any bytes at all are read or refused, never a crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const zip = new Uint8Array([0x50, 0x4b, 3, 4, ...bytes])
        const read = readZip(zip)
        expect('files' in read || read.error.length > 0).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
