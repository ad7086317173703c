import { type Duration, ZERO } from '#kernel/time.ts'
import { createDisk } from './disk.ts'
import type {
  EphemeralDisk,
  HandlerBundle,
  HandlerIsolate,
  HandlerRuntime,
  HandlerStep,
  InvocationContext,
} from './runtime.ts'

/** A step with its common fields left out where they do not matter. */
export type ScriptedStep = HandlerStep extends infer S
  ? S extends HandlerStep
    ? Omit<S, 'cpu' | 'heapBytes' | 'logs'> & { readonly cpu?: Duration; readonly logs?: string[] }
    : never
  : never

/** What the driver was asked: `init`, `invoke` (with the event), `resume`, `wake`. */
export interface ScriptCue {
  readonly kind: 'init' | 'invoke' | 'resume' | 'wake'
  /** Counts this environment's cues from 0. */
  readonly turn: number
  readonly event: string
  readonly bundle: HandlerBundle
  /** Of an `invoke`; null elsewhere. */
  readonly context: InvocationContext | null
  /** Its `/tmp`. */
  readonly disk: EphemeralDisk | undefined
}

/** A handler runtime for tests: `script` answers every cue of every environment. Init succeeds where it answers null. */
export function createFakeRuntime(script: (cue: ScriptCue) => ScriptedStep | null): HandlerRuntime {
  const createIsolate: HandlerRuntime['createIsolate'] = (bundle, _limits, disk) => {
    let turn = 0
    const play = (
      kind: ScriptCue['kind'],
      event: string,
      context: InvocationContext | null = null,
    ): HandlerStep => ({
      cpu: ZERO,
      heapBytes: 1_000_000,
      logs: [],
      ...(script({ kind, turn: turn++, event, bundle, context, disk }) ?? {
        type: 'returned',
        payload: 'null',
        calls: [],
      }),
    })
    const isolate: HandlerIsolate = {
      init: () => play('init', ''),
      invoke: (_slice, event, context) => play('invoke', event, context),
      resume: (_slice, _call, reply) => play('resume', JSON.stringify(reply)),
      wake: () => play('wake', ''),
      dispose: () => undefined,
    }
    return isolate
  }
  return { supports: () => true, createIsolate, createDisk, check: () => [] }
}
