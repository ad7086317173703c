import { findHeader, type Headers } from '#contracts/body.ts'
import { evaluatePolicy, type PolicyPrincipal } from '#contracts/policy.ts'
import { accessDenied, type Refusal } from '../refusal.ts'
import { isPublicPolicy } from '../publicPolicy.ts'
import type { BucketSettings } from '../settings.ts'
import { type Caller, principalOf } from './caller.ts'

/** What is asked for. */
export interface AccessQuestion {
  /** `s3:GetObject` */
  readonly permission: string
  /** null: the bucket itself. */
  readonly key: string | null
  readonly caller: Caller
  readonly accountId: string
  readonly headers: Headers
  readonly query: ReadonlyMap<string, string>
  /** Whether it came over TLS. */
  readonly isSecure: boolean
}

/** The condition keys of a request. https://docs.aws.amazon.com/AmazonS3/latest/userguide/list_amazons3.html */
function contextOf({
  caller,
  headers,
  query,
  accountId,
  isSecure,
}: AccessQuestion): Readonly<Record<string, string>> {
  const context: Record<string, string> = { 'aws:SecureTransport': String(isSecure) }
  const add = (name: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined) context[name] = value
  }
  add('aws:SourceIp', caller.sourceIp)
  add('aws:Referer', findHeader(headers, 'referer'))
  add('aws:UserAgent', findHeader(headers, 'user-agent'))
  add('s3:prefix', query.get('prefix'))
  add('s3:delimiter', query.get('delimiter'))
  add('s3:max-keys', query.get('max-keys'))
  add('s3:VersionId', query.get('versionId'))
  add('s3:x-amz-acl', findHeader(headers, 'x-amz-acl'))
  add('s3:x-amz-storage-class', findHeader(headers, 'x-amz-storage-class'))
  add('s3:x-amz-server-side-encryption', findHeader(headers, 'x-amz-server-side-encryption'))
  if (caller.type === 'service') {
    add('aws:SourceArn', caller.signer.sourceArn)
    add('aws:SourceAccount', caller.signer.sourceAccount)
  }
  if (caller.type === 'account') {
    add('aws:PrincipalArn', caller.arn)
    add('aws:PrincipalAccount', accountId)
  }
  return context
}

/** "…restricts access to a bucket with a public policy to only AWS service principals and authorized users". */
const isRestricted = (settings: BucketSettings, { type }: PolicyPrincipal): boolean =>
  type === 'anonymous' && settings.restrictsPublic && isPublicPolicy(settings.policy)

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
const ROOTS = /^s3:(?:Get|Put|Delete)BucketPolicy$/

/**
 * Why a request is not let in; null where it is. Somebody of the account needs no policy, for the wire stands for IAM's;
 * everybody else needs one that says so, and an explicit deny holds for all.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html
 */
export function findRefusal(settings: BucketSettings, question: AccessQuestion): Refusal | null {
  const { permission, key, caller, accountId } = question
  const resource = key === null ? settings.arn : `${settings.arn}/${key}`
  const principal = principalOf(caller, accountId)
  const effect =
    settings.policy === null
      ? 'silent'
      : evaluatePolicy(settings.policy, {
          action: permission,
          resource,
          principal,
          context: contextOf(question),
        })
  if (caller.type === 'account') {
    // "…the root user can perform the GetBucketPolicy, PutBucketPolicy, and DeleteBucketPolicy API actions, even if the policy explicitly denies": nobody locks the account out.
    const isRoot = caller.arn.endsWith(':root') && ROOTS.test(permission)
    return effect === 'deny' && !isRoot
      ? accessDenied(deniedWords(caller.arn, permission, resource, 'explicit'))
      : null
  }
  if (effect === 'allow' && !isRestricted(settings, principal)) return null
  return accessDenied()
}

/** IAM's words: no wire, no permission; or a policy's own deny. */
export const deniedWords = (
  arn: string,
  permission: string,
  resource: string,
  why: 'explicit' | 'no-wire',
): string =>
  `User: ${arn} is not authorized to perform: ${permission} on resource: "${resource}" ` +
  (why === 'explicit'
    ? 'with an explicit deny in a resource-based policy'
    : `because no identity-based policy allows the ${permission} action`)
