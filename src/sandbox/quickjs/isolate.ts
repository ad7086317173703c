import type { ApiReply } from '#contracts/api.ts'
import type { Headers } from '#contracts/body.ts'
import { type Duration, type Instant, toEpochMs, ZERO } from '#kernel/time.ts'
import type { HandlerIsolate, HandlerStep, InvocationContext, Slice } from '../runtime.ts'
import { GuestBuildError } from './guest.ts'
import { BUILD_TIME, createMachine, type Machine, type MachineOptions } from './machine.ts'
import { OutcomeError, readLogs, readOutcome } from './outcome.ts'
import type { SdkCalls } from './sdkCalls.ts'
import type { Entry } from './template.ts'

/** The inside of an execution environment; every step is synchronous. */
export interface QuickJsIsolate extends HandlerIsolate {
  init(slice: Slice): HandlerStep
  invoke(slice: Slice, event: string, context: InvocationContext): HandlerStep
  resume(slice: Slice, call: number, reply: ApiReply): HandlerStep
  wake(slice: Slice): HandlerStep
}

export interface IsolateOptions extends MachineOptions {
  /** The wasm instance broke down: nothing in it can be used any more. */
  readonly onCrash: () => void
  readonly isCrashed: () => boolean
  /** Called after each step with the bytes held, and with 0 when disposed. */
  readonly onHeap: (bytes: number) => void
}

const turn = (kind: 'init' | 'wake'): Cue => ({ entry: 'turn', args: [kind], ticks: 0 })

const SEGMENTATION_FAULT = 'Runtime exited with error: signal: segmentation fault'

/** The process died without a word of its own. */
const died = (cpu: Duration): HandlerStep => {
  const errorMessage = `RequestId:  Error: ${SEGMENTATION_FAULT}`
  return {
    cpu,
    heapBytes: 0,
    logs: [],
    type: 'failed',
    origin: 'exit',
    errorType: 'Runtime.ExitError',
    errorMessage,
    stack: [],
    payload: JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage }),
  }
}

/** JSValue's tag is its high word; small negative and positive tags are not floats. */
const isFloat = (highWord: number): boolean => highWord < -16 || highWord > 16

export function createIsolate(options: IsolateOptions): QuickJsIsolate {
  const { instance } = options
  let machine: Machine | null = null
  let isOver = false
  const encodeContext = createContextEncoder()

  /** Runs microtasks; an exception that none caught ends the process. */
  const runJobs = ({ runtime, guest, entries, budget }: Machine): void => {
    for (;;) {
      const out = instance.malloc(4)
      const result = instance.executePendingJob(runtime, -1, out)
      instance.free(out)
      const failed = !isFloat(instance.words()[(result >> 2) + 1] ?? 0)
      if (failed && budget.cut === null) guest.free(guest.call(entries.uncaught, [result]))
      guest.free(result)
      if (budget.cut !== null || !failed) return
    }
  }
  const reportRejections = ({ guest, entries, rejections }: Machine): void => {
    const yes = instance.newFloat64(guest.context, 1)
    const no = instance.newFloat64(guest.context, 0)
    for (const { promise, reason, isHandled } of rejections) {
      guest.free(guest.call(entries.rejection, [promise, reason, isHandled ? yes : no]))
      guest.free(promise)
      guest.free(reason)
    }
    rejections.length = 0
    guest.free(yes)
    guest.free(no)
  }
  /** Goes round the guest's event loop until it says what it came to; null when it was cut short. */
  const settle = (made: Machine): string | null => {
    const { guest, entries, budget, rejections } = made
    for (;;) {
      if (budget.cut === null) runJobs(made)
      // `process.exit` has unwound everything: nothing runs any more, only the outcome is read.
      budget.release()
      if (budget.cut !== null) return null
      if (rejections.length > 0) reportRejections(made)
      const answer = guest.callForText(entries.settle, [])
      if ('error' in answer) {
        guest.free(answer.error)
        // `process.exit` in a timer or a listener.
        if (budget.cut === 'stop') continue
        return null
      }
      if (answer.text === null) return null
      if (answer.text !== '') return answer.text
    }
  }
  const run = (made: Machine, slice: Slice, { entry, args, ticks }: Cue): HandlerStep => {
    const { guest, entries, budget, runtime } = made
    instance.occupy(made.tenant)
    instance.enter(runtime, guest.context, made.heapBytesMax)
    budget.begin(slice)
    budget.charge(ticks)
    const turned = guest.callForText(entries[entry], args)
    if ('error' in turned) guest.free(turned.error)
    const text = settle(made)
    instance.leave()
    const { cut } = budget
    const cpu = budget.end()
    const heapBytes = instance.heapBytes(runtime)
    options.onHeap(heapBytes)
    if (text === null || cut === 'cpu' || cut === 'memory') {
      isOver = true
      const limit = cut === 'cpu' ? 'cpu' : 'memory'
      return { cpu, heapBytes, logs: takeLogs(made, slice), type: 'exhausted', limit }
    }
    const reading = { cpu, heapBytes, siteAt: made.sites.at, sent: made.sdkCalls.take() }
    return readOutcome(text, reading, (slice.at + cpu) as Instant)
  }
  /** What a step that was cut had written until then: CloudWatch has it, though the process is killed. */
  const takeLogs = ({ guest, entries, budget }: Machine, { at }: Slice): readonly string[] => {
    budget.begin({ at, deadline: (at + BUILD_TIME) as Instant })
    const answer = guest.callForText(entries.logs, [])
    if ('text' in answer) return readLogs(answer.text ?? '[]')
    guest.free(answer.error)
    return []
  }
  const guarded = (slice: Slice, cue: (made: Machine) => Cue): HandlerStep => {
    if (isOver || options.isCrashed()) return died(ZERO)
    try {
      machine ??= createMachine(options, slice.at)
      return run(machine, slice, cue(machine))
    } catch (error) {
      isOver = true
      if (error instanceof OutcomeError || error instanceof SyntaxError) return died(ZERO)
      // The wasm stack, or the memory as a whole: what other environments there hold is lost with it.
      if (error instanceof GuestBuildError) throw error
      options.onCrash()
      return died(ZERO)
    }
  }

  return {
    init: (slice) => guarded(slice, () => turn('init')),
    invoke: (slice, event, context) => guarded(slice, () => encodeContext(event, context)),
    resume: (slice, call, reply) =>
      guarded(slice, ({ sdkCalls }) => cueReply(sdkCalls, call, reply)),
    wake: (slice) => guarded(slice, () => turn('wake')),
    loadedBytes: () => machine?.loadedBytes() ?? 0,
    dispose() {
      isOver = true
      const made = machine
      machine = null
      options.onHeap(0)
      if (made === null || options.isCrashed()) return
      try {
        made.dispose()
      } catch {
        options.onCrash()
      }
    },
  }
}

