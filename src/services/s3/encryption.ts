import { findHeader, type Headers } from '#contracts/body.ts'
import { md5HexOf } from './digest.ts'
import { invalidArgument, Refusal } from './refusal.ts'
import { utf8Encode } from '#contracts/bytes.ts'

const HEADER = 'x-amz-server-side-encryption'
const KEY = `${HEADER}-aws-kms-key-id`
const BUCKET_KEY = `${HEADER}-bucket-key-enabled`
const CUSTOMER = `${HEADER}-customer-algorithm`

/** How an object is encrypted by a key of KMS. Nothing is: what follows from it is. */
export interface KmsEncryption {
  readonly algorithm: 'aws:kms' | 'aws:kms:dsse'
  readonly keyArn: string
  readonly isBucketKey: boolean
}

/** The AWS managed key `aws/s3` of the account, where a request names none. Its id is ours. */
const managedKey = (region: string, accountId: string): string =>
  `arn:aws:kms:${region}:${accountId}:key/00000000-0000-4000-8000-000000000003`

const toArn = (key: string, at: Home): string =>
  key.startsWith('arn:') ? key : `arn:aws:kms:${at.region}:${at.accountId}:key/${key}`

interface Home {
  readonly region: string
  readonly accountId: string
}

/**
 * What a request says of encryption; null: by S3's own keys, as everything is. Keys that a caller brings (SSE-C) are not
 * simulated. https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html
 */
export function readEncryption(headers: Headers, home: Home): KmsEncryption | null {
  if (findHeader(headers, CUSTOMER) !== undefined) {
    throw new Refusal(
      501,
      'NotImplemented',
      'A header you provided implies functionality that is not implemented.',
      { details: [['Header', CUSTOMER]] },
    )
  }
  const algorithm = findHeader(headers, HEADER)
  const key = findHeader(headers, KEY)
  if (algorithm === 'aws:kms' || algorithm === 'aws:kms:dsse') {
    const keyArn = key === undefined ? managedKey(home.region, home.accountId) : toArn(key, home)
    return { algorithm, keyArn, isBucketKey: findHeader(headers, BUCKET_KEY) === 'true' }
  }
  if (algorithm !== undefined && algorithm !== 'AES256') {
    throw new Refusal(
      400,
      'InvalidEncryptionAlgorithmError',
      'The encryption request that you specified is not valid. The valid value is AES256.',
    )
  }
  if (key !== undefined) {
    throw invalidArgument(
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
      KEY,
      key,
    )
  }
  return null
}

/** What every answer about an object tells of it. */
export function encryptionFields(encryption: KmsEncryption | null): Headers {
  if (encryption === null) return [[HEADER, 'AES256']]
  const { algorithm, keyArn, isBucketKey } = encryption
  return [
    [HEADER, algorithm],
    [KEY, keyArn],
    ...(isBucketKey ? [[BUCKET_KEY, 'true'] as const] : []),
  ]
}

/** The ETag of bytes that were put at once: their MD5, or under a key of KMS something that is not. */
export const etagOf = (md5: string, encryption: KmsEncryption | null): string =>
  encryption === null ? md5 : md5HexOf(utf8Encode(`${encryption.keyArn} ${md5}`))
