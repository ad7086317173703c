import { expect, test } from 'vitest'
import type { Action } from './actions.ts'
import { searchActions } from './searchActions.ts'

const action = (title: string, group: Action['group']): Action => ({
  id: title,
  title,
  group,
  run: () => {},
})
const actions = [
  action('Add Lambda function', 'Add'),
  action('Delete selection', 'Edit'),
  action('Select all', 'Edit'),
]

test('every word must be found; titles that begin with the query come first', () => {
  const titles = (query: string) => searchActions(actions, query).map(({ title }) => title)
  expect(titles('sel')).toEqual(['Select all', 'Delete selection'])
  expect(titles('lambda add')).toEqual(['Add Lambda function'])
  expect(titles('edit')).toEqual(['Delete selection', 'Select all'])
  expect(titles('nothing')).toEqual([])
  expect(titles(' ')).toHaveLength(3)
})
