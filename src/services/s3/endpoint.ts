import type { ApiCaller, ApiEndpoint, ApiReply, ApiRequest } from '#contracts/api.ts'
import { formatIsoTime } from '#contracts/calendar.ts'
import { createRandom } from '#kernel/random.ts'
import { EPOCH_MS, toEpochMs } from '#kernel/time.ts'
import type { Account } from '../service.ts'
import { deniedWords, findRefusal } from './access/authorize.ts'
import type { Caller } from './access/caller.ts'
import { credentialsOfUrl, isSigned, verifySignature } from './access/signature.ts'
import type { ActionReply } from './actions/action.ts'
import { createExtendedId, createRequestId, ownerIdOf } from './identifiers.ts'
import { BUCKETS_MAX } from './limits.ts'
import { accessDenied, methodNotAllowed, noSuchBucket, notSimulated, Refusal } from './refusal.ts'
import type { NodeBucket, S3Region } from './region.ts'
import { finish, type ReplyIds, toRefusalReply } from './reply.ts'
import { readCopySource, readRequest, type S3Request } from './wire/address.ts'
import { findOperation, findSubresource, permissionOf } from './wire/operation.ts'
import { tag, toDocument } from './wire/xml.ts'

export const toApiReply = ({ status, headers, body }: ActionReply): ApiReply => ({
  type: 'response',
  status,
  headers,
  body,
})

/** Which buckets one ListBuckets answers; a token is the name of the last one that was told. */
function pageOf(all: readonly NodeBucket[], query: S3Request['query']) {
  const prefix = query.get('prefix') ?? ''
  const after = query.get('continuation-token') ?? ''
  const told = Number(query.get('max-buckets') ?? BUCKETS_MAX)
  const max = told >= 1 && told <= BUCKETS_MAX ? Math.floor(told) : BUCKETS_MAX
  const names = all.filter(({ bucket: { settings } }) => {
    return settings.name.startsWith(prefix) && settings.name > after
  })
  const buckets = names.slice(0, max)
  const last = names.length > max ? buckets.at(-1) : undefined
  return { prefix, buckets, next: last === undefined ? null : last.bucket.settings.name }
}

/** A bucket that there is not: it cannot be created here, as buckets are what one sees on the canvas. */
const noBucket = (asked: S3Request, name: string): Refusal =>
  findOperation(asked) === 'CreateBucket'
    ? notSimulated('Buckets are nodes of the scenario: creating one by API')
    : noSuchBucket(name)

