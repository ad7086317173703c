import type { Body, Headers } from '#contracts/body.ts'
import { utf8Decode } from '#contracts/bytes.ts'
import type { Bucket } from '../bucket.ts'
import type { Configurable } from '../configuration.ts'
import { checkMd5, readChecksum } from '../checksums.ts'
import type { ObjectVersion } from '../objectVersion.ts'
import { malformedXml, Refusal } from '../refusal.ts'
import type { S3Request } from '../wire/address.ts'
import { readPayload } from '../wire/chunked.ts'
import { parseXml, type XmlElement } from '../wire/xml.ts'

/** What became of an object, by the names of event notifications without `s3:`. */
export type EventName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Post'
  | 'ObjectCreated:Copy'
  | 'ObjectCreated:CompleteMultipartUpload'
  | 'ObjectRemoved:Delete'
  | 'ObjectRemoved:DeleteMarkerCreated'
  | 'ObjectTagging:Put'
  | 'ObjectTagging:Delete'
  | 'ObjectRestore:Post'
  | 'ObjectRestore:Completed'
  | 'LifecycleExpiration:Delete'
  | 'LifecycleExpiration:DeleteMarkerCreated'
  | 'LifecycleTransition'

/** Something that happened to an object. */
export interface ObjectEvent {
  readonly name: EventName
  readonly key: string
  /** The version that was written, or removed; null where nothing was there to remove. */
  readonly version: ObjectVersion | null
}

/** What an action may look at and change. */
export interface ActionHost {
  readonly nowMs: number
  readonly bucket: Bucket
  readonly ownerId: string
  readonly region: string
  readonly accountId: string
  readonly createVersionId: () => string
  /** Another bucket of the Region, for copies; refuses where the caller may not read it. */
  source(bucketName: string, key: string, versionId: string | null): Bucket
  /** Whether the caller may do `permission` on `key` (null: the bucket). */
  may(permission: string, key: string | null): boolean
  /** Who asks, as IAM names it; empty where nobody of the account does. */
  readonly callerArn: string
  /** Nobody signed the request. */
  readonly isAnonymous: boolean
  happened(event: ObjectEvent): void
  /** A restore was asked for: it is ready, and over, when the plan says. */
  restoring(
    version: ObjectVersion,
    plan: { readonly readyAt: number; readonly until: number },
  ): void
  /** Changes the bucket's configuration for the rest of the run; null takes a property away. False: the value is no good. */
  configure(property: Configurable, value: unknown): boolean
  /** Whether somebody hears of the bucket's events: a wire leads there. */
  readonly hasListeners: boolean
}

/** What an action answers, without the headers that every reply has. */
export interface ActionReply {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

/** One operation. It refuses by throwing a Refusal, before it has changed anything. */
export type Action = (request: S3Request, host: ActionHost) => ActionReply

export const XML_TYPE: Headers[number] = ['Content-Type', 'application/xml']

/** A document as an answer. */
export const xmlReply = (body: string, headers: Headers = []): ActionReply => ({
  status: 200,
  headers: [...headers, XML_TYPE],
  body,
})

/** The key of an operation about an object. */
export const keyOf = ({ key }: S3Request): string => {
  if (key === null)
    throw new Refusal(
      400,
      'UserKeyMustBeSpecified',
      'The bucket POST must contain the specified field name.  If it is specified, please check the order of the fields.',
    )
  return key
}

/** The version that a request names; null: the current one. */
export const versionIdOf = ({ query }: S3Request): string | null => query.get('versionId') ?? null

/** A body of XML, as text. */
export const readXmlText = (request: S3Request): string => {
  const text = utf8Decode(readPayload(request).bytes)
  if (text === null) throw malformedXml()
  return text
}

/** A body that is a document of the root `name`; its checksums are verified. */
export function readDocument(request: S3Request, name: string): XmlElement {
  const payload = readPayload(request)
  checkMd5(payload)
  readChecksum(payload)
  const root = parseXml(utf8Decode(payload.bytes) ?? '')
  if (root?.name !== name) throw malformedXml()
  return root
}

/** The `x-amz-version-id` of a version, in a bucket that has versions. */
export const versionFields = (version: ObjectVersion | null, { settings }: Bucket): Headers =>
  version === null || settings.versioning === 'Unversioned'
    ? []
    : [['x-amz-version-id', version.versionId]]
