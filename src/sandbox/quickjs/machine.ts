import { EPOCH_MS, type Instant } from '#kernel/time.ts'
import type { Disk } from '../disk.ts'
import type { HandlerBundle, IsolateLimits } from '../runtime.ts'
import { CHUNKS_MAX } from './allocator.ts'
import { type Budget, createBudget } from './budget.ts'
import { STACK_BYTES } from './build.ts'
import { type ByteNative, createFileNatives, nativeArguments } from './fileNatives.ts'
import { createGuest, EVAL, type Guest } from './guest.ts'
import type { Host, Pointer, QuickJsInstance, Tenant } from './instance.ts'
import {
  BRIDGE,
  createLoader,
  encodeResolution,
  type LoadedText,
  WRAPPER_LENGTH,
} from './loader.ts'
import { createStreams, digest } from './natives.ts'
import { ownSettings } from './ownSettings.ts'
import { nodeMajor } from './resolve.ts'
import type { Sources } from './sources.ts'

const MIB = 1_048_576
/** What Node.js itself holds of the function's memory before any code of yours. lambda.md §4: 67-76 MB used. */
export const RUNTIME_BASE_MIB = 64
const HEAP_MIB_MIN = 24
/** One wasm memory is at most 2 GiB and shared by many environments: no single one gets more. */
const HEAP_MIB_MAX = 768

/** The bytes that a handler may hold in an environment with `memoryMiB`. */
export const heapBytesMax = (memoryMiB: number): number =>
  Math.min(HEAP_MIB_MAX, Math.max(HEAP_MIB_MIN, memoryMiB - RUNTIME_BASE_MIB)) * MIB

export interface MachineOptions {
  readonly bundle: HandlerBundle
  readonly limits: IsolateLimits
  readonly sources: Sources
  readonly instance: QuickJsInstance
  /** The environment's `/tmp`. */
  readonly disk: Disk
}

const ENTRIES = ['turn', 'settle', 'rejection', 'error', 'uncaught', 'keys', 'logs'] as const

/** The guest's own functions, kept for as long as it lives. */
type Entries = { readonly [N in (typeof ENTRIES)[number]]: Pointer }

export interface Rejection {
  readonly promise: Pointer
  readonly reason: Pointer
  readonly isHandled: boolean
}

/** One QuickJS runtime with one context, Node's surroundings built inside. */
export interface Machine {
  readonly runtime: Pointer
  readonly guest: Guest
  readonly budget: Budget
  readonly tenant: Tenant
  readonly heapBytesMax: number
  readonly entries: Entries
  /** Promises rejected, or handled after all, since the list was last emptied. */
  readonly rejections: Rejection[]
  dispose(): void
}

/** The guest threw while it was being built: a bug in `node/internal`, or no memory for it. */
export class GuestBuildError extends Error {
  override readonly name = 'GuestBuildError'
}

/** What a native function answers: a text, a number, nothing, or a value already made. */
type NativeResult = string | number | undefined | { readonly value: Pointer }
type Native = ((...args: readonly string[]) => NativeResult) | ByteNative

const UNLIMITED = -1

/** Building takes none of the environment's time: Lambda's own share of a cold start is modelled above. */
export const BUILD_TIME = 60_000_000

