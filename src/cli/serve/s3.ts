import { isUtf8 } from 'node:buffer'
import type { ApiReply } from '#contracts/api.ts'
import { decodePercent } from '#contracts/proxyRequest.ts'
import type { OutsideRequest } from '#simulation/simulation.ts'
import type { Exposure, RequestHead, WireRequest, WireResponse } from './exposure.ts'

/** Bytes of a body: what a bucket of the simulation bears, and AWS's own limit is beyond it. */
const BODY_BYTES_MAX = 256 * 1_024 * 1_024

/** Where requests of S3's REST API go. */
export interface S3Api {
  /** Names of the scenario's buckets: unsigned requests for them are S3's, too. */
  readonly buckets: ReadonlySet<string>
  readonly send: (request: OutsideRequest) => ApiReply | Promise<ApiReply>
}

const SIGNED = /\/s3\/aws4_request/
const PRESIGNED = /X-Amz-Credential=[^&]*%2Fs3%2Faws4_request/i

/** Hosts that a client reaches this server by, rather than one that names a node. */
const OWN_HOST = /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\])$/

/** `/bucket/key`: the bucket. */
const bucketOf = (path: string): string => decodePercent(path.split('/')[1] ?? '')

const tooLarge: WireResponse = {
  status: 400,
  headers: [['Content-Type', 'application/xml']],
  body: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>EntityTooLarge</Code><Message>Your proposed upload exceeds the maximum allowed size</Message></Error>',
}

/** `files.s3.us-east-1.localhost`, `files.localhost`: a bucket before the name that stands for S3's here. */
const LOCAL_HOST = /^(.+?)(?:\.s3(?:\.dualstack)?(?:[.-][a-z]{2}(?:-[a-z]+)+-\d)?)?\.localhost$/

const toRequest = (
  { method, path, query, fields, body }: WireRequest,
  bucket: string | null,
): OutsideRequest => ({
  method,
  path,
  query,
  // In virtual-host style the bucket is in the name alone: it becomes the one that AWS gives it.
  headers:
    bucket === null
      ? fields
      : fields.map((field) =>
          field[0].toLowerCase() === 'host' ? [field[0], `${bucket}.s3.amazonaws.com`] : field,
        ),
  body: isUtf8(body) && body.length < 65_536 ? body.toString() : new Uint8Array(body),
})

function toWire(reply: ApiReply): WireResponse {
  if (reply.type === 'unreachable') return { status: 503, headers: [], body: reply.message }
  return { status: reply.status, headers: reply.headers, body: reply.body }
}

/**
 * S3's REST API in path style, `http://127.0.0.1:4566/bucket/key`, and virtual-host style, `http://bucket.localhost:4566/key`: what is signed for S3, by whatever keys, and what asks
 * for a bucket that there is.
 */
export function createS3Exposure({ buckets, send }: S3Api): Exposure {
  const isSigned = ({ headers, query }: RequestHead): boolean =>
    SIGNED.test(headers['authorization'] ?? '') || PRESIGNED.test(query)
  /** The bucket that a host name of this machine names. */
  const bucketIn = (host: string): string | null => {
    const name = LOCAL_HOST.exec(host)?.[1]
    return name !== undefined && buckets.has(name) ? name : null
  }
  return {
    name: 'S3',
    takes: (head) =>
      isSigned(head) ||
      (OWN_HOST.test(head.host) && buckets.has(bucketOf(head.path))) ||
      bucketIn(head.host) !== null,
    bodyBytesMax: BODY_BYTES_MAX,
    tooLarge: () => tooLarge,
    async handle(request) {
      return toWire(await send(toRequest(request, bucketIn(request.host))))
    },
  }
}