/** Creates the ids and the clock-free replies of the service's front door. */
function createDoor(account: Account) {
  const random = createRandom(0, 's3 endpoint')
  const createIds = (nowMs: number): ReplyIds => ({
    requestId: createRequestId(random),
    extendedId: createExtendedId(random),
    nowMs,
  })
  return {
    createIds,
    refuse(refusal: Refusal, method: string, nowMs: number): ApiReply {
      const ids = createIds(nowMs)
      return toApiReply(finish(toRefusalReply(refusal, ids), ids, method))
    },
    /** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
    list(all: readonly NodeBucket[], { query }: S3Request, nowMs: number): ApiReply {
      const { prefix, buckets, next } = pageOf(all, query)
      const ids = createIds(nowMs)
      const created = `${formatIsoTime(EPOCH_MS)}Z`
      const body = toDocument(
        'ListAllMyBucketsResult',
        tag('Owner', tag('ID', ownerIdOf(account.accountId))),
        tag(
          'Buckets',
          ...buckets.map(({ bucket }) =>
            tag(
              'Bucket',
              tag('Name', bucket.settings.name),
              tag('CreationDate', created),
              tag('BucketRegion', account.region),
            ),
          ),
        ),
        ...(next === null ? [] : [tag('ContinuationToken', next)]),
        ...(prefix === '' ? [] : [tag('Prefix', prefix)]),
      )
      const headers = [['Content-Type', 'application/xml']] as const
      return toApiReply(finish({ status: 200, headers, body }, ids, 'GET'))
    },
  }
}

/**
 * Finds the bucket of a request. A bucket that is not there is told before what the caller may do with it; what the caller
 * may do is what its wires and the bucket's policy say.
 */
export function createEndpoint(region: S3Region, account: Account): ApiEndpoint {
  const door = createDoor(account)
  /** A reply at the front door does not know the run's clock; its `Date` is when the run began. */
  const refuse = (refusal: Refusal, { method }: S3Request) => ({
    reply: door.refuse(refusal, method, EPOCH_MS),
  })

  const may = (
    found: NodeBucket,
    caller: ApiCaller,
    of: { readonly permission: string; readonly key: string | null; readonly asked: S3Request },
  ): Refusal | null => {
    const { settings } = found.bucket
    if (!caller.mayCall(found.node)) {
      const resource = of.key === null ? settings.arn : `${settings.arn}/${of.key}`
      return accessDenied(deniedWords(caller.principalArn, of.permission, resource, 'no-wire'))
    }
    const who: Caller = isSigned(of.asked)
      ? { type: 'account', arn: caller.principalArn, sourceIp: null }
      : { type: 'anonymous', sourceIp: '127.0.0.1' }
    return findRefusal(settings, {
      permission: of.permission,
      key: of.key,
      caller: who,
      accountId: account.accountId,
      headers: of.asked.headers,
      query: of.asked.query,
      isSecure: of.asked.scheme === undefined,
    })
  }

  const routeTo = (asked: S3Request, bucket: string, caller: ApiCaller) => {
    const found = region.find(bucket)
    if (found === undefined) return refuse(noBucket(asked, bucket), asked)
    // A page's preflight is nobody's: the bucket's CORS rules answer it.
    if (asked.method === 'OPTIONS') return { nodes: [found.node] as const }
    const operation = findOperation(asked)
    const missing = operation === null ? findSubresource(asked.query) : null
    if (missing !== null) return refuse(notSimulated(`?${missing} by ${asked.method}`), asked)
    if (operation === null) {
      return refuse(methodNotAllowed(asked.method, asked.key === null ? 'BUCKET' : 'OBJECT'), asked)
    }
    const permission = permissionOf(operation, asked.query)
    const refusal =
      (operation === 'DeleteObjects' || operation === 'PostObject') && caller.mayCall(found.node)
        ? null
        : may(found, caller, { permission, key: asked.key, asked })
    if (refusal !== null) return refuse(refusal, asked)
    const from = readCopySource(asked.headers)
    const source = from === null ? undefined : region.find(from.bucket)
    if (from === null || source === undefined) return { nodes: [found.node] as const }
    const reading = from.versionId !== null ? 's3:GetObjectVersion' : 's3:GetObject'
    const unreadable = may(source, caller, { permission: reading, key: from.key, asked })
    if (unreadable !== null) return refuse(unreadable, asked)
    return source === found
      ? { nodes: [found.node] as const }
      : { nodes: [found.node, source.node] as const }
  }

  return {
    service: 's3',
    hosts: ['s3.amazonaws.com', `s3.dualstack.${account.region}.amazonaws.com`],
    route(request: ApiRequest, caller: ApiCaller) {
      const asked = readRequest(request, null)
      if (asked.bucket !== null) return routeTo(asked, asked.bucket, caller)
      const mine = region.all().filter(({ node }) => caller.mayCall(node))
      if (mine.length > 0 && findOperation(asked) === 'ListBuckets') {
        return { reply: door.list(mine, asked, EPOCH_MS) }
      }
      const words = deniedWords(
        caller.principalArn,
        's3:ListAllMyBuckets',
        'arn:aws:s3:::*',
        'no-wire',
      )
      return refuse(accessDenied(words), asked)
    },
    answer(request, { now }) {
      const nowMs = toEpochMs(now)
      const asked = readRequest(request, null)
      const fail = (refusal: Refusal): ApiReply => door.refuse(refusal, asked.method, nowMs)
      if (asked.bucket === null) return door.list(region.all(), asked, nowMs)
      const found = region.find(asked.bucket)
      if (found === undefined) return fail(noBucket(asked, asked.bucket))
      return toApiReply(found.answer(asked, () => callerFromOutside(asked, nowMs, account)))
    },
  }
}

/**
 * Who asks from outside: whoever signs at all is the account's root, for keys of any kind are taken there; a URL that was
 * signed by a handler is verified, as it is inside, and of any other its form and its time.
 */
function callerFromOutside(asked: S3Request, nowMs: number, account: Account): Caller {
  const sourceIp = '127.0.0.1'
  if (!isSigned(asked)) return { type: 'anonymous', sourceIp, isOutside: true }
  if (asked.query.has('X-Amz-Signature')) {
    const { region } = account
    const world = { nowMs, region, host: '', credentials: credentialsOfUrl(asked) }
    verifySignature(asked, world)
  }
  return { type: 'account', arn: `arn:aws:iam::${account.accountId}:root`, sourceIp }
}