/** Creates the machine at the instant `at`. */
export function createMachine(options: MachineOptions, at: Instant): Machine {
  const { bundle, limits, sources, instance } = options
  const seedMicros = 1 + bundle.seed[0] * 0x10_0000 + (bundle.seed[1] & 0xf_ffff)
  const rejections: Rejection[] = []
  const natives: Native[] = []
  let guest: Guest | null = null
  let entries: Entries | null = null
  let budget: Budget | null = null

  const raise = (problem: Extract<LoadedText, { type: 'error' }>): Pointer => {
    if (guest === null || entries === null) return 0
    const args = [problem.className, problem.code, problem.message].map(guest.newString)
    const error = guest.call(entries.error, args)
    args.forEach(guest.free)
    const thrown = instance.throwValue(guest.context, error)
    guest.free(error)
    return thrown
  }
  const loader = createLoader(bundle, sources.isPublic)
  const builtinKeys = (name: string): readonly string[] => {
    if (guest === null || entries === null) return []
    const answer = guest.callForText(entries.keys, [name])
    if ('text' in answer) return (answer.text ?? '').split('\n').filter((key) => key !== '')
    guest.free(answer.error)
    return []
  }

  const host: Host = {
    // Until the budget exists QuickJS asks for the time of day once: to seed Math.random.
    clock: (isMonotonic) => {
      if (budget !== null) return budget.clock()
      return isMonotonic ? EPOCH_MS * 1_000 + at : seedMicros
    },
    interrupt: () => budget?.poll() ?? false,
    call(count, values, id) {
      const native = natives[id]
      if (guest === null || native === undefined) return 0
      if (typeof native === 'object') {
        const answer = native.run(nativeArguments(instance, guest, values))
        if (answer === undefined) return 0
        return typeof answer === 'number'
          ? instance.newFloat64(guest.context, answer)
          : guest.newString(answer)
      }
      const args: string[] = []
      for (let at = 0; at < count; at++) args.push(guest.toText(values + 8 * at) ?? '')
      const result = native(...args)
      if (result === undefined) return 0
      if (typeof result === 'number') return instance.newFloat64(guest.context, result)
      return typeof result === 'string' ? guest.newString(result) : result.value
    },
    normalize: loader.normalize,
    load(name) {
      const loaded = loader.load(name, builtinKeys)
      if (loaded.type === 'text') return loaded.text
      guest?.free(raise(loaded))
      return null
    },
    rejection(promise, reason, isHandled) {
      if (guest === null) return
      const keep = (value: bigint): Pointer => {
        const borrowed = instance.writeValue(value)
        const kept = instance.dupValue(context, borrowed)
        instance.free(borrowed)
        return kept
      }
      rejections.push({ promise: keep(promise), reason: keep(reason), isHandled })
    },
    deny() {
      budget?.exhaustMemory()
      // From here on it may allocate again, or the error that nothing can catch could not be made.
      instance.enter(runtime, context, UNLIMITED)
    },
  }

  const tenant = { host, arena: instance.arenas.create(CHUNKS_MAX) }
  if (tenant.arena === 0) throw new GuestBuildError('no memory for an arena')
  instance.occupy(tenant)
  instance.leave()
  const runtime = instance.newRuntime()
  const limit = heapBytesMax(limits.memoryMiB)
  instance.setMaxStackSize(runtime, STACK_BYTES)
  instance.enableInterruptHandler(runtime)
  instance.enableModuleLoader(runtime, 1)
  const context = instance.newContext(runtime, 0)
  if (context === 0) throw new GuestBuildError('no memory for a context')
  instance.trackRejections(runtime)
  guest = createGuest(instance, context)
  budget = createBudget({ instance, context, limits })
  budget.begin({ at, deadline: (at + BUILD_TIME) as Instant })
  const table = createNatives({ options, guest, budget, loader, runtime, raise })
  const built = buildGuest(guest, natives, table, options)
  entries = built

  return {
    runtime,
    guest,
    budget,
    tenant,
    heapBytesMax: limit,
    entries: built,
    rejections,
    dispose() {
      instance.occupy(tenant)
      instance.leave()
      for (const { promise, reason } of rejections) {
        instance.freeValue(context, promise)
        instance.freeValue(context, reason)
      }
      for (const name of ENTRIES) instance.freeValue(context, built[name])
      instance.freeContext(context)
      instance.freeRuntime(runtime)
      instance.arenas.release(tenant.arena)
    },
  }
}

interface NativeSetting {
  readonly options: MachineOptions
  readonly guest: Guest
  readonly budget: Budget
  readonly loader: ReturnType<typeof createLoader>
  readonly runtime: Pointer
  readonly raise: (problem: Extract<LoadedText, { type: 'error' }>) => Pointer
}

