import type { MessageRow, MessagesPage } from '../definition.ts'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const STATES = ['delayed', 'visible', 'in flight'] as const

function readRow(value: unknown): MessageRow | null {
  if (!isRecord(value)) return null
  const { messageId, body, receives, sentAt, visibleAt, group } = value
  const state = STATES.find((one) => one === value['state'])
  if (typeof messageId !== 'string' || typeof body !== 'string' || state === undefined) return null
  if (typeof receives !== 'number' || typeof sentAt !== 'number') return null
  if (typeof visibleAt !== 'number') return null
  return {
    messageId,
    body,
    state,
    receives,
    sentAt,
    visibleAt,
    group: typeof group === 'string' ? group : null,
  }
}

/** What the room answered to `{ type: 'messages' }`; null where it is something else. */
export function readMessagesPage(value: unknown): MessagesPage | null {
  if (!isRecord(value) || typeof value['total'] !== 'number') return null
  const rows = Array.isArray(value['messages']) ? value['messages'].map(readRow) : []
  return { total: value['total'], messages: rows.filter((row) => row !== null) }
}

/** What becomes of a message next, in words. `now` in µs. */
export function describeState({ state, visibleAt, receives }: MessageRow, now: number): string {
  const left = Math.max(0, Math.ceil((visibleAt - now) / 1_000_000))
  const times = receives === 0 ? '' : ` · ${receives}×`
  if (state === 'visible') return `visible${times}`
  return `${state} ${left} s${times}`
}
