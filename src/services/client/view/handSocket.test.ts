import { expect, test } from 'vitest'
import { describeSocket, readHandSocket } from './handSocket.ts'

const open = {
  type: 'socket',
  state: 'open',
  status: 101,
  headers: [],
  log: [{ atMs: 12.5, way: 'in', data: 'hi', bytes: 2 }],
} as const

test('reads what the room answers, and takes anything else for a run that was reset', () => {
  expect(readHandSocket(open)).toEqual(open)
  expect(readHandSocket(null)).toEqual({ type: 'socket', state: 'unknown', headers: [], log: [] })
})

test.each([
  [open, 'Open'],
  [{ ...open, state: 'opening' }, 'Shaking hands…'],
  [
    { ...open, state: 'refused', status: 403, reason: '{"message":"Forbidden"}' },
    'Refused, 403: {"message":"Forbidden"}',
  ],
  [{ ...open, state: 'closed', code: 1001, reason: 'Going away' }, 'Closed, 1001: Going away'],
  [{ ...open, state: 'closed', code: 1005 }, 'Closed, 1005'],
  [{ ...open, state: 'unknown' }, 'The run was reset.'],
] as const)('%j', (socket, words) => {
  expect(describeSocket(socket)).toBe(words)
})
