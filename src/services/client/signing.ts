import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Headers } from '#contracts/body.ts'
import { type Hashing, type Signable, signRequest } from '#contracts/sigv4.ts'

const hashing: Hashing = { sha256, hmac: (key, bytes) => hmac(sha256, key, bytes) }

/** The request's headers, signed by an IAM user for API Gateway. */
export const signFor = (
  request: Signable,
  by: {
    readonly AccessKeyId: string
    readonly SecretAccessKey: string
    readonly region: string
    readonly nowMs: number
  },
): Headers =>
  signRequest(
    request,
    {
      accessKeyId: by.AccessKeyId,
      secretAccessKey: by.SecretAccessKey,
      region: by.region,
      service: 'execute-api',
      hashing,
    },
    by.nowMs,
  )
