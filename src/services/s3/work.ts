import { bodyLength } from '#contracts/body.ts'
import { outcomeOf } from '#contracts/contracts.ts'
import type { Process } from '#kernel/process.ts'
import { type Duration, minutes, plus, us } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type { ServiceContext } from '../service.ts'
import type { ActionReply } from './actions/action.ts'
import type { Bucket } from './bucket.ts'
import { GB } from './cost.ts'
import type { s3Definition } from './definition.ts'
import type { Desk } from './desk.ts'
import { toApiReply } from './endpoint.ts'
import { sampleFirstByte, transferTime } from './latency.ts'
import type { Meter } from './metering.ts'
import type { StorageClass } from './objectVersion.ts'
import { createPartitions } from './partitions.ts'
import type { Recording } from './recording.ts'
import { slowDown } from './refusal.ts'
import type { S3Request } from './wire/address.ts'
import { kindOf, type Operation } from './wire/operation.ts'

type Context = ServiceContext<typeof s3Definition>

/** One request, and how it is answered once its time has come. */
export interface Work {
  readonly asked: S3Request
  readonly operation: Operation | null
  readonly name: string
  readonly context: TraceContext
  /** Whether what is sent leaves AWS's network. */
  readonly isPublic: boolean
  /** Told the span that the answer is given in. */
  readonly answer: (span: TraceContext) => ActionReply
}

/** A reply, and how long its body took. */
export interface Worked {
  readonly reply: ActionReply
  readonly bodyTook: Duration
}

/** Gives requests the time that S3 takes, and counts them. */
export interface Worker {
  work(of: Work): Process<Worked>
  /** Partitions that the keys are spread over by now. */
  readonly partitions: number
}

interface Parts {
  readonly bucket: Bucket
  readonly desk: Desk
  readonly meter: Meter
  readonly recording: Recording
  /** What is stored may have changed. */
  readonly changed: () => void
}

/** Operations whose writing is billed where it happens, by the class of what is written. */
const BILLED_BY_WRITING = /^(?:P(?:ut|ost)Object|CopyObject|CompleteMultipartUpload)$/

function classOf({ store }: Bucket, { key, query }: S3Request): StorageClass {
  const id = query.get('versionId')
  if (key === null) return 'STANDARD'
  const version = id === undefined ? store.current(key) : store.find(key, id)
  return version?.storageClass ?? 'STANDARD'
}

/** The code that an error's XML tells. */
const errorOf = ({ status, body }: ActionReply): string | undefined =>
  status < 400 || typeof body !== 'string' ? undefined : /<Code>([A-Za-z]+)</.exec(body)?.[1]

/** Creates what lets one bucket work. */
export function createWorker(
  ctx: Context,
  { bucket, desk, meter, recording, changed }: Parts,
): Worker {
  const latency = ctx.random('latency')
  const partitions = createPartitions(ctx.now, () => minutes(ctx.node.model.SplitMinutes))

  /** Counts a request for the bill: 5xx answers cost nothing, DELETE neither. */
  const bill = ({ asked, operation, isPublic }: Work, { status, body }: ActionReply): void => {
    if (status >= 500) return
    const bytes = bodyLength(body)
    if (isPublic) meter.count('transferOut', bytes / GB)
    const kind = operation === null ? 'other' : kindOf(operation)
    const isCounted = status < 400 && BILLED_BY_WRITING.test(operation ?? '')
    if (kind === 'delete' || isCounted) return
    if (kind === 'write' || kind === 'list') meter.count('writes', 1)
    else if (operation === 'GetObject' && status < 300) meter.read(classOf(bucket, asked), bytes)
    else meter.count('reads', 1)
  }

  /** A request's whole stay: its body in, the wait for the first byte, the answer, its body out. */
  function* work(of: Work): Process<Worked> {
    const begun = ctx.now
    const { asked, operation } = of
    const span = ctx.beginSpan(of.context, of.name)
    const kind = operation === null ? 'other' : kindOf(operation)
    const bytesIn = bodyLength(asked.body)
    const isWrite = kind === 'write' || kind === 'delete'
    const isAdmitted = partitions.admit(asked.key ?? '', isWrite ? 'write' : 'read', ctx.now)
    const { model } = ctx.node
    const wait = sampleFirstByte(model, isAdmitted ? kind : 'other', latency)
    const half = us(wait / 2)
    yield ctx.sleep(plus(transferTime(model, bytesIn), half))
    const reply = isAdmitted ? of.answer(span) : desk.refuse(slowDown(), asked.method)
    yield ctx.sleep(us(wait - half))
    const firstByteAt = ctx.now
    const bodyTook = transferTime(model, bodyLength(reply.body))
    yield ctx.sleep(bodyTook)
    if (!isAdmitted) recording.slowDown(span)
    bill(of, reply)
    changed()
    const { method } = asked
    recording.answered({ operation, kind, method, bytesIn, reply, begun, firstByteAt })
    const error = errorOf(reply)
    if (error !== undefined) ctx.record({ type: 'note', ...span, key: 'error', value: error })
    ctx.endSpan(span, outcomeOf.api(toApiReply(reply)))
    return { reply, bodyTook }
  }

  return {
    work,
    get partitions() {
      return partitions.count
    },
  }
}
