import * as z from 'zod/mini'
import type { NodeFinding } from '../definition.ts'
import { KEY_BYTES_MAX, SEED_BYTES_MAX } from './limits.ts'
import { STORAGE_CLASSES } from './objectVersion.ts'

const whole = (min: number, max: number) => z.int().check(z.minimum(min), z.maximum(max))
const base64 = z.string().check(
  z.refine(
    (text) => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1,
    {
      error: 'is not base64',
    },
  ),
)
const texts = z.record(z.string(), z.string())

/** One object that a bucket begins with, or `Count` of them: then `{n}` in the key is 0, 1, 2 and so on. */
const seed = z.strictObject({
  Key: z.string().check(z.minLength(1), z.maxLength(KEY_BYTES_MAX)),
  /** What it holds: text, bytes, or something made anew from a seed each time, which costs the link nothing. */
  Text: z.optional(z.string()),
  Base64: z.optional(base64),
  Generate: z.optional(
    z.strictObject({
      Size: whole(0, SEED_BYTES_MAX),
      Fill: z._default(z.enum(['random', 'text', 'zeros']), 'random'),
      Seed: z._default(z.int().check(z.nonnegative()), 1),
    }),
  ),
  Count: z.optional(whole(1, 100_000)),
  /** Guessed from the key where it is absent. */
  ContentType: z.optional(z.string()),
  CacheControl: z.optional(z.string()),
  ContentEncoding: z.optional(z.string()),
  ContentDisposition: z.optional(z.string()),
  WebsiteRedirectLocation: z.optional(z.string()),
  Metadata: z.optional(texts),
  Tags: z.optional(texts),
  StorageClass: z.optional(z.enum(STORAGE_CLASSES)),
  /** How many days before the run begins it was written: for lifecycle rules and `Last-Modified`. */
  AgeDays: z.optional(z.number().check(z.nonnegative(), z.maximum(36_500))),
})

/** A bucket's `data`: the objects that it begins with. */
export const seedsSchema = z.array(seed).check(z.maxLength(10_000))

export type Seed = z.output<typeof seed>

/** What is wrong with seeds beyond their schema. */
export function checkSeeds(data: unknown): readonly NodeFinding[] {
  if (!Array.isArray(data)) return []
  const keys = new Set<string>()
  return data.flatMap((given: unknown, at): readonly NodeFinding[] => {
    const path = `data[${at}]`
    const read = z.safeParse(seed, given)
    if (!read.success) return []
    const { Key, Text, Base64, Generate, Count } = read.data
    const bodies = [Text, Base64, Generate].filter((body) => body !== undefined).length
    const findings: NodeFinding[] = []
    if (bodies > 1) {
      findings.push({ path, kind: 'error', message: 'has one of Text, Base64 and Generate' })
    }
    if (Count !== undefined && Count > 1 && !Key.includes('{n}')) {
      findings.push({
        path: `${path}.Key`,
        kind: 'error',
        message: 'needs {n}, or all of them are one',
      })
    }
    if (keys.has(Key)) {
      findings.push({
        path: `${path}.Key`,
        message: `${Key} is there already: the last one counts`,
      })
    }
    keys.add(Key)
    return findings
  })
}
