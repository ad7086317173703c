import { expect, test } from 'vitest'
import { createDrafts, DRAFTS_KEY, findChanges, readDrafts } from './drafts.ts'

const memory = (first: string | null = null) => {
  let kept = first
  return { getItem: () => kept, setItem: (_: string, value: string) => void (kept = value) }
}

test('a draft survives a reload, until it is deployed', () => {
  const storage = memory()
  const deployed = { 'index.mjs': 'old' }
  createDrafts(storage).keep('doc', 'Fn', { 'index.mjs': 'new' }, deployed)
  const reloaded = createDrafts(storage)
  expect(reloaded.find('doc', 'Fn')).toEqual({ 'index.mjs': 'new' })
  expect(reloaded.find('other', 'Fn')).toBeUndefined()
  reloaded.drop('doc', 'Fn')
  expect(createDrafts(storage).find('doc', 'Fn')).toBeUndefined()
})

test('typing back what is deployed leaves no draft', () => {
  const storage = memory()
  const drafts = createDrafts(storage)
  drafts.keep('doc', 'Fn', { 'a.js': 'x' }, { 'a.js': 'y' })
  drafts.keep('doc', 'Fn', { 'a.js': 'y' }, { 'a.js': 'y' })
  expect(storage.getItem()).toBe('{}')
})

test('changes are counted by file: changed, added, taken away', () => {
  expect(findChanges({ a: '1', b: '2', c: '3' }, { a: '1', b: 'x', d: '4' })).toEqual([
    'b',
    'c',
    'd',
  ])
})

test('damaged storage loses only what is damaged, a full one loses nothing that is open', () => {
  expect(readDrafts('{"doc/A":{"a.js":1},"doc/B":{"b.js":"ok"}}')).toEqual({
    'doc/B': { 'b.js': 'ok' },
  })
  expect([readDrafts('{'), readDrafts('null'), readDrafts(null)]).toEqual([{}, {}, {}])
  const drafts = createDrafts({
    getItem: (key) => (key === DRAFTS_KEY ? 'garbage' : null),
    setItem: () => {
      throw new Error('QuotaExceededError')
    },
  })
  drafts.keep('doc', 'Fn', { a: 'new' }, { a: 'old' })
  expect(drafts.find('doc', 'Fn')).toEqual({ a: 'new' })
})

test('the oldest drafts give way when there are too many', () => {
  const drafts = createDrafts(memory())
  for (let index = 0; index < 60; index++) drafts.keep('doc', `Fn${index}`, { a: 'new' }, { a: '' })
  expect(Object.keys(drafts.store.getState().drafts)).toHaveLength(50)
  expect(drafts.find('doc', 'Fn9')).toBeUndefined()
  expect(drafts.find('doc', 'Fn59')).toEqual({ a: 'new' })
})

test('a copy of a document begins with what was typed in the original', () => {
  const drafts = createDrafts(null)
  drafts.keep('one', 'Fn', { 'index.mjs': 'typed' }, {})
  drafts.copy('one', 'two')
  expect(drafts.find('two', 'Fn')).toEqual({ 'index.mjs': 'typed' })
  drafts.drop('two', 'Fn')
  expect(drafts.find('one', 'Fn')).toEqual({ 'index.mjs': 'typed' })
})
