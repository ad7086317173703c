import { expect, test } from 'vitest'
import { beginHistory, pushHistory, redoHistory, undoHistory } from './history.ts'

test('undo goes back step by step, redo forward again', () => {
  let history = beginHistory('a')
  history = pushHistory(history, 'b', { merge: null, at: 1 })
  history = pushHistory(history, 'c', { merge: null, at: 2 })
  expect(undoHistory(history).present).toBe('b')
  expect(undoHistory(undoHistory(history)).present).toBe('a')
  expect(undoHistory(undoHistory(undoHistory(history))).present).toBe('a')
  expect(redoHistory(undoHistory(history)).present).toBe('c')
  expect(redoHistory(history)).toBe(history)
})

test('typing is one step; a pause or another thing begins the next', () => {
  let history = beginHistory('')
  history = pushHistory(history, 'I', { merge: 'name', at: 0 })
  history = pushHistory(history, 'It', { merge: 'name', at: 300 })
  history = pushHistory(history, 'Ite', { merge: 'name', at: 2_000 })
  history = pushHistory(history, 'moved', { merge: 'move Api', at: 2_100 })
  expect(history.past).toEqual(['', 'It', 'Ite'])
})

test('a step after an undo ends what could be redone, and never joins what was before', () => {
  let history = beginHistory('a')
  history = pushHistory(history, 'b', { merge: 'name', at: 0 })
  history = pushHistory(undoHistory(history), 'c', { merge: 'name', at: 100 })
  expect(history.future).toEqual([])
  expect(undoHistory(history).present).toBe('a')
})
