import * as z from 'zod/mini'

const headers = z.array(z.tuple([z.string(), z.string()]))

const doorsSchema = z.array(
  z.object({ node: z.string(), type: z.string(), hosts: z.array(z.string()) }),
)

const answerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('unknown') }),
  z.object({ type: z.literal('waiting'), trace: z.number() }),
  z.object({
    type: z.literal('failed'),
    trace: z.number(),
    latencyMs: z.number(),
    message: z.string(),
  }),
  z.object({
    type: z.literal('answered'),
    trace: z.number(),
    latencyMs: z.number(),
    firstByteMs: z.optional(z.number()),
    status: z.number(),
    headers,
    body: z.string(),
    isBase64Encoded: z.boolean(),
    bytes: z.number(),
  }),
])

const socketSchema = z.object({
  type: z.literal('socket'),
  state: z.enum(['unknown', 'opening', 'open', 'refused', 'closed']),
  trace: z.number(),
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

/** A node that answers HTTP, by the names that it is called by. */
export type Door = z.output<typeof doorsSchema>[number]
/** What became of a request. */
export type Answer = z.output<typeof answerSchema>
/** How a connection stands. */
export type Socket = z.output<typeof socketSchema>

/** What the run answered; undefined where it makes no sense. */
export const readDoors = (value: unknown): readonly Door[] | undefined =>
  z.safeParse(doorsSchema, value).data
export const readAnswer = (value: unknown): Answer | undefined =>
  z.safeParse(answerSchema, value).data
export const readSocket = (value: unknown): Socket | undefined =>
  z.safeParse(socketSchema, value).data

/** The tone that a status has, as everywhere. */
export const toneOf = (answer: Answer): 'ok' | 'throttle' | 'error' | 'neutral' => {
  if (answer.type === 'failed') return 'error'
  if (answer.type !== 'answered') return 'neutral'
  if (answer.status >= 500) return 'error'
  return answer.status >= 400 ? 'throttle' : 'ok'
}
