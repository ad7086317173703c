import { EPOCH_MS, type Instant, START } from '#kernel/time.ts'
import { type Budget, createBudget } from './budget.ts'
import { CONTEXT, RUNTIME, STACK_BYTES } from './build.ts'
import { createGuest, EVAL, type Guest, GuestBuildError } from './guest.ts'
import type { Block, Heap } from './heap.ts'
import { createImage, type Image } from './image.ts'
import { type Host, type Pointer, type QuickJsInstance, ROUNDS_PER_LOOK } from './instance.ts'
import { BRIDGE, createLoader, WRAPPER_LENGTH } from './loader.ts'
import { NATIVES } from './natives.ts'
import type { Sources } from './sources.ts'

/** The guest's own functions, kept for as long as it lives. */
export const ENTRIES = [
  'configure',
  'turn',
  'invoke',
  'resume',
  'settle',
  'rejection',
  'error',
  'uncaught',
  'load',
  'keys',
  'logs',
] as const
export type Entry = (typeof ENTRIES)[number]

/** What a template is made of. */
export interface TemplateKind {
  /** Of Node.js: 20, 22, 24 */
  readonly major: number
  /** Built-ins that are evaluated in it already, in this order. */
  readonly builtins: readonly string[]
}

/** CPU time that evaluating a built-in took, in ticks: an environment that loads it is charged as if it had done so. */
export interface BuiltinTicks {
  readonly load: number
  /** The ES module that stands for it. */
  readonly facade: number
}

/** A guest as it is before it knows whose environment it is: every environment is a copy of one. */
export interface Template {
  readonly image: Image
  /** Offsets in the image of heap cells, each of which holds a function. */
  readonly entries: { readonly [N in Entry]: number }
  readonly ticks: ReadonlyMap<string, BuiltinTicks>
}

/** Builds it twice, side by side: what differs then is an address. */
export function createTemplate(
  kind: TemplateKind,
  sources: Sources,
  instance: QuickJsInstance,
): Template {
  const first = grow({ kind, sources, instance, micros: EPOCH_MS * 1_000 })
  const second = grow({ kind, sources, instance, micros: EPOCH_MS * 1_000 + 98_765_432_101 })
  const image = createImage({ words: instance.words(), first: first.heap, second: second.heap })
  const offsets = first.entries.map(([name, cell]) => [name, image.offsetOf(cell)])
  const { ticks } = first
  first.dispose()
  second.dispose()
  instance.vacate()
  return { image, entries: Object.fromEntries(offsets) as Template['entries'], ticks }
}

interface Setting {
  readonly kind: TemplateKind
  readonly sources: Sources
  readonly instance: QuickJsInstance
  /** The time at which it is built, in µs since the epoch: the one thing that may differ. */
  readonly micros: number
}

interface Grown {
  readonly heap: Heap
  readonly entries: readonly (readonly [Entry, Pointer])[]
  readonly ticks: ReadonlyMap<string, BuiltinTicks>
  dispose(): void
}

/** One tick to a µs, so that a budget's total counts them. */
const LIMITS = { memoryMiB: 1_024, cpuShare: 1, nanosPerTick: 1_000, logBytesMax: 0, timersMax: 0 }
/** Of Math.random, in µs; every environment has its own. */
const SEED = 1
const HOUR = 3_600_000_000 as Instant

/** What a host answers from while a guest grows. */
interface Parts {
  guest: Guest | null
  budget: Budget | null
  keys: Pointer
  /** The context stands: from now on neither time nor chance may be asked for. */
  isSealed: boolean
}

const refuse = (what: string): never => {
  throw new GuestBuildError(`${what} while a template is made: see core.whenConfigured`)
}

function createHost({ kind, sources, micros }: Setting, parts: Parts): Host {
  const loader = createLoader({ files: {}, runtime: `nodejs${kind.major}.x` }, sources.isPublic)
  return {
    // The context asks for the time of day, to seed Math.random, and for its own beginning.
    clock(isMonotonic) {
      if (parts.isSealed) refuse('the clock was read')
      return isMonotonic ? micros : SEED
    },
    interrupt: () => parts.budget?.poll() ?? false,
    refuel: () => parts.budget?.refuel() ?? ROUNDS_PER_LOOK,
    call(_count, values, id) {
      const name = NATIVES[id] ?? ''
      if (parts.guest === null || name !== 'compileBuiltin') return refuse(`${name} was called`)
      return compileBuiltin(parts.guest, sources, parts.guest.toText(values) ?? '')
    },
    normalize: loader.normalize,
    load(name) {
      const loaded = loader.load(name, (id) => {
        const answer = parts.guest?.callForText(parts.keys, [id])
        if (answer === undefined || 'error' in answer) return refuse(`${id} failed`)
        return (answer.text ?? '').split('\n').filter((key) => key !== '')
      })
      return loaded.type === 'text' ? loaded.text : refuse(`${name} was missing`)
    },
    rejection: () => refuse('a promise was rejected'),
    deny: () => refuse('there was no memory'),
  }
}

