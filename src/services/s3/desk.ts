import type { ServiceContext } from '../service.ts'
import type { Random } from '#kernel/random.ts'
import { toEpochMs } from '#kernel/time.ts'
import { SIMULATED_CREDENTIALS } from '#contracts/credentials.ts'
import { findRefusal } from './access/authorize.ts'
import type { Caller } from './access/caller.ts'
import { checkPostPolicy } from './access/postPolicy.ts'
import type { ActionHost, ActionReply, ObjectEvent } from './actions/action.ts'
import { actions } from './actions/actions.ts'
import { postObject, readPosted } from './actions/postObject.ts'
import type { Restore } from './actions/restoreObject.ts'
import type { Bucket } from './bucket.ts'
import type { s3Definition } from './definition.ts'
import { createExtendedId, createRequestId, createVersionId, ownerIdOf } from './identifiers.ts'
import type { ObjectVersion } from './objectVersion.ts'
import { accessDenied, methodNotAllowed, noSuchBucket, notSimulated, Refusal } from './refusal.ts'
import type { S3Region } from './region.ts'
import { finish, type ReplyIds, toRefusalReply } from './reply.ts'
import type { S3Request } from './wire/address.ts'
import { findOperation, findSubresource, permissionOf } from './wire/operation.ts'

type Context = ServiceContext<typeof s3Definition>

/** Who asked for something, and by which request: what events tell of. */
export interface Cause extends ReplyIds {
  readonly caller: Caller
}

/** What the room does about what an action did. */
export interface Consequences {
  happened(event: ObjectEvent, cause: Cause): void
  readonly restoring: (version: ObjectVersion, plan: Restore) => void
  readonly configured: ActionHost['configure']
}

/** Where requests of one bucket are answered: at once, without the model's time. */
export interface Desk {
  /** `nowMs`: the time that it is for the request. */
  answer(
    request: S3Request,
    caller: Caller,
    nowMs: number,
  ): ActionReply & { readonly refusal: Refusal | null }
  /** A refusal that comes before any operation, as an answer with ids of its own. */
  refuse(refusal: Refusal, method: string): ActionReply
  /** Ids of an answer that is not an operation's: the website's. */
  createIds(nowMs: number): ReplyIds
  /** Why `caller` may not do `permission`; null: it may. */
  findRefusal(permission: string, request: S3Request, caller: Caller): Refusal | null
  readonly createVersionId: () => string
}

/** Creates the desk of `bucket`. */
export function createDesk(
  ctx: Context,
  {
    bucket,
    region,
    ids,
  }: { readonly bucket: Bucket; readonly region: S3Region; readonly ids: Random },
  consequences: Consequences,
): Desk {
  const ownerId = ownerIdOf(ctx.account.accountId)
  const newVersionId = (): string => createVersionId(ids)

  const refusalOf = (
    of: Bucket,
    permission: string,
    asked: { readonly key: string | null; readonly request: S3Request; readonly caller: Caller },
  ): Refusal | null =>
    findRefusal(of.settings, {
      permission,
      key: asked.key,
      caller: asked.caller,
      accountId: ctx.account.accountId,
      headers: asked.request.headers,
      query: asked.request.query,
      isSecure: asked.request.scheme === undefined,
    })

  const toHost = (request: S3Request, cause: Cause): ActionHost => ({
    nowMs: cause.nowMs,
    bucket,
    ownerId,
    region: ctx.account.region,
    accountId: ctx.account.accountId,
    createVersionId: newVersionId,
    source(name, key, versionId) {
      const found = region.find(name)
      if (found === undefined) throw noSuchBucket(name)
      const permission = versionId === null ? 's3:GetObject' : 's3:GetObjectVersion'
      const refusal = refusalOf(found.bucket, permission, { key, request, caller: cause.caller })
      if (refusal !== null) throw refusal
      return found.bucket
    },
    may: (permission, key) =>
      refusalOf(bucket, permission, { key, request, caller: cause.caller }) === null,
    callerArn: cause.caller.type === 'account' ? cause.caller.arn : '',
    isAnonymous: cause.caller.type === 'anonymous',
    happened: (event) => consequences.happened(event, cause),
    restoring: consequences.restoring,
    configure: consequences.configured,
    hasListeners: [...ctx.edges('invoke'), ...ctx.edges('api')].some(({ port }) => port === null),
  })

  /** A form says itself who posts it: whoever signed its policy; without one, nobody. */
  const post = (request: S3Request, cause: Cause): ActionReply => {
    const posted = readPosted(request)
    const { key, form } = posted
    const { caller, nowMs } = cause
    const isOutside = caller.type === 'anonymous' && caller.isOutside === true
    let poster: Caller = caller
    if (form.fields.has('policy')) {
      const [id = ''] = (form.fields.get('x-amz-credential') ?? '').split('/')
      const isOwn = id === SIMULATED_CREDENTIALS.accessKeyId
      const credentials = isOutside && !isOwn ? null : SIMULATED_CREDENTIALS
      checkPostPolicy(form, { bucket: bucket.settings.name, key, nowMs, credentials })
      const arn = `arn:aws:iam::${ctx.account.accountId}:root`
      poster = { type: 'account', arn, sourceIp: caller.sourceIp }
    }
    const refusal = refusalOf(bucket, 's3:PutObject', { key, request, caller: poster })
    if (refusal !== null) throw refusal
    return postObject(request, posted, toHost(request, { ...cause, caller: poster }))
  }

  const act = (request: S3Request, cause: Cause): ActionReply => {
    const operation = findOperation(request)
    if (operation === null || operation === 'ListBuckets') {
      const missing = findSubresource(request.query)
      if (missing !== null) throw notSimulated(`?${missing} by ${request.method}`)
      throw methodNotAllowed(request.method, request.key === null ? 'BUCKET' : 'OBJECT')
    }
    if (operation === 'PostObject') return post(request, cause)
    const permission = permissionOf(operation, request.query)
    // DeleteObjects answers for each of its objects by itself.
    const refusal =
      operation === 'DeleteObjects'
        ? null
        : refusalOf(bucket, permission, { key: request.key, request, caller: cause.caller })
    if (refusal !== null) throw refusal
    return actions[operation](request, toHost(request, cause))
  }

  const createIds = (nowMs: number): ReplyIds => ({
    requestId: createRequestId(ids),
    extendedId: createExtendedId(ids),
    nowMs,
  })

  return {
    createVersionId: newVersionId,
    createIds,
    refuse(refusal, method) {
      const own = createIds(toEpochMs(ctx.now))
      return finish(toRefusalReply(refusal, own), own, method)
    },
    findRefusal: (permission, request, caller) =>
      refusalOf(bucket, permission, { key: request.key, request, caller }),
    answer(request, caller, nowMs) {
      const cause: Cause = { ...createIds(nowMs), caller }
      try {
        if (request.bucket !== null && request.bucket !== bucket.settings.name) {
          throw region.find(request.bucket) === undefined
            ? noSuchBucket(request.bucket)
            : accessDenied()
        }
        return { ...finish(act(request, cause), cause, request.method), refusal: null }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const reply = toRefusalReply(error, cause)
        return { ...finish(reply, cause, request.method), refusal: error }
      }
    },
  }
}