/** The functions behind `native` in `node/internal/bootstrap.cjs`: texts and numbers in, texts and numbers out. */
function createNatives(setting: NativeSetting): Readonly<Record<string, Native>> {
  const { options, guest, budget, loader, runtime, raise } = setting
  const { bundle, sources, instance, disk } = options
  const streams = createStreams(bundle.seed)
  return {
    clock: () => budget.clock(),
    cpu: () => budget.total(),
    heap: () => instance.heapBytes(runtime),
    stop: () => {
      budget.stop()
      return undefined
    },
    random: (purpose = '') => streams(purpose).next(),
    word: (purpose = '') => streams(purpose).word(),
    digest: (algorithm = '', data = '') => digest(algorithm, data, null),
    hmac: (algorithm = '', data = '', key = '') => digest(algorithm, data, key),
    hasBuiltin: (id = '') => (sources.isPublic(id) ? 1 : 0),
    readFile: (path = '') => loader.files.read(path) ?? '',
    handlerFile: (name = '') => encodeResolution(loader.resolver.handlerFile(name)),
    resolve: (specifier = '', parent = '', stack = '') =>
      encodeResolution(loader.resolver.require(specifier, parent, stack.split('\n'))),
    compileBuiltin: (id = '') => {
      const text = sources.text(id)
      if (text === undefined) {
        const message = `Cannot find module '${id}'`
        return {
          value: raise({ type: 'error', className: 'Error', code: 'MODULE_NOT_FOUND', message }),
        }
      }
      const wrapped = `(function (exports, require, module) { ${text}\n})`
      return { value: guest.evaluate(wrapped, `node:${id}`, EVAL.script) }
    },
    ...createFileNatives({
      files: loader.files,
      disk,
      now: () => Math.floor(budget.clock() / 1_000),
      charge: budget.charge,
    }),
    compileFile: (path = '') => {
      const loaded = loader.wrap(path)
      if (loaded.type === 'error') return { value: raise(loaded) }
      return { value: guest.evaluate(loaded.text, path, EVAL.script) }
    },
  }
}

/** Runs `bootstrap.cjs` and the bridge module, before any code of the user's. */
function buildGuest(
  guest: Guest,
  natives: Native[],
  table: Readonly<Record<string, Native>>,
  options: MachineOptions,
): Entries {
  const { bundle, limits, sources, instance } = options
  const { context } = guest
  const must = (value: Pointer): Pointer => {
    const error = guest.takeException(value)
    if (error === null) return value
    const stack = guest.getProperty(error, 'stack')
    throw new GuestBuildError(`${guest.toText(error) ?? ''} ${guest.toText(stack) ?? ''}`)
  }
  const object = instance.newObject(context)
  for (const [name, native] of Object.entries(table)) {
    const text = instance.writeString(name)
    const made = instance.newFunction(context, text, 0, 0, natives.push(native) - 1)
    instance.free(text)
    guest.setProperty(object, name, made)
    guest.free(made)
  }
  // What one environment has for itself comes with `configure`.
  const settings = JSON.stringify({
    major: nodeMajor(bundle.runtime),
    wrapperLength: WRAPPER_LENGTH,
    arch: 'x64',
    environment: {},
  })
  const own = ownSettings(bundle, limits)
  const text = sources.text('internal/bootstrap') ?? ''
  const code = `(function (native) { const module = {}; ${text}\nreturn module.exports(native, ${settings}) })`
  const bootstrap = must(guest.evaluate(code, 'node:internal/bootstrap', EVAL.script))
  const made = must(guest.call(bootstrap, [object]))
  guest.free(bootstrap)
  guest.free(object)
  const bridge = guest.getProperty(made, 'bridge')
  exposeBridge(guest, bridge, must)
  guest.free(bridge)
  const configure = guest.getProperty(made, 'configure')
  const ownText = guest.newString(own)
  guest.free(must(guest.call(configure, [ownText])))
  guest.free(ownText)
  guest.free(configure)
  const entries = ENTRIES.map((name) => [name, guest.getProperty(made, name)])
  guest.free(made)
  return Object.fromEntries(entries) as Entries
}

/** The module through which facades reach built-ins: loaded once, by way of a global that is gone right after. */
function exposeBridge(guest: Guest, bridge: Pointer, must: (value: Pointer) => Pointer): void {
  const name = '__coldstartBridge'
  const setter = must(
    guest.evaluate(
      `(function (b) { globalThis.${name} = b })`,
      'node:internal/bridge',
      EVAL.script,
    ),
  )
  guest.free(must(guest.call(setter, [bridge])))
  guest.free(setter)
  const text = `export const { builtin, file } = globalThis.${name}; delete globalThis.${name};`
  guest.free(must(guest.evaluate(text, BRIDGE, EVAL.module)))
}
