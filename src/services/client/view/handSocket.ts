import * as z from 'zod/mini'
import type { HandSocket } from '../definition.ts'

const schema = z.object({
  type: z.literal('socket'),
  state: z.enum(['unknown', 'opening', 'open', 'refused', 'closed']),
  headers: z.array(z.tuple([z.string(), z.string()])),
  status: z.optional(z.number()),
  code: z.optional(z.number()),
  reason: z.optional(z.string()),
  log: z.array(
    z.object({
      atMs: z.number(),
      way: z.enum(['in', 'out']),
      data: z.string(),
      bytes: z.number(),
    }),
  ),
})

const LOST: HandSocket = { type: 'socket', state: 'unknown', headers: [], log: [] }

/** What the client's room answered. */
export function readHandSocket(value: unknown): HandSocket {
  const parsed = z.safeParse(schema, value)
  if (!parsed.success) return LOST
  const { status, code, reason, ...rest } = parsed.data
  return {
    ...rest,
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
    ...(reason !== undefined && { reason }),
  }
}

/** How a connection stands, in a few words. */
export function describeSocket({ state, status, code, reason = '' }: HandSocket): string {
  const why = reason === '' ? '' : `: ${reason}`
  switch (state) {
    case 'unknown':
      return 'The run was reset.'
    case 'opening':
      return 'Shaking hands…'
    case 'open':
      return 'Open'
    case 'refused':
      return `Refused${status === undefined ? '' : `, ${status}`}${why}`
    case 'closed':
      return `Closed${code === undefined ? '' : `, ${code}`}${why}`
    default:
      return state satisfies never
  }
}
