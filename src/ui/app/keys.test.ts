import { expect, test } from 'vitest'
import { chordOf, showChord } from './keys.ts'

const press = (key: string, part = {}) => ({
  key,
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  ...part,
})

test('⌘ and Ctrl are the same chord', () => {
  expect(chordOf(press('z', { metaKey: true }))).toBe('mod+z')
  expect(chordOf(press('Z', { ctrlKey: true, shiftKey: true }))).toBe('mod+shift+z')
})

test('a key that is itself typed with Shift needs none in its chord', () => {
  expect(chordOf(press('?', { shiftKey: true }))).toBe('?')
  expect(chordOf(press(' '))).toBe('space')
  expect(chordOf(press('ArrowRight', { shiftKey: true }))).toBe('shift+right')
})

test('chords are shown as the machine writes them', () => {
  expect(showChord('mod+shift+z', true)).toBe('⌘⇧Z')
  expect(showChord('mod+shift+z', false)).toBe('Ctrl+Shift+Z')
  expect(showChord('space', true)).toBe('Space')
})
