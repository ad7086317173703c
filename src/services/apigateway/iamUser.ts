import * as z from 'zod/mini'

/** A convenience of ours: who may sign requests, and what each may call. */
export const iamUserSchema = z.looseObject({
  UserName: z.string(),
  AccessKeyId: z.string(),
  SecretAccessKey: z.string(),
  Policy: z.optional(z.unknown()),
})