function grow(setting: Setting): Grown {
  const { kind, sources, instance } = setting
  const parts: Parts = { guest: null, budget: null, keys: 0, isSealed: false }
  const arena = instance.arenas.create({ chunksMax: 0, isClean: true })
  instance.occupy({ host: createHost(setting, parts), arena, enter: () => undefined })
  instance.leave()
  const runtime = instance.newRuntime()
  instance.setMaxStackSize(runtime, STACK_BYTES)
  instance.enableInterruptHandler(runtime)
  instance.enableModuleLoader(runtime, 1)
  const context = instance.newContext(runtime, 0)
  if (context === 0) throw new GuestBuildError('no memory for a context')
  const time = (context >> 2) + CONTEXT.timeOrigin
  const timeWords = Uint32Array.from(instance.words().subarray(time, time + 2))
  const [timeBits = 0n] = new BigUint64Array(timeWords.buffer)
  parts.isSealed = true
  instance.trackRejections(runtime)
  const guest = createGuest(instance, context)
  const budget = createBudget({ instance, context, limits: LIMITS })
  parts.guest = guest
  parts.budget = budget
  budget.begin({ at: START, deadline: HOUR })
  instance.enter(runtime, context, -1)
  const entries = buildGuest({ guest, kind, sources, instance })
  const entryOf = (name: Entry): Pointer => entries.find(([known]) => known === name)?.[1] ?? 0
  parts.keys = entryOf('keys')
  const ticks = evaluateBuiltins({ guest, budget, load: entryOf('load') }, kind.builtins)
  instance.leave()
  if (wordAt(instance, context, CONTEXT.randomState) !== SEED) refuse('Math.random was called')
  // A block of the C interface's own, which only its debug build makes.
  if (wordAt(instance, runtime, RUNTIME.data) !== 0) throw new GuestBuildError('unknown build')
  // Made by Emscripten's allocator; a heap cell holds one value.
  const foreign: readonly Block[] = [
    { at: runtime, bytes: RUNTIME.bytes },
    ...entries.map(([, at]) => ({ at, bytes: 8 })),
  ]
  // Linked blocks tell their size two words before.
  const linked = instance.arenas
    .linkedBlocks(arena)
    .map((at) => ({ at, bytes: wordAt(instance, at, -2) }))
  return {
    heap: { blocks: [...foreign, ...linked], runtime, context, timeBits },
    entries,
    ticks,
    dispose() {
      instance.arenas.release(arena)
      for (const { at } of foreign) instance.free(at)
    },
  }
}

interface Evaluation {
  readonly guest: Guest
  readonly budget: Budget
  /** The entry by which a built-in is loaded. */
  readonly load: Pointer
}

/** Evaluates built-ins and the ES modules that stand for them, and counts the ticks. */
function evaluateBuiltins(
  { guest, budget, load: entry }: Evaluation,
  builtins: readonly string[],
): ReadonlyMap<string, BuiltinTicks> {
  const count = (work: () => void): number => {
    const begun = budget.total()
    work()
    return budget.total() - begun
  }
  const ticks = new Map<string, BuiltinTicks>()
  for (const id of builtins) {
    const load = count(() => {
      const answer = guest.callForText(entry, [id])
      if ('error' in answer) throw new GuestBuildError(`${id}: ${guest.toText(answer.error) ?? ''}`)
    })
    const facade = count(() => {
      guest.free(guest.must(guest.evaluate(`import '${id}'`, `coldstart:${id}`, EVAL.module)))
    })
    ticks.set(id, { load, facade })
  }
  return ticks
}

const wordAt = (instance: QuickJsInstance, at: Pointer, word: number): number =>
  instance.words()[(at >> 2) + word] ?? 0

/** The function that evaluates a built-in module. */
export function compileBuiltin(guest: Guest, sources: Sources, id: string): Pointer {
  const text = sources.text(id) ?? `throw new Error("Cannot find module '${id}'")`
  const wrapped = `(function (exports, require, module) { ${text}\n})`
  return guest.evaluate(wrapped, `node:${id}`, EVAL.script)
}

interface Surroundings extends Omit<Setting, 'micros'> {
  readonly guest: Guest
}

/** Runs `bootstrap.cjs` and the bridge module, before any code of the user's. */
function buildGuest(setting: Surroundings): readonly (readonly [Entry, Pointer])[] {
  const { guest, kind, sources, instance } = setting
  const { context, must } = guest
  const object = instance.newObject(context)
  NATIVES.forEach((name, id) => {
    const text = instance.writeString(name)
    const made = instance.newFunction(context, text, 0, 0, id)
    instance.free(text)
    guest.setProperty(object, name, made)
    guest.free(made)
  })
  // What one environment has for itself comes with `configure`.
  const settings = JSON.stringify({
    major: kind.major,
    wrapperLength: WRAPPER_LENGTH,
    arch: 'x64',
    environment: {},
  })
  const text = sources.text('internal/bootstrap') ?? ''
  const code = `(function (native) { const module = {}; ${text}\nreturn module.exports(native, ${settings}) })`
  const bootstrap = must(guest.evaluate(code, 'node:internal/bootstrap', EVAL.script))
  const made = must(guest.call(bootstrap, [object]))
  guest.free(bootstrap)
  guest.free(object)
  const bridge = guest.getProperty(made, 'bridge')
  exposeBridge(guest, bridge)
  guest.free(bridge)
  const entries = ENTRIES.map((name) => [name, guest.getProperty(made, name)] as const)
  guest.free(made)
  return entries
}

/** The module through which facades reach built-ins: loaded once, by way of a global that is gone right after. */
function exposeBridge(guest: Guest, bridge: Pointer): void {
  const { must } = guest
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
