import { EPOCH_MS, type Instant } from '#kernel/time.ts'
import type { Disk } from '../disk.ts'
import type { HandlerBundle, IsolateLimits } from '../runtime.ts'
import { createBlameNatives, createCallLine } from './blameNatives.ts'
import { type Budget, createBudget } from './budget.ts'
import { type CallSites, createCallSites, type Texts } from './callSites.ts'
import { type ByteNative, createFileNatives, nativeArguments } from './fileNatives.ts'
import { createCryptoNatives } from './cryptoNatives.ts'
import { createZlibNatives } from './zlibNatives.ts'
import { createGuest, EVAL, type Guest, GuestBuildError } from './guest.ts'
import {
  type Host,
  type Pointer,
  type QuickJsInstance,
  ROUNDS_PER_LOOK,
  type Tenant,
} from './instance.ts'
import { createLoader, encodeResolution, type LoadedText } from './loader.ts'
import { createStreams, NATIVES } from './natives.ts'
import { ownSettings } from './ownSettings.ts'
import { createSdkCalls, createSdkNatives, type SdkCalls } from './sdkCalls.ts'
import type { Sources } from './sources.ts'
import { type BuiltinTicks, compileBuiltin, type Entry } from './template.ts'
import type { Templates } from './templates.ts'

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
  readonly templates: Templates
  /** The environment's `/tmp`. */
  readonly disk: Disk
}

/** The guest's own functions: pointers to their values. */
type Entries = { readonly [N in Entry]: Pointer }

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
  readonly sdkCalls: SdkCalls
  readonly sites: CallSites
  /** Bytes, nearly, of the function's own modules that have been loaded. */
  readonly loadedBytes: () => number
  dispose(): void
}

/** What a native function answers: a text, a number, nothing, or a value already made. */
type NativeResult = string | number | undefined | { readonly value: Pointer }
type Native = ((...args: readonly string[]) => NativeResult) | ByteNative

/** What may still be allocated once the limit has struck. */
const LAST_BYTES = 65_536
/** How ids of built-ins' facades begin. */
const BUILTIN = 'node:'

/** Building takes none of the environment's time: Lambda's own share of a cold start is modelled above. */
export const BUILD_TIME = 60_000_000

/** Creates the machine at the instant `at`. */
export function createMachine(options: MachineOptions, at: Instant): Machine {
  const { bundle, limits, sources, instance, templates } = options
  const seedMicros = 1 + bundle.seed[0] * 0x10_0000 + (bundle.seed[1] & 0xf_ffff)
  const rejections: Rejection[] = []
  const natives: (Native | undefined)[] = []
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
  const charged = new Set<string>()
  /** What the template has evaluated costs its time when it is first loaded, and its ES module when first imported. */
  const charge = (name: string, part: keyof BuiltinTicks): void => {
    const key = `${part}:${name}`
    if (charged.has(key)) return
    charged.add(key)
    if (part === 'facade') charge(name, 'load')
    budget?.charge(copy.ticks.get(name)?.[part] ?? 0)
  }
  const builtinKeys = (name: string): readonly string[] => {
    if (guest === null || entries === null) return []
    const answer = guest.callForText(entries.keys, [name])
    if ('text' in answer) return (answer.text ?? '').split('\n').filter((key) => key !== '')
    guest.free(answer.error)
    return []
  }

  const host: Host = {
    clock: () => budget?.clock() ?? EPOCH_MS * 1_000 + at,
    interrupt: () => budget?.poll() ?? false,
    refuel: () => budget?.refuel() ?? ROUNDS_PER_LOOK,
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
    normalize(base, name) {
      const id = loader.normalize(base, name)
      if (id.startsWith(BUILTIN)) charge(id.slice(BUILTIN.length), 'facade')
      return id
    },
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
      // From here on it may allocate a little again, or the error that nothing can catch could not be made. No more: natives
      // that go on regardless (`replaceAll` makes every replacement before it looks) end at their next large block.
      instance.enter(runtime, context, instance.heapBytes(runtime) + LAST_BYTES)
    },
  }

  const copy = templates.copy(instance, bundle, loader)
  const tenant = { host, arena: copy.arena, enter: copy.enter }
  const { runtime, context } = copy
  instance.occupy(tenant)
  instance.leave()
  copy.begin({ seedMicros, micros: EPOCH_MS * 1_000 + at })
  guest = createGuest(instance, context)
  budget = createBudget({ instance, context, limits })
  budget.begin({ at, deadline: (at + BUILD_TIME) as Instant })
  const sites = createCallSites(instance, runtime, textsOf(loader))
  const sdkCalls = createSdkCalls(createStreams(bundle.seed)('sdk-calls'), sites.at)
  const table = createNatives({
    options,
    guest,
    budget,
    loader,
    runtime,
    raise,
    charge,
    sdkCalls,
    sites,
    rejections,
  })
  natives.push(...orderNatives(table))
  const { entries: built } = copy
  entries = built
  configure(guest, built, options)

  return {
    runtime,
    guest,
    budget,
    tenant,
    heapBytesMax: heapBytesMax(limits.memoryMiB),
    entries: built,
    rejections,
    sdkCalls,
    sites,
    loadedBytes: () => loader.loadedLength(),
    dispose() {
      for (const { promise, reason } of rejections) {
        instance.free(promise)
        instance.free(reason)
      }
      copy.release()
    },
  }
}

