import { expect, test } from 'vitest'
import { describeState, readMessagesPage } from './messages.ts'

const row = {
  messageId: 'm-1',
  body: 'hello',
  state: 'in flight' as const,
  receives: 2,
  sentAt: 0,
  visibleAt: 12_400_000,
  group: null,
}

test('a page of messages is read as the room answers it, and nothing else is', () => {
  expect(readMessagesPage({ total: 1, messages: [row, { messageId: 3 }] })).toEqual({
    total: 1,
    messages: [row],
  })
  expect(readMessagesPage(null)).toBe(null)
})

test('a message in flight tells when it comes back, and how often it was received', () => {
  expect(describeState(row, 10_000_000)).toBe('in flight 3 s · 2×')
  expect(describeState({ ...row, state: 'visible', receives: 0 }, 0)).toBe('visible')
})
