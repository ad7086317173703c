import * as z from 'zod/mini'

const page = z.object({
  total: z.number(),
  connections: z.array(
    z.object({
      id: z.string(),
      sourceIp: z.string(),
      ageMs: z.number(),
      idleMs: z.number(),
      received: z.number(),
      sent: z.number(),
    }),
  ),
})

/** A page of open connections. */
export type ConnectionsPage = z.output<typeof page>

/** What the API's room answered; null where it is something else. */
export const readConnections = (value: unknown): ConnectionsPage | null =>
  z.safeParse(page, value).data ?? null
