import { isPublicPolicy } from '../publicPolicy.ts'
import { aclNotSupported } from '../newObject.ts'
import { methodNotAllowed, Refusal } from '../refusal.ts'
import { tag, toDocument } from '../wire/xml.ts'
import { type Action, keyOf, versionIdOf, xmlReply } from './action.ts'
import { findReadable } from './readable.ts'

// What guards a bucket and its objects, as every bucket made since April 2023 has it: its owner owns all, nothing has an
// ACL, all is encrypted.

const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"'

const ownersAcl = (ownerId: string) => {
  const owner = [tag('ID', ownerId)]
  const grantee = { xml: `<Grantee ${XSI}>${owner.map(({ xml }) => xml).join('')}</Grantee>` }
  return xmlReply(
    toDocument(
      'AccessControlPolicy',
      tag('Owner', ...owner),
      tag('AccessControlList', tag('Grant', grantee, tag('Permission', 'FULL_CONTROL'))),
    ),
  )
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
export const getBucketAcl: Action = (_request, { ownerId }) => ownersAcl(ownerId)

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export const getObjectAcl: Action = (request, host) => {
  findReadable(host, keyOf(request), versionIdOf(request))
  return ownersAcl(host.ownerId)
}

/** PutBucketAcl and PutObjectAcl. https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html */
export const putAcl: Action = () => {
  throw aclNotSupported()
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html */
export const getOwnershipControls: Action = () =>
  xmlReply(
    toDocument('OwnershipControls', tag('Rule', tag('ObjectOwnership', 'BucketOwnerEnforced'))),
  )

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html */
export const getBucketEncryption: Action = () =>
  xmlReply(
    toDocument(
      'ServerSideEncryptionConfiguration',
      tag(
        'Rule',
        tag('ApplyServerSideEncryptionByDefault', tag('SSEAlgorithm', 'AES256')),
        tag('BucketKeyEnabled', false),
      ),
    ),
  )

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html */
export const getPublicAccessBlock: Action = (_request, { bucket }) => {
  const { publicAccess, name } = bucket.settings
  if (publicAccess === null) {
    throw new Refusal(
      404,
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
      { details: [['BucketName', name]] },
    )
  }
  const { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets } =
    publicAccess
  return xmlReply(
    toDocument(
      'PublicAccessBlockConfiguration',
      tag('BlockPublicAcls', BlockPublicAcls),
      tag('IgnorePublicAcls', IgnorePublicAcls),
      tag('BlockPublicPolicy', BlockPublicPolicy),
      tag('RestrictPublicBuckets', RestrictPublicBuckets),
    ),
  )
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
export const getBucketPolicyStatus: Action = (_request, { bucket }) => {
  const { policy, name } = bucket.settings
  if (policy === null) {
    throw new Refusal(404, 'NoSuchBucketPolicy', 'The bucket policy does not exist', {
      details: [['BucketName', name]],
    })
  }
  return xmlReply(toDocument('PolicyStatus', tag('IsPublic', isPublicPolicy(policy))))
}

/**
 * "Amazon S3 Select is no longer available to new customers", who get this. https://docs.aws.amazon.com/AmazonS3/latest/API/API_SelectObjectContent.html
 */
export const selectObjectContent: Action = () => {
  throw methodNotAllowed('POST', 'OBJECT')
}
