import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { findHeader, type Headers } from '#contracts/body.ts'
import type { HttpRequest } from '#contracts/http.ts'
import { type Effect, evaluatePolicy } from '#contracts/policy.ts'
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
  /** Absent: the API's own account. */
  readonly AccountId?: string | undefined
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

/** What is wrong with a signature. */
export type SignatureProblem =
  | 'unsigned'
  | 'malformed'
  | 'unknown-key'
  | 'expired'
  | 'scope'
  | 'mismatch'

/** Who signed, or what is wrong with the signature. */
export type SignatureVerdict =
  | { readonly type: 'signed'; readonly user: IamUser }
  | { readonly type: 'invalid'; readonly problem: SignatureProblem; readonly why: string }

/** Who signed; or why the request is not let in. */
export type IamVerdict =
  | { readonly type: 'valid'; readonly identity: Readonly<Record<string, string | null>> }
  | { readonly type: 'invalid'; readonly why: string }

const hashing: Hashing = { sha256, hmac: (key, bytes) => hmac(sha256, key, bytes) }

/** How far a signature's time may be from the server's: five minutes. */
export const SKEW_MS = 300_000

const invalid = (problem: SignatureProblem, why: string): SignatureVerdict => ({
  type: 'invalid',
  problem,
  why,
})

export const userArnOf = (user: IamUser, accountId: string): string =>
  `arn:aws:iam::${user.AccountId ?? accountId}:user/${user.UserName}`

/** `requestContext.authorizer.iam`, as AWS orders it. */
const identityOf = (user: IamUser, accountId: string) => ({
  accessKey: user.AccessKeyId,
  accountId,
  callerId: user.UserName,
  cognitoIdentity: null,
  principalOrgId: null,
  userArn: userArnOf(user, accountId),
  userId: user.UserName,
})

/** Verifies Signature Version 4. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
export function verifySignature(
  users: readonly IamUser[],
  question: Omit<IamQuestion, 'accountId' | 'resource'>,
): SignatureVerdict {
  const { request, nowMs, region } = question
  const header = findHeader(request.headers, 'authorization')
  if (header === undefined) return invalid('unsigned', 'the request is not signed')
  const signature = parseAuthorization(header)
  if (signature === null) return invalid('malformed', 'the authorization header is no signature')
  const user = users.find(({ AccessKeyId }) => AccessKeyId === signature.accessKeyId)
  if (user === undefined)
    return invalid('unknown-key', `no user has the access key ${signature.accessKeyId}`)
  const amzDate = findHeader(request.headers, 'x-amz-date') ?? ''
  if (!isNearAmzDate(amzDate, nowMs, SKEW_MS))
    return invalid('expired', 'the signature is not of this time')
  if (signature.scope !== `${amzDate.slice(0, 8)}/${region}/execute-api/aws4_request`)
    return invalid('scope', `the signature is for ${signature.scope}`)
  if (!signature.signedHeaders.includes('host')) return invalid('scope', 'the host is not signed')
  const headers: Headers = [
    ...request.headers.filter(([name]) => name.toLowerCase() !== 'host'),
    ['host', request.onWire?.host ?? question.domainName],
  ]
  const { signedHeaders, scope } = signature
  const expected = computeSignature(
    { ...request, path: request.onWire?.path ?? request.mapped?.path ?? request.path, headers },
    { scope, signedHeaders, amzDate },
    { secret: user.SecretAccessKey, hashing },
  )
  return expected === signature.signature
    ? { type: 'signed', user }
    : invalid('mismatch', 'the signature does not match')
}

/** What a user's own policy says of an action; a user without one may do everything. */
export const askUserPolicy = (
  { Policy }: IamUser,
  asked: Parameters<typeof evaluatePolicy>[1],
): Effect => (Policy === undefined ? 'allow' : (evaluatePolicy(Policy, asked) ?? 'silent'))

/**
 * Verifies Signature Version 4, and asks the user's policy for `execute-api:Invoke`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
export function checkIam(users: readonly IamUser[], question: IamQuestion): IamVerdict {
  const verdict = verifySignature(users, question)
  if (verdict.type === 'invalid') return { type: 'invalid', why: verdict.why }
  const { user } = verdict
  // An HTTP API has no policy of its own that could let another account in.
  if (user.AccountId !== undefined && user.AccountId !== question.accountId) {
    const why = `${user.UserName} is of another account: an HTTP API has no resource policy to let it in`
    return { type: 'invalid', why }
  }
  const context = { 'aws:SourceIp': question.request.sourceIp }
  const asked = { action: 'execute-api:Invoke', resource: question.resource, context }
  if (askUserPolicy(user, asked) === 'allow')
    return { type: 'valid', identity: identityOf(user, question.accountId) }
  const why = `the policy of ${user.UserName} does not allow execute-api:Invoke`
  return { type: 'invalid', why }
}