const textsOf = (loader: ReturnType<typeof createLoader>): Texts => ({
  original: loader.files.original,
  callLine: createCallLine(loader),
})

interface NativeSetting {
  readonly options: MachineOptions
  readonly guest: Guest
  readonly budget: Budget
  readonly loader: ReturnType<typeof createLoader>
  readonly runtime: Pointer
  readonly raise: (problem: Extract<LoadedText, { type: 'error' }>) => Pointer
  readonly charge: (name: string, part: keyof BuiltinTicks) => void
  readonly sdkCalls: SdkCalls
  readonly sites: CallSites
  readonly rejections: Rejection[]
}

/** The functions behind `native` in `node/internal/bootstrap.cjs`: texts and numbers in, texts and numbers out. */
function createNatives(setting: NativeSetting): Readonly<Record<string, Native>> {
  const { options, guest, budget, loader, runtime, raise, charge, sdkCalls, sites } = setting
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
    ...createSdkNatives(sdkCalls, sites, budget),
    hasBuiltin: (id = '') => (sources.isPublic(id) ? 1 : 0),
    readFile: (path = '') => loader.files.read(path) ?? '',
    handlerFile: (name = '') => encodeResolution(loader.resolver.handlerFile(name)),
    resolve(specifier = '', parent = '', stack = '') {
      const found = loader.resolver.require(specifier, parent, stack.split('\n'))
      if (found.type === 'builtin') charge(found.name, 'load')
      return encodeResolution(found, loader.resolver.canRequireModules(parent))
    },
    compileBuiltin: (id = '') => {
      if (sources.text(id) === undefined) {
        const message = `Cannot find module '${id}'`
        return {
          value: raise({ type: 'error', className: 'Error', code: 'MODULE_NOT_FOUND', message }),
        }
      }
      return { value: compileBuiltin(guest, sources, id) }
    },
    ...createFileNatives({
      files: loader.files,
      disk,
      now: () => Math.floor(budget.clock() / 1_000),
      charge: budget.charge,
    }),
    ...createZlibNatives(budget.charge),
    ...createBlameNatives(loader, budget.charge),
    ...createCryptoNatives(budget, () => streams('crypto').word()),
    compileFile: (path = '') => {
      const loaded = loader.wrap(path)
      if (loaded.type === 'error') return { value: raise(loaded) }
      return { value: guest.evaluate(loaded.text, path, EVAL.script) }
    },
    requireModule: (path = '') => ({ value: requireModule(setting, path) }),
  }
}

/**
 * Evaluates the ES module at `path` and leaves its namespace in a global for `node/internal/modules.cjs`; an error that
 * it throws is thrown on. https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require
 */
function requireModule({ guest, options, rejections }: NativeSetting, path: string): Pointer {
  const { instance } = options
  const known = rejections.length
  const text = `import * as ns from ${JSON.stringify(`file://${path}`)}; globalThis.__coldstartModule = ns`
  const value = guest.evaluate(text, `require:${path}`, EVAL.module)
  const [thrown, ...others] = rejections.splice(known)
  if (thrown === undefined) return value
  const raised = instance.throwValue(guest.context, thrown.reason)
  for (const { promise, reason } of [thrown, ...others]) {
    guest.free(promise)
    guest.free(reason)
  }
  guest.free(value)
  return raised
}

/** By id. */
function orderNatives(table: Readonly<Record<string, Native>>): readonly (Native | undefined)[] {
  const unknown = Object.keys(table).find((name) => !NATIVES.some((known) => known === name))
  if (unknown !== undefined) throw new GuestBuildError(`${unknown} is not in NATIVES of natives.ts`)
  return NATIVES.map((name) => table[name])
}

/** Gives the copy what makes it this environment. */
function configure(guest: Guest, entries: Entries, { bundle, limits }: MachineOptions): void {
  const text = guest.newString(ownSettings(bundle, limits))
  guest.free(guest.must(guest.call(entries.configure, [text])))
  guest.free(text)
}
