import { expect, test } from 'vitest'
import {
  nameIn,
  planCrumbs,
  planPreview,
  readObjectAnswer,
  readObjectsPage,
  toBase64,
  toSeed,
} from './objects.ts'

const row = {
  key: 'photos/cat.png',
  versionId: 'null',
  size: 3,
  lastModified: 1_767_225_600_000,
  storageClass: 'STANDARD',
  contentType: 'image/png',
  isLatest: true,
  isDeleteMarker: false,
}
const bytes = (...values: number[]) => Uint8Array.from(values)
const answer = (contentType: string, base64: string, isWhole = true) => ({
  row: { ...row, contentType },
  etag: 'e',
  metadata: {},
  tags: {},
  base64,
  isWhole,
})

test('the room’s answers are read, and nothing else is', () => {
  const page = { folders: ['photos/'], objects: [row], next: null }
  expect(readObjectsPage(page)).toEqual(page)
  expect(readObjectsPage({ folders: [1], objects: [{ key: 1 }], next: 2 })).toEqual({
    folders: [],
    objects: [],
    next: null,
  })
  expect(readObjectsPage(null)).toBeNull()
  expect(readObjectAnswer(answer('image/png', 'AAAA'))).toEqual(answer('image/png', 'AAAA'))
  expect(readObjectAnswer({ row })).toBeNull()
})

test('previews images and text; what is neither has none', () => {
  expect(planPreview(answer('image/png', 'iVBO'))).toEqual({
    type: 'image',
    url: 'data:image/png;base64,iVBO',
  })
  // Half an image is none.
  expect(planPreview(answer('image/png', toBase64(bytes(0, 1)), false))).toEqual({ type: 'none' })
  expect(planPreview(answer('application/json', btoa('{"a":1}')))).toEqual({
    type: 'text',
    text: '{"a":1}',
  })
  // The first byte of two of an é that was cut.
  expect(planPreview(answer('text/plain', toBase64(bytes(97, 0xc3)), false))).toEqual({
    type: 'text',
    text: 'a',
  })
  // A page is shown as its source.
  expect(planPreview(answer('text/html', btoa('<script>alert(1)</script>'))).type).toBe('text')
})

test('a dropped file becomes a seed: text as text, bytes as base64', () => {
  expect(toSeed('a.txt', 'text/plain', new TextEncoder().encode('né'))).toEqual({
    Key: 'a.txt',
    ContentType: 'text/plain',
    Text: 'né',
  })
  expect(toSeed('x/a.bin', '', bytes(0, 255))).toEqual({ Key: 'x/a.bin', Base64: 'AP8=' })
})

test('folders on the way, and names within one', () => {
  expect(planCrumbs('a/b/', 'uploads')).toEqual([
    { title: 'uploads', prefix: '' },
    { title: 'a', prefix: 'a/' },
    { title: 'b', prefix: 'a/b/' },
  ])
  expect(nameIn('a/b/c.txt', 'a/b/')).toBe('c.txt')
})
