import type { ApiReply } from '#contracts/api.ts'
import type { Process } from '#kernel/process.ts'
import { after, between, type Instant, seconds } from '#kernel/time.ts'
import type { TraceContext } from '#kernel/trace.ts'
import type {
  Awaitable,
  HandlerCall,
  HandlerIsolate,
  HandlerStep,
  Slice,
} from '#sandbox/runtime.ts'
import type { ServiceContext } from '../service.ts'
import type { httpServiceDefinition } from './definition.ts'

/** A script that computes, or waits, for longer is given up. assumption: servers have time-outs of their own */
export const SECONDS_MAX = 10
/** An event loop that one request holds for longer is taken for an endless one. assumption */
const COMPUTE_SECONDS_MAX = 2
/** Where a service's own HTTP calls come from, as their servers see it: an address that no real host has (RFC 5737). */
const EGRESS_ADDRESS = '192.0.2.20'

/** A script at work, and under what its calls and lines are seen. */
interface Place {
  readonly isolate: HandlerIsolate
  readonly span: TraceContext
  readonly stream: string
}

interface Answer {
  readonly call: number
  readonly reply: ApiReply
}

/** How a script ended; null: not in time. */
type End = Exclude<HandlerStep, { type: 'waiting' }> | null

/** What runs a script to its end: charges its CPU time, writes its lines, makes its calls and wakes its timers. */
export type ScriptDriver = (
  place: Place,
  first: (slice: Slice) => Awaitable<HandlerStep>,
) => Process<End>

/** Creates the driver of a service's scripts. They call as the service's own role, along its wires. */
export function createScriptDriver(
  ctx: ServiceContext<typeof httpServiceDefinition>,
): ScriptDriver {
  const { id } = ctx.node
  const principal = `arn:aws:sts::${ctx.account.accountId}:assumed-role/${id}-task-role/${id}`

  function* make(call: HandlerCall, context: TraceContext): Process<ApiReply> {
    const { host, service, method, path, query, headers, body, attempt } = call
    const request = { context, method, path, query, headers, body, attempt }
    if (host === undefined) return yield* ctx.callApi({ ...request, service }, principal)
    return yield* ctx.callHost(
      { host, request: { ...request, sourceIp: EGRESS_ADDRESS, inRegion: true, inVpc: true } },
      principal,
    )
  }

  return function* drive({ isolate, span, stream }, first) {
    const deadline = after(ctx.now, seconds(SECONDS_MAX))
    const inbox: Answer[] = []
    let wake: (() => void) | null = null
    const slice = (): Slice => ({
      at: ctx.now,
      deadline: after(ctx.now, seconds(COMPUTE_SECONDS_MAX)),
    })

    function* ask(call: HandlerCall): Process<void> {
      const reply = yield* make(call, span)
      inbox.push({ call: call.id, reply })
      wake?.()
    }

    /** Until an answer is there, or `next`. */
    function* wait(next: Instant): Process<void> {
      if (inbox.length > 0) return
      yield (resume) => {
        const cancel = ctx.schedule(between(ctx.now, next), () => wake?.())
        wake = () => {
          wake = null
          cancel()
          resume(undefined)
        }
      }
    }

    let step = yield* ctx.settle(first(slice()))
    for (;;) {
      if (step.cpu > 0) yield ctx.sleep(step.cpu)
      for (const line of step.logs) ctx.record({ type: 'log', trace: span.trace, stream, line })
      if (step.type !== 'waiting') return step
      for (const call of step.calls) ctx.start(ask(call))
      const wakeAt = step.wakeIn === null ? deadline : after(ctx.now, step.wakeIn)
      yield* wait(wakeAt > deadline ? deadline : wakeAt)
      if (ctx.now >= deadline) return null
      const answer = inbox.shift()
      step = yield* ctx.settle(
        answer === undefined
          ? isolate.wake(slice())
          : isolate.resume(slice(), answer.call, answer.reply),
      )
    }
  }
}