/**
 * What beginning and ending an invocation took more when the runtime client inside was written more simply: charged,
 * so that what it costs depends on no shortcut.
 */
const INVOKE_TICKS = 80

/** An invocation as `invoke` in `node/internal/lambda.cjs` reads it: what is as at the last one is left out. */
function createContextEncoder(): (event: string, context: InvocationContext) => Cue {
  let last: InvocationContext | null = null
  return (event, context) => {
    const others = last !== null && isAlike(last, context) ? '' : encodeRare(context)
    last = context
    const deadline = `${toEpochMs(context.deadline)}`
    const args = [event, context.awsRequestId, deadline, context.traceHeader, others]
    return { entry: 'invoke', args, ticks: INVOKE_TICKS }
  }
}

const isAlike = (one: InvocationContext, other: InvocationContext): boolean =>
  one.functionName === other.functionName &&
  one.functionVersion === other.functionVersion &&
  one.invokedFunctionArn === other.invokedFunctionArn &&
  one.memoryLimitInMB === other.memoryLimitInMB &&
  one.logGroupName === other.logGroupName &&
  one.logStreamName === other.logStreamName &&
  one.clientContext === other.clientContext &&
  one.identity === other.identity &&
  one.tenantId === other.tenantId

/** What an environment says of all its invocations, and what few have. */
const encodeRare = (context: InvocationContext): string => {
  const { functionName, functionVersion, invokedFunctionArn } = context
  const { memoryLimitInMB, logGroupName, logStreamName } = context
  const { clientContext, identity, tenantId } = context
  const own = {
    functionName,
    functionVersion,
    invokedFunctionArn,
    memoryLimitInMB,
    logGroupName,
    logStreamName,
  }
  return JSON.stringify({ own, clientContext, identity, tenantId })
}

/** Which of the guest's entries is called with what, and the ticks that the host's share of it costs. */
interface Cue {
  readonly entry: Extract<Entry, 'turn' | 'invoke' | 'resume'>
  readonly args: readonly string[]
  readonly ticks: number
}

/** An SDK's call is answered with its output where that is plain, else with the whole reply. */
function cueReply(sdkCalls: SdkCalls, call: number, reply: ApiReply): Cue {
  const { plain, sent, site } = sdkCalls.answer(call, reply)
  const text = plain === null ? encodeReply(reply, sent, site) : plain.text
  return { entry: 'resume', args: [`${call}`, text], ticks: plain?.ticks ?? 0 }
}

/** A reply as JSON; bytes as a one-element list of Latin-1 text. `sent` and `site`: the headers of an SDK's call, and where it was made. */
function encodeReply(reply: ApiReply, sent: Headers | null, site: number): string {
  const known = sent === null ? reply : { ...reply, sent, site }
  if (reply.type === 'unreachable' || typeof reply.body === 'string') return JSON.stringify(known)
  let text = ''
  for (const byte of reply.body) text += String.fromCharCode(byte)
  return JSON.stringify({ ...known, body: [text] })
}
