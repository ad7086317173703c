import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import { findHeader } from '#contracts/body.ts'
import { SIMULATED_CREDENTIALS } from '#contracts/credentials.ts'
import type { HttpRequest, HttpResponse } from '#contracts/http.ts'
import type { Process } from '#kernel/process.ts'
import { ms, toEpochMs } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { JsonValue, Service, ServiceContext, ServiceModule } from '../service.ts'
import type { Caller } from './access/caller.ts'
import { credentialsOfUrl, isSigned, verifySignature } from './access/signature.ts'
import type { ActionHost, ActionReply, ObjectEvent } from './actions/action.ts'
import type { Bucket } from './bucket.ts'
import { createConfiguration } from './configuration.ts'
import { readCommand, runQuery } from './console.ts'
import { s3Definition, type S3State } from './definition.ts'
import { createDelivery } from './delivery.ts'
import { type Cause, createDesk } from './desk.ts'
import { createEndpoint, toApiReply } from './endpoint.ts'
import { createFront } from './front.ts'
import { createIntake } from './intake.ts'
import { createLifecycleClock } from './lifecycleClock.ts'
import { createMeter } from './metering.ts'
import { createObjectStore } from './objectStore.ts'
import { createRecording } from './recording.ts'
import { accessDenied } from './refusal.ts'
import { createRegion, type NodeBucket, type S3Region } from './region.ts'
import { createReplication } from './replication.ts'
import { settingsOf } from './settings.ts'
import { readRequest, type S3Request } from './wire/address.ts'
import { findOperation } from './wire/operation.ts'
import { createWorker } from './work.ts'

type Context = ServiceContext<typeof s3Definition>

/** A function as IAM sees it; nobody in particular is the account itself. */
const arnOf = ({ account }: Context, source: string): string =>
  source === ''
    ? `arn:aws:iam::${account.accountId}:root`
    : `arn:aws:sts::${account.accountId}:assumed-role/${source}-role/${source}`

/** The names of a bucket's endpoints: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
const hostnamesOf = (name: string, region: string): readonly string[] => [
  `${name}.s3.${region}.amazonaws.com`,
  `${name}.s3.amazonaws.com`,
  `${name}.s3.dualstack.${region}.amazonaws.com`,
  `${name}.s3-website-${region}.amazonaws.com`,
  `${name}.s3-website.${region}.amazonaws.com`,
]

/** A bucket, and all that becomes of what is done to its objects. */
function createParts(ctx: Context, region: S3Region) {
  const configuration = createConfiguration(ctx.node)
  let settings = settingsOf(ctx.node, configuration.changes)
  const bucket: Bucket = {
    node: ctx.node.id,
    get settings() {
      return settings
    },
    store: createObjectStore(),
    uploads: new Map(),
  }
  const meter = createMeter(bucket)
  const recording = createRecording(ctx, bucket)
  const delivery = createDelivery(ctx, bucket, recording)
  const replication = createReplication(ctx, { bucket, region, recording })
  /** The span of the request that is being answered: what follows from it belongs to its trace. */
  let current: TraceContext | null = null

  const changed = (): void => {
    meter.changed(ctx.now)
    recording.changed()
    lifecycle.tend()
  }

  const happened = (event: ObjectEvent, cause: Cause): void => {
    const { key, version, name } = event
    const isCreation = name.startsWith('ObjectCreated')
    if (version !== null && isCreation) {
      recording.wrote(key, version.body.size, cause.nowMs)
      meter.wrote(version.storageClass)
    }
    const isNew = isCreation || name === 'ObjectRemoved:DeleteMarkerCreated'
    if (version !== null && isNew) replication.wrote(version)
    delivery.send(event, cause, current)
    changed()
  }

  /** S3 itself, where a rule or the end of a restore is the cause. */
  const ownCause = (): Cause => ({
    ...desk.createIds(toEpochMs(ctx.now)),
    caller: { type: 'account', arn: 'arn:aws:iam::s3:service/s3.amazonaws.com', sourceIp: null },
  })

  const restoring: ActionHost['restoring'] = (version, { readyAt, until }) => {
    ctx.schedule(ms(readyAt - toEpochMs(ctx.now)), () => {
      version.restoredUntil = until
      happened({ name: 'ObjectRestore:Completed', key: version.key, version }, ownCause())
    })
  }

  /** The API changed the bucket's configuration. */
  const configured: ActionHost['configure'] = (property, value) => {
    if (!configuration.set(property, value)) return false
    settings = settingsOf(ctx.node, configuration.changes)
    const detail = `${property} was ${value === null ? 'taken away' : 'changed'} by the API`
    ctx.record({ type: 'mark', trace: null, mark: 'edit', detail })
    changed()
    return true
  }

  const desk = createDesk(
    ctx,
    { bucket, region, ids: ctx.random('ids') },
    { happened, restoring, configured },
  )
  const { createVersionId } = desk
  const lifecycle = createLifecycleClock(ctx, bucket, {
    createVersionId,
    happened: (event) => happened(event, ownCause()),
  })
  return {
    bucket,
    desk,
    meter,
    recording,
    changed,
    createVersionId,
    /** Runs `answer` as part of the request that `span` belongs to. */
    within<T>(span: TraceContext, answer: () => T): T {
      current = span
      const result = answer()
      current = null
      return result
    },
    /** The document was edited. */
    edited() {
      configuration.edited()
      settings = settingsOf(ctx.node, configuration.changes)
    },
  }
}

