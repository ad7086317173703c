import type { Operation } from '../wire/operation.ts'
import type { Action } from './action.ts'
import {
  createBucket,
  deleteBucket,
  getBucketCors,
  getBucketLocation,
  getBucketPolicy,
  getBucketVersioning,
  getBucketWebsite,
  headBucket,
} from './bucketInfo.ts'
import {
  getBucketAcl,
  getBucketEncryption,
  getBucketPolicyStatus,
  getObjectAcl,
  getObjectLockConfiguration,
  getOwnershipControls,
  getPublicAccessBlock,
  lockAction,
  putAcl,
  selectObjectContent,
} from './bucketSecurity.ts'
import { copyObject } from './copyObject.ts'
import { deleteObject, deleteObjects } from './deleteObject.ts'
import { getObject, headObject } from './getObject.ts'
import { getObjectAttributes } from './getObjectAttributes.ts'
import { listObjects, listObjectsV2 } from './listObjects.ts'
import { listObjectVersions } from './listObjectVersions.ts'
import { listMultipartUploads, listParts } from './listUploads.ts'
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
} from './multipart.ts'
import { putObject } from './putObject.ts'
import { restoreObject } from './restoreObject.ts'
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './tagging.ts'

/** Every operation of a bucket, by its name in the API. ListBuckets concerns none: the endpoint answers it. */
export const actions: Readonly<Record<Exclude<Operation, 'ListBuckets'>, Action>> = {
  CreateBucket: createBucket,
  DeleteBucket: deleteBucket,
  HeadBucket: headBucket,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
  ListMultipartUploads: listMultipartUploads,
  GetBucketLocation: getBucketLocation,
  GetBucketVersioning: getBucketVersioning,
  GetBucketCors: getBucketCors,
  GetBucketPolicy: getBucketPolicy,
  GetBucketWebsite: getBucketWebsite,
  GetBucketAcl: getBucketAcl,
  PutBucketAcl: putAcl,
  GetBucketOwnershipControls: getOwnershipControls,
  GetBucketEncryption: getBucketEncryption,
  GetPublicAccessBlock: getPublicAccessBlock,
  GetBucketPolicyStatus: getBucketPolicyStatus,
  GetObjectLockConfiguration: getObjectLockConfiguration,
  GetObjectAcl: getObjectAcl,
  PutObjectAcl: putAcl,
  GetObjectLegalHold: lockAction,
  PutObjectLegalHold: lockAction,
  GetObjectRetention: lockAction,
  PutObjectRetention: lockAction,
  SelectObjectContent: selectObjectContent,
  DeleteObjects: deleteObjects,
  GetObject: getObject,
  HeadObject: headObject,
  PutObject: putObject,
  CopyObject: copyObject,
  DeleteObject: deleteObject,
  GetObjectTagging: getObjectTagging,
  PutObjectTagging: putObjectTagging,
  DeleteObjectTagging: deleteObjectTagging,
  GetObjectAttributes: getObjectAttributes,
  RestoreObject: restoreObject,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  ListParts: listParts,
}
