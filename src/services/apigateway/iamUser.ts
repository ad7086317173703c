import * as z from 'zod/mini'

/** A convenience of ours: who may sign requests, and what each may call. */
export const iamUserSchema = z.looseObject({
  UserName: z.string(),
  AccessKeyId: z.string(),
  SecretAccessKey: z.string(),
  Policy: z.optional(z.unknown()),
  /** Of somebody else's user; absent: the scenario's own account. */
  AccountId: z.optional(z.string().check(z.regex(/^\d{12}$/))),
})
