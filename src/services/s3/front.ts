import { findHeader } from '#contracts/body.ts'
import { SIMULATED_CREDENTIALS } from '#contracts/credentials.ts'
import type { HttpRequest } from '#contracts/http.ts'
import { toEpochMs } from '#kernel/time.ts'
import type { ServiceContext } from '../service.ts'
import type { Caller } from './access/caller.ts'
import { isSigned, verifySignature } from './access/signature.ts'
import type { ActionReply } from './actions/action.ts'
import { findReadable, isReadable } from './actions/readable.ts'
import type { Bucket } from './bucket.ts'
import { corsFields, preflight } from './cors.ts'
import type { s3Definition } from './definition.ts'
import type { Desk } from './desk.ts'
import { methodNotAllowed, noSuchBucket, Refusal } from './refusal.ts'
import { finish, toRefusalPage } from './reply.ts'
import { findRedirect, isWebsite, planSite, type SitePlan, toSiteKey } from './website.ts'
import { readHost, readRequest, type S3Request } from './wire/address.ts'

type Context = ServiceContext<typeof s3Definition>

/** Answers plain HTTP: of the REST endpoint, or of the website's. At once; the room adds the time. */
export interface Front {
  /** What is asked for, or the refusal of somebody who signed badly. */
  answer(request: HttpRequest, source: string): ActionReply
  /** The REST endpoint's answer, with CORS. `identify` tells who asks, or refuses; nobody is asked for a preflight. */
  rest(asked: S3Request, identify: () => Caller): ActionReply
  /** The request as the REST endpoint reads it. */
  read(request: HttpRequest): S3Request
  /** Whether it is the website endpoint that is asked. */
  isSite(request: HttpRequest): boolean
}

const ANSWERS_SITE = /^(?:GET|HEAD)$/

/** What CORS looks at. */
type Asked = Pick<HttpRequest, 'method' | 'headers'>