/** One bucket. */
function createS3(ctx: Context, region: S3Region): Service<typeof s3Definition, S3State> {
  const parts = createParts(ctx, region)
  const { bucket, desk, meter, recording, changed } = parts
  const front = createFront(ctx, { bucket, desk })
  const intake = createIntake(ctx, parts)
  const worker = createWorker(ctx, parts)

  /** A URL that was signed is verified here, too; the SDK's own calls are not signed. Outsiders may have any keys. */
  const answerApi = (asked: S3Request, caller: Caller, isOutside: boolean): ActionReply => {
    return front.rest(asked, () => {
      if (asked.query.has('X-Amz-Signature')) {
        const { region: at } = ctx.account
        const credentials = isOutside ? credentialsOfUrl(asked) : SIMULATED_CREDENTIALS
        verifySignature(asked, { nowMs: toEpochMs(ctx.now), region: at, host: '', credentials })
      }
      return caller
    })
  }

  function* serveApi(request: ApiRequest, along: { readonly source: string }): Process<ApiReply> {
    // By its host, or in path style: a wire of the API leads to the endpoint, not to one bucket.
    const asked = readRequest(request, null)
    const operation = findOperation(asked)
    const caller: Caller = isSigned(asked)
      ? { type: 'account', arn: arnOf(ctx, along.source), sourceIp: null }
      : {
          type: 'anonymous',
          sourceIp: '127.0.0.1',
          ...(along.source === '' && { isOutside: true }),
        }
    const { reply } = yield* worker.work({
      asked,
      operation,
      name: `S3 ${operation ?? asked.method}`,
      context: request.context,
      isPublic: false,
      answer: (span) => parts.within(span, () => answerApi(asked, caller, along.source === '')),
    })
    return toApiReply(reply)
  }

  function* serveHttp(
    request: HttpRequest,
    along: { readonly source: string },
  ): Process<HttpResponse> {
    const asked = front.read(request)
    const { reply, bodyTook } = yield* worker.work({
      asked,
      operation: front.isSite(request) ? 'GetObject' : findOperation(asked),
      name: `S3 ${request.method} ${request.path}`,
      context: request.context,
      // What goes to a distribution costs nothing.
      isPublic:
        request.signedBy === undefined && findHeader(request.headers, 'x-amz-cf-id') === undefined,
      answer: (span) => parts.within(span, () => front.answer(request, along.source)),
    })
    return bodyTook === 0 ? reply : { ...reply, bodyTook }
  }

  const nodeBucket: NodeBucket = {
    node: ctx.node.id,
    bucket,
    answer: (request, identify) => front.rest(request, identify),
    adopt: intake.adopt,
  }
  region.add(nodeBucket)

  /** What the console does is done at once, by somebody of the account. */
  const command = (given: JsonValue): void => {
    const asked = readCommand(given, bucket)
    if (asked === null) return
    const caller: Caller = { type: 'account', arn: arnOf(ctx, ''), sourceIp: null }
    const { refusal } = desk.answer(asked, caller, toEpochMs(ctx.now))
    if (refusal === null) return
    const detail = `${refusal.code}: ${refusal.message}`
    ctx.record({ type: 'mark', trace: null, mark: 'error', detail })
  }

  return {
    serve: { api: serveApi, http: serveHttp },
    start: () => intake.plant(),
    changed(what) {
      parts.edited()
      if (what === 'data') intake.plant()
      changed()
    },
    command,
    query: (query) => runQuery(query, bucket),
    hostnames: () => hostnamesOf(bucket.settings.name, ctx.account.region),
    forbid: (request) => desk.refuse(accessDenied(), request.method),
    inspect: () => recording.inspect(worker.partitions),
    usage: () => meter.usage(ctx.now),
    pending: () => recording.waiting,
    dispose: () => region.remove(nodeBucket),
  }
}

/** S3, as the simulation sees it. */
export const s3: ServiceModule<typeof s3Definition, S3State, S3Region> = {
  definition: s3Definition,
  createShared: createRegion,
  endpoints: (region, account) => [createEndpoint(region, account)],
  create: createS3,
}
