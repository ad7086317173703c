import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { findHeader, type Headers } from '#contracts/body.ts'
import type { HttpRequest } from '#contracts/http.ts'
import { evaluatePolicy } from '#contracts/policy.ts'
import {
  computeSignature,
  type Hashing,
  isNearAmzDate,
  parseAuthorization,
} from '#contracts/sigv4.ts'

/** An IAM user that the document knows: its keys, and what its policy allows. */
export interface IamUser {
  readonly UserName: string
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  /** Absent: it may invoke everything. */
  readonly Policy?: unknown
}

/** What is asked, where and when. */
export interface IamQuestion {
  readonly request: HttpRequest
  /** The host that the request was sent to. */
  readonly domainName: string
  readonly accountId: string
  readonly region: string
  readonly resource: string
  readonly nowMs: number
}

/** Who signed; or why the request is not let in. */
export type IamVerdict =
  | { readonly type: 'valid'; readonly identity: Readonly<Record<string, string | null>> }
  | { readonly type: 'invalid'; readonly why: string }

const hashing: Hashing = { sha256, hmac: (key, bytes) => hmac(sha256, key, bytes) }

/** How far a signature's time may be from the server's: five minutes. */
const SKEW_MS = 300_000

const invalid = (why: string): IamVerdict => ({ type: 'invalid', why })

/** `requestContext.authorizer.iam`, as AWS orders it. */
const identityOf = (user: IamUser, accountId: string) => ({
  accessKey: user.AccessKeyId,
  accountId,
  callerId: user.UserName,
  cognitoIdentity: null,
  principalOrgId: null,
  userArn: `arn:aws:iam::${accountId}:user/${user.UserName}`,
  userId: user.UserName,
})

/**
 * Verifies Signature Version 4, and asks the user's policy for `execute-api:Invoke`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
export function checkIam(users: readonly IamUser[], question: IamQuestion): IamVerdict {
  const { request, nowMs, region } = question
  const header = findHeader(request.headers, 'authorization')
  if (header === undefined) return invalid('the request is not signed')
  const signature = parseAuthorization(header)
  if (signature === null) return invalid('the authorization header is no signature')
  const user = users.find(({ AccessKeyId }) => AccessKeyId === signature.accessKeyId)
  if (user === undefined) return invalid(`no user has the access key ${signature.accessKeyId}`)
  const amzDate = findHeader(request.headers, 'x-amz-date') ?? ''
  if (!isNearAmzDate(amzDate, nowMs, SKEW_MS)) return invalid('the signature is not of this time')
  if (signature.scope !== `${amzDate.slice(0, 8)}/${region}/execute-api/aws4_request`)
    return invalid(`the signature is for ${signature.scope}`)
  if (!signature.signedHeaders.includes('host')) return invalid('the host is not signed')
  const headers: Headers = [
    ...request.headers.filter(([name]) => name.toLowerCase() !== 'host'),
    ['host', question.domainName],
  ]
  const { signedHeaders, scope } = signature
  const expected = computeSignature(
    { ...request, headers },
    { scope, signedHeaders, amzDate },
    { secret: user.SecretAccessKey, hashing },
  )
  if (expected !== signature.signature) return invalid('the signature does not match')
  const context = { 'aws:SourceIp': request.sourceIp }
  const asked = { action: 'execute-api:Invoke', resource: question.resource, context }
  if (user.Policy !== undefined && evaluatePolicy(user.Policy, asked) !== 'allow')
    return invalid(`the policy of ${user.UserName} does not allow execute-api:Invoke`)
  return { type: 'valid', identity: identityOf(user, question.accountId) }
}
