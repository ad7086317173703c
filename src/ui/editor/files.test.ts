import { expect, test } from 'vitest'
import { checkFileName, findEntry, removeFile, renameFile } from './files.ts'

test('the handler setting names the file that is opened first', () => {
  const files = { 'lib/a.js': '', 'src/app.ts': '', 'index.mjs': '' }
  expect(findEntry(files, 'src/app.handler')).toBe('src/app.ts')
  expect(findEntry(files, 'index.handler')).toBe('index.mjs')
  expect(findEntry(files, 'missing.handler')).toBe('lib/a.js')
  expect(findEntry({}, 'index.handler')).toBeUndefined()
})

test('a file name stays below /var/task and is new', () => {
  const files = { 'index.mjs': '' }
  expect(['lib/db.js', 'a.json'].map((name) => checkFileName(name, files))).toEqual([null, null])
  for (const wrong of ['', 'index.mjs', '../etc/passwd', '/root', 'a b.js', 'a/./b.js']) {
    expect(checkFileName(wrong, files)).not.toBeNull()
  }
})

test('renaming keeps the order, removing takes one', () => {
  expect(Object.keys(renameFile({ a: '1', b: '2', c: '3' }, 'b', 'x'))).toEqual(['a', 'x', 'c'])
  expect(removeFile({ a: '1', b: '2' }, 'a')).toEqual({ b: '2' })
})
