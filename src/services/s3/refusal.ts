/**
 * What S3 refuses: thrown by an action before it has changed anything, caught in one place and turned into XML. It never
 * leaves the room. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  /** `NoSuchKey` */
  readonly code: string
  /** What stands between `Message` and `RequestId`, in order. */
  readonly details: readonly (readonly [name: string, value: string])[]
  readonly headers: readonly (readonly [name: string, value: string])[]

  constructor(
    status: number,
    code: string,
    message: string,
    more: Partial<Pick<Refusal, 'details' | 'headers'>> = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.details = more.details ?? []
    this.headers = more.headers ?? []
  }
}

type Details = Refusal['details']

const withDetails =
  (status: number, code: string, message: string) =>
  (...details: Details): Refusal =>
    new Refusal(status, code, message, { details })

/** No object of that key; of a delete marker, its headers say so. */
export const noSuchKey = (key: string, headers: Refusal['headers'] = []): Refusal =>
  new Refusal(404, 'NoSuchKey', 'The specified key does not exist.', {
    details: [['Key', key]],
    headers,
  })

export const noSuchVersion = (key: string, versionId: string): Refusal =>
  new Refusal(404, 'NoSuchVersion', 'The specified version does not exist.', {
    details: [
      ['Key', key],
      ['VersionId', versionId],
    ],
  })

export const noSuchBucket = (name: string): Refusal =>
  new Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist', {
    details: [['BucketName', name]],
  })

export const noSuchUpload = (uploadId: string): Refusal =>
  new Refusal(
    404,
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { details: [['UploadId', uploadId]] },
  )

export const invalidArgument = (message: string, name: string, value: string): Refusal =>
  new Refusal(400, 'InvalidArgument', message, {
    details: [
      ['ArgumentName', name],
      ['ArgumentValue', value],
    ],
  })

export const invalidRequest = (message: string): Refusal =>
  new Refusal(400, 'InvalidRequest', message)

export const preconditionFailed = (condition: string): Refusal =>
  withDetails(
    412,
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
  )(['Condition', condition])

export const methodNotAllowed = (
  method: string,
  resource: string,
  headers: Refusal['headers'] = [],
): Refusal =>
  new Refusal(
    405,
    'MethodNotAllowed',
    'The specified method is not allowed against this resource.',
    {
      details: [
        ['Method', method],
        ['ResourceType', resource],
      ],
      headers,
    },
  )

export const malformedXml = (): Refusal =>
  new Refusal(
    400,
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  )

export const notImplemented = (header: string): Refusal =>
  withDetails(
    501,
    'NotImplemented',
    'A header you provided implies functionality that is not implemented',
  )(['Header', header])

/** S3 has it, the simulator does not, and says so. */
export const notSimulated = (what: string): Refusal =>
  new Refusal(501, 'NotImplemented', `${what} is not simulated here.`)

export const slowDown = (): Refusal =>
  new Refusal(503, 'SlowDown', 'Please reduce your request rate.')

export const accessDenied = (message = 'Access Denied', details: Details = []): Refusal =>
  new Refusal(403, 'AccessDenied', message, { details })

export const badDigest = (name: string): Refusal =>
  name === 'Content-MD5'
    ? new Refusal(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.')
    : new Refusal(
        400,
        'BadDigest',
        `The ${name} you specified did not match the calculated checksum.`,
      )

export const entityTooLarge = (size: number, max: number): Refusal =>
  withDetails(
    400,
    'EntityTooLarge',
    'Your proposed upload exceeds the maximum allowed size',
  )(['ProposedSize', String(size)], ['MaxSizeAllowed', String(max)])

export const entityTooSmall = (part: {
  readonly number: number
  readonly etag: string
  readonly size: number
  readonly min: number
}): Refusal =>
  withDetails(
    400,
    'EntityTooSmall',
    'Your proposed upload is smaller than the minimum allowed size',
  )(
    ['ProposedSize', String(part.size)],
    ['MinSizeAllowed', String(part.min)],
    ['PartNumber', String(part.number)],
    ['ETag', part.etag],
  )

export const invalidPart = (uploadId: string, number: number, etag: string): Refusal =>
  withDetails(
    400,
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  )(['UploadId', uploadId], ['PartNumber', String(number)], ['ETag', etag])

export const invalidPartOrder = (uploadId: string): Refusal =>
  withDetails(
    400,
    'InvalidPartOrder',
    'The list of parts was not in ascending order. Parts must be ordered by part number.',
  )(['UploadId', uploadId])

export const invalidRange = (asked: string, size: number): Refusal =>
  new Refusal(416, 'InvalidRange', 'The requested range is not satisfiable', {
    details: [
      ['RangeRequested', asked],
      ['ActualObjectSize', String(size)],
    ],
    headers: [['Content-Range', `bytes */${size}`]],
  })

export const invalidObjectState = (storageClass: string): Refusal =>
  withDetails(
    403,
    'InvalidObjectState',
    "The operation is not valid for the object's storage class",
  )(['StorageClass', storageClass])

export const invalidTag = (message: string): Refusal => new Refusal(400, 'InvalidTag', message)
