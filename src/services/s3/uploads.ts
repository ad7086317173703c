import type { ChecksumAlgorithm } from './digest.ts'
import type { ObjectBody } from './objectBody.ts'
import type { Checksum, NewObject } from './objectVersion.ts'

/** A part of an upload that is not complete. */
export interface UploadPart {
  readonly number: number
  readonly body: ObjectBody
  /** Without quotes: the MD5 of the part, in hexadecimal. */
  readonly etag: string
  readonly checksum: Checksum | null
  /** Milliseconds since the epoch. */
  readonly lastModified: number
}

/** A multipart upload under way. */
export interface Upload {
  readonly uploadId: string
  readonly key: string
  /** What the object will have besides its body. */
  readonly object: Omit<NewObject, 'body' | 'etag' | 'partSizes' | 'checksum'>
  readonly checksumAlgorithm: ChecksumAlgorithm | null
  readonly checksumType: Checksum['type']
  readonly initiated: number
  readonly parts: Map<number, UploadPart>
}

/** Bytes that an upload's parts have, which are billed until it is completed or aborted. */
export const uploadBytes = ({ parts }: Upload): number => {
  let bytes = 0
  for (const { body } of parts.values()) bytes += body.size
  return bytes
}
