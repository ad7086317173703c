import type { HttpResponse } from '#contracts/http.ts'
import { showBody } from '#contracts/shownBody.ts'
import * as z from 'zod/mini'
import type { SendCommand, SentRequest } from './definition.ts'
import type { JsonValue } from '../service.ts'
import { timeToFirstByteMs } from './sender.ts'

/** Answers are kept for this many requests sent by hand; the oldest go first. */
const SENT_MAX = 100

const sendCommand = z.object({
  type: z.literal('send'),
  id: z.string(),
  method: z.string(),
  scheme: z.optional(z.literal('http')),
  path: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.string(),
})

const sentQuery = z.object({ type: z.literal('sent'), id: z.string() })

/** The command, or null where it is none. */
export const parseSendCommand = (command: JsonValue): SendCommand | null =>
  z.safeParse(sendCommand, command).data ?? null

/** Requests sent by hand and their answers. */
export interface SentRequests {
  set(id: string, request: SentRequest): void
  /** Answers `query({ type: 'sent', id })`. */
  answer(query: JsonValue): SentRequest
}

/** Creates an empty memory of requests sent by hand. */
export function createSentRequests(): SentRequests {
  const byId = new Map<string, SentRequest>()
  return {
    set(id, request) {
      byId.set(id, request)
      if (byId.size <= SENT_MAX) return
      for (const oldest of byId.keys()) {
        byId.delete(oldest)
        return
      }
    },
    answer(query) {
      const parsed = z.safeParse(sentQuery, query)
      return (parsed.success ? byId.get(parsed.data.id) : undefined) ?? { type: 'unknown' }
    },
  }
}

/** A response as a person is shown it: text where it is text, base64 where it is not. */
export function describeResponse(
  response: HttpResponse,
  seen: { readonly trace: number; readonly latencyMs: number },
): SentRequest {
  const { status, headers, body } = response
  const first = timeToFirstByteMs(response, seen.latencyMs)
  const { bytes: _bytes, ...shown } = showBody(body)
  return {
    type: 'answered',
    ...seen,
    ...(first !== undefined && { timeToFirstByteMs: first }),
    status,
    headers,
    ...shown,
  }
}