/** Creates the front of `bucket`. */
export function createFront(
  ctx: Context,
  { bucket, desk }: { readonly bucket: Bucket; readonly desk: Desk },
): Front {
  const ownHost = (): string => `${bucket.settings.name}.s3.${ctx.account.region}.amazonaws.com`
  const siteHost = (): string =>
    `${bucket.settings.name}.s3-website-${ctx.account.region}.amazonaws.com`

  const read = (request: HttpRequest): S3Request => ({
    ...readRequest(request, bucket.settings.name),
    ...(request.scheme !== undefined && { scheme: request.scheme }),
  })

  /**
   * Nobody in particular has a `Host` that the wire understands: then a bucket that is a website answers as one, and any
   * other as the REST endpoint. What is signed is always meant for REST.
   */
  const isSite = (request: HttpRequest): boolean => {
    const { style } = readHost(findHeader(request.headers, 'host') ?? '')
    if (style === 'website') return true
    if (style !== 'other' || !isWebsite(bucket.settings.website)) return false
    return request.signedBy === undefined && !isSigned(read(request))
  }

  const toCaller = (request: HttpRequest, asked: S3Request, source: string): Caller => {
    const { signedBy, sourceIp } = request
    if (signedBy !== undefined) return { type: 'service', signer: signedBy, sourceIp }
    if (!isSigned(asked)) return { type: 'anonymous', sourceIp }
    verifySignature(asked, {
      nowMs: toEpochMs(ctx.now),
      region: ctx.account.region,
      host: ownHost(),
      credentials: SIMULATED_CREDENTIALS,
    })
    const arn = `arn:aws:sts::${ctx.account.accountId}:assumed-role/${source}-role/${source}`
    return { type: 'account', arn, sourceIp }
  }

  /** What a page of a browser gets on top. */
  const withCors = (reply: ActionReply, { method, headers }: Asked): ActionReply => {
    const fields = corsFields(bucket.settings.cors, method, headers)
    return fields.length === 0 ? reply : { ...reply, headers: [...reply.headers, ...fields] }
  }

  const rest: Front['rest'] = (asked, identify) => {
    const nowMs = toEpochMs(ctx.now)
    try {
      if (asked.method === 'OPTIONS') {
        const headers = preflight(bucket.settings.cors, asked.headers)
        return finish({ status: 200, headers, body: '' }, desk.createIds(nowMs), asked.method)
      }
      const { refusal: _, ...reply } = desk.answer(asked, identify(), nowMs)
      return withCors(reply, asked)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return withCors(desk.refuse(error, asked.method), asked)
    }
  }

  /** An object of the site, read as anybody may read it. */
  const getSiteObject = (request: HttpRequest, key: string): ActionReply => {
    const caller: Caller = { type: 'anonymous', sourceIp: request.sourceIp }
    const asked: S3Request = {
      ...read(request),
      bucket: bucket.settings.name,
      key,
      query: new Map(),
    }
    const { refusal, ...reply } = desk.answer(asked, caller, toEpochMs(ctx.now))
    if (refusal !== null) throw refusal
    const to = findHeader(reply.headers, 'x-amz-website-redirect-location')
    if (to === undefined || reply.status >= 300) return reply
    return { status: 301, headers: [['Location', to]], body: '' }
  }

  const hasIndex = (request: HttpRequest, path: string): boolean => {
    const { website } = bucket.settings
    if (!isWebsite(website) || path === '' || path.endsWith('/')) return false
    const caller: Caller = { type: 'anonymous', sourceIp: request.sourceIp }
    const key = toSiteKey(website, `${path}/`)
    const current = bucket.store.current(key)
    const asked: S3Request = { ...read(request), key }
    return (
      current?.isDeleteMarker === false && desk.findRefusal('s3:GetObject', asked, caller) === null
    )
  }

  const redirect = (plan: SitePlan & { readonly type: 'redirect' }): ActionReply => ({
    status: plan.status,
    headers: [['Location', plan.location]],
    body: '',
  })

  /** The error document under the error's own status; what is refused itself is told by S3's page. */
  const siteError = (request: HttpRequest, path: string, refusal: Refusal): ActionReply => {
    const { website } = bucket.settings
    if (isWebsite(website)) {
      const host = findHeader(request.headers, 'host') ?? siteHost()
      const rule = findRedirect(website, { key: path, host, error: refusal.status })
      if (rule?.type === 'redirect') return redirect(rule)
      const error = website.ErrorDocument
      const document = error === undefined ? undefined : bucket.store.current(error)
      const caller: Caller = { type: 'anonymous', sourceIp: request.sourceIp }
      const may =
        error !== undefined &&
        desk.findRefusal('s3:GetObject', { ...read(request), key: error }, caller) === null
      const isThere = document?.isDeleteMarker === false && isReadable(document, toEpochMs(ctx.now))
      if (error !== undefined && may && isThere) {
        const { body } = findReadable({ bucket, may: () => true }, error, null)
        const page = getSiteObject({ ...request, method: 'HEAD', headers: [] }, error)
        const headers = page.headers.filter(
          ([name]) => !/^(x-amz-id-2|x-amz-request-id|date|server)$/i.test(name),
        )
        return {
          status: refusal.status,
          headers: [
            ['x-amz-error-code', refusal.code],
            ['x-amz-error-message', refusal.message],
            ...headers,
          ],
          body: body.read(0, body.size),
        }
      }
    }
    return toRefusalPage(refusal, desk.createIds(toEpochMs(ctx.now)))
  }

  const answerSite = (request: HttpRequest): ActionReply => {
    const ids = desk.createIds(toEpochMs(ctx.now))
    const { website } = bucket.settings
    const asked = read(request)
    const path = asked.key ?? ''
    const host = findHeader(request.headers, 'host') ?? siteHost()
    const tell = (refusal: Refusal): ActionReply => siteError(request, path, refusal)
    const done = (reply: ActionReply): ActionReply =>
      findHeader(reply.headers, 'x-amz-id-2') === undefined
        ? finish(reply, ids, request.method)
        : reply
    if (asked.bucket !== bucket.settings.name)
      return done(toRefusalPage(noSuchBucket(asked.bucket ?? ''), ids))
    if (!isWebsite(website)) {
      const words = 'The specified bucket does not have a website configuration'
      const details = [['BucketName', bucket.settings.name]] as const
      return done(
        toRefusalPage(new Refusal(404, 'NoSuchWebsiteConfiguration', words, { details }), ids),
      )
    }
    if (!ANSWERS_SITE.test(request.method)) {
      return done(toRefusalPage(methodNotAllowed(request.method, 'OBJECT'), ids))
    }
    const plan = planSite(website, path, host)
    if (plan.type === 'redirect') return done(redirect(plan))
    try {
      return withCors(done(getSiteObject(request, plan.key)), request)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // `/folder` without such an object, but with `folder/index.html`: to the folder.
      if (error.status !== 412 && hasIndex(request, path)) {
        return done({ status: 302, headers: [['Location', `/${path}/`]], body: '' })
      }
      return done(tell(error))
    }
  }

  return {
    read,
    isSite,
    rest,
    answer(request, source) {
      if (isSite(request)) return answerSite(request)
      const asked = read(request)
      return rest(asked, () => toCaller(request, asked, source))
    },
  }
}
