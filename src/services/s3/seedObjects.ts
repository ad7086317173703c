import type { Headers } from '#contracts/body.ts'
import { base64Decode, utf8Encode } from '#contracts/bytes.ts'
import * as z from 'zod/mini'
import { ownChecksum } from './checksums.ts'
import { contentTypeOf } from './contentType.ts'
import { md5HexOf } from './digest.ts'
import { createSeededBody, toBody } from './objectBody.ts'
import { type NewObject, UNLOCKED } from './objectVersion.ts'
import { type Seed, seedsSchema } from './seeds.ts'

const DAY_MS = 86_400_000
/** Parts that an uploader would have cut a large object into: their number stands in its ETag. */
const PART_BYTES = 8_388_608

const header = (name: string, value: string | undefined): Headers =>
  value === undefined ? [] : [[name, value]]

/** A body and what names it. What is generated is never read whole: its ETag is one that says so, of an upload by parts. */
function createBody(seed: Seed, index: number): Pick<NewObject, 'body' | 'etag' | 'checksum'> {
  const { Generate: generate } = seed
  if (generate === undefined) {
    const bytes =
      seed.Base64 === undefined
        ? utf8Encode(seed.Text ?? '')
        : (base64Decode(seed.Base64) ?? utf8Encode(''))
    return { body: toBody(bytes), etag: md5HexOf(bytes), checksum: ownChecksum(bytes) }
  }
  const { Fill, Size, Seed } = generate
  const parts = Math.max(1, Math.ceil(Size / PART_BYTES))
  const etag = `${md5HexOf(utf8Encode(`${Fill} ${Size} ${Seed} ${index}`))}-${parts}`
  return { body: createSeededBody(Fill, Size, Seed + index), etag, checksum: null }
}

const toObject = (seed: Seed, key: string, index: number): NewObject => ({
  ...createBody(seed, index),
  systemHeaders: [
    ...header('Cache-Control', seed.CacheControl),
    ...header('Content-Disposition', seed.ContentDisposition),
    ...header('Content-Encoding', seed.ContentEncoding),
    ['Content-Type', seed.ContentType ?? contentTypeOf(key)],
  ],
  metadata: new Map(
    Object.entries(seed.Metadata ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  ),
  tags: new Map(Object.entries(seed.Tags ?? {})),
  storageClass: seed.StorageClass ?? 'STANDARD',
  partSizes: null,
  encryption: null,
  redirect: seed.WebsiteRedirectLocation ?? null,
  lock: UNLOCKED,
})

/** An object to begin with, and when it was written, in epoch ms. */
export interface SeedObject {
  readonly key: string
  readonly object: NewObject
  readonly writtenAt: number
}

/** The objects of a node's `data`; none where it is not what its schema says. */
export function* readSeeds(data: unknown, startMs: number): Generator<SeedObject> {
  const read = z.safeParse(seedsSchema, data ?? [])
  if (!read.success) return
  for (const seed of read.data) {
    const writtenAt = startMs - Math.round((seed.AgeDays ?? 0) * DAY_MS)
    for (let index = 0; index < (seed.Count ?? 1); index++) {
      const key = seed.Key.replaceAll('{n}', String(index))
      yield { key, object: toObject(seed, key, index), writtenAt }
    }
  }
}
