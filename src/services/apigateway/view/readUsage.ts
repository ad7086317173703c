import * as z from 'zod/mini'

const usage = z.array(
  z.object({
    key: z.string(),
    plan: z.string(),
    passed: z.number(),
    throttled: z.number(),
    exceeded: z.number(),
    remaining: z.nullable(z.number()),
  }),
)

/** What a key was used for. */
export type KeyUsage = z.output<typeof usage>[number]

/** What the API's room answered; nothing where it is something else. */
export const readUsage = (value: unknown): readonly KeyUsage[] =>
  z.safeParse(usage, value).data ?? []
