import { utf8Length } from '#contracts/body.ts'
import { compileAllocator } from './allocator.ts'
import { type Arenas, createArenas } from './arenas.ts'
import { CHANGES, COUNTER_WORD, QUICKJS_BUILD_BYTES } from './build.ts'
import { instrument, ROUNDS, TABLE } from './instrument.ts'
import { readUtf8, writeAscii, writeUtf8 } from './utf8.ts'
import {
  exportedFunction,
  Instance,
  Memory,
  Module,
  type WasmFunction,
  type WasmGlobal,
  type WasmImports,
  type WasmMemory,
  type WasmTable,
} from './webAssembly.ts'

/** Pointers into one instance's memory. A `Value` is a heap cell that holds a JSValue and must be freed. */
export type Pointer = number

/** What an isolate answers while its code runs. */
export interface Host {
  /** Virtual time, in whole microseconds since the epoch. */
  clock(isMonotonic: boolean): number
  /** QuickJS polls: whether to stop. */
  interrupt(): boolean
  call(argumentCount: number, values: Pointer, id: number): Pointer
  normalize(base: string, name: string): string
  load(name: string): string | null
  rejection(promise: bigint, reason: bigint, isHandled: boolean): void
  /** Metered loops have used up their rounds: how many more there are, 0 where no time is left. */
  refuel(): number
  /** An allocation beyond the limit was refused. */
  deny(): void
}

/** Whom an instance works for at a time. */
export interface Tenant {
  readonly host: Host
  readonly arena: Pointer
  /** Makes what belongs to it be in its place. */
  readonly enter: () => void
}

/** QuickJS's functions by name; the letters are those of @jitl/quickjs-ng-wasmfile-release-sync 0.32.0. */
const EXPORTS = {
  malloc: 'w',
  throwValue: 'x',
  newError: 'y',
  setMaxStackSize: 'E',
  undefinedValue: 'F',
  newRuntime: 'L',
  freeRuntime: 'M',
  free: 'N',
  newContext: 'O',
  freeContext: 'P',
  freeValue: 'Q',
  freeCString: 'T',
  dupValue: 'U',
  newObject: 'V',
  newFloat64: 'Z',
  getFloat64: '_',
  arrayBufferLength: 'ca',
  newString: '$',
  getString: 'aa',
  executePendingJob: 'ha',
  isJobPending: 'ga',
  getProp: 'ia',
  setProp: 'ka',
  call: 'na',
  resolveException: 'oa',
  evaluate: 'qa',
  newFunction: 'Ea',
  enableInterruptHandler: 'Ga',
  enableModuleLoader: 'Ia',
} as const

type Functions = { readonly [N in keyof typeof EXPORTS]: WasmFunction }

// JSRuntime: five allocator hooks, then JSMallocState { count, size, limit, opaque }. 32-bit words.
const MALLOC_SIZE_WORD = 6
/** JS_INTERRUPT_COUNTER_INIT: ticks between two polls. */
export const TICKS_PER_POLL = 10_000

const PAGE = 65_536
const PAGES_INITIAL = 256
/** Emscripten's build allows 2 GiB. */
const PAGES_MAX = 32_768

/** A compiled QuickJS, of which any number of instances can be made. */
export interface QuickJs {
  createInstance(): QuickJsInstance
}

/** One wasm memory with QuickJS in it. */
export interface QuickJsInstance extends Functions {
  /** Who answers callbacks, and the arena that blocks come from: before QuickJS is entered for a runtime. */
  occupy(tenant: Tenant): void
  /** For what the host compiles and tries by itself. */
  vacate(): void
  readonly arenas: Arenas
  readonly bytes: () => Uint8Array
  readonly words: () => Int32Array
  readonly offsets: Offsets
  /** Copies `text` into the memory with a final zero; free it with `free`. */
  writeString(text: string): Pointer
  readString(at: Pointer): string
  /** Bytes that a runtime's live blocks hold. */
  heapBytes(runtime: Pointer): number
  /** Whose allocations are counted from now on, and up to how many bytes. */
  enter(runtime: Pointer, context: Pointer, heapBytesMax: number): void
  /** Allocations are free and unlimited: for what the host does by itself. */
  leave(): void
  trackRejections(runtime: Pointer): void
  writeValue(value: bigint): Pointer
}

/** Where QuickJS keeps what the driver reads and writes, found by trying and checked when an instance is made. */
interface Offsets {
  /** Word of `JSContext.interrupt_counter`. */
  readonly interruptCounter: number
  /** Word of `JSRuntime.host_promise_rejection_tracker`. */
  readonly rejectionTracker: number
}

/** Rounds of metered loops between two looks at the time. */
export const ROUNDS_PER_LOOK = 131_072
/** Of what the host does by itself. */
const ROUNDS_UNMETERED = 0x7fff_ffff

const deadHost: Host = {
  clock: () => 1_000_000,
  interrupt: () => false,
  call: () => 0,
  normalize: (_base, name) => name,
  load: () => null,
  rejection: () => undefined,
  refuel: () => ROUNDS_UNMETERED,
  deny: () => undefined,
}

/** Compiles QuickJS from the bytes of its `.wasm` file. */
export function compileQuickJs(binary: Uint8Array): QuickJs {
  if (binary.length !== QUICKJS_BUILD_BYTES) throw new WasmAbort('unknown QuickJS build')
  const changed = instrument(binary, CHANGES)
  const modules = {
    quickJs: new Module(changed.binary),
    allocator: compileAllocator(),
    pollIndex: changed.pollIndex,
  }
  return { createInstance: () => createInstance(modules) }
}

class WasmAbort extends Error {
  override readonly name = 'WasmAbort'
}

export interface Views {
  readonly bytes: () => Uint8Array
  readonly words: () => Int32Array
}

/** Views of a memory, made anew when it has grown: then the old ones have lost their buffer, and so their length. */
function createViews(memory: WasmMemory): Views {
  let bytes = new Uint8Array(memory.buffer)
  let words = new Int32Array(memory.buffer)
  return {
    bytes: () => (bytes.length > 0 ? bytes : (bytes = new Uint8Array(memory.buffer))),
    words: () => (words.length > 0 ? words : (words = new Int32Array(memory.buffer))),
  }
}

/** What QuickJS asks of its surroundings: no clock, no locale, no file but those given here. */
function createImports(memory: WasmMemory, views: Views, host: () => Host): WasmImports {
  const read = (at: Pointer): string => readUtf8(views.bytes(), at)
  const give = (text: string | null): Pointer => (text === null ? 0 : writeString(text))
  let writeString = (_text: string): Pointer => 0
  const abort = (): never => {
    throw new WasmAbort('QuickJS aborted')
  }
  const grow = (size: number): number => {
    const wanted = Math.max(size >>> 0, memory.buffer.byteLength * 1.25)
    const pages = Math.min(PAGES_MAX, Math.ceil(wanted / PAGE)) - memory.buffer.byteLength / PAGE
    if (size >>> 0 > PAGES_MAX * PAGE) return 0
    try {
      memory.grow(pages)
      return 1
    } catch {
      return 0
    }
  }
  const imports = {
    memory,
    a: memory,
    b: abort,
    c: () => 0,
    d: () => 52,
    e: () => 0,
    f: (count: Pointer, size: Pointer) => {
      views.words()[count >> 2] = 0
      views.words()[size >> 2] = 0
      return 0
    },
    g: (_runtime: Pointer, _context: Pointer, base: Pointer, name: Pointer) =>
      give(host().normalize(read(base), read(name))),
    h: (_runtime: Pointer, _context: Pointer, name: Pointer) => give(host().load(read(name))),
    i: () => (host().interrupt() ? 1 : 0),
    j: () => 0,
    k: grow,
    l: () => undefined,
    // localtime: TZ is UTC in Lambda, so the offset (and everything QuickJS reads of it) is zero.
    m: (_time: bigint, tm: Pointer) => views.words().fill(0, tm >> 2, (tm >> 2) + 11),
    n: (zone: Pointer, daylight: Pointer) => {
      views.words()[zone >> 2] = 0
      views.words()[daylight >> 2] = 0
    },
    o: () => 70,
    p: () => Math.floor(host().clock(false) / 1_000),
    q: (clock: number, _precision: bigint, at: Pointer) => {
      const nanos = BigInt(host().clock(clock !== 0)) * 1_000n
      views.words()[at >> 2] = Number(BigInt.asIntN(32, nanos))
      views.words()[(at >> 2) + 1] = Number(BigInt.asIntN(32, nanos >> 32n))
      return 0
    },
    r: abort,
    s: abort,
    t: (_context: Pointer, _this: Pointer, count: number, values: Pointer, id: number) =>
      host().call(count, values, id),
    u: () => undefined,
  }
  return {
    a: imports,
    driver: { setWriter: (write: (text: string) => Pointer) => (writeString = write) },
  }
}

interface Modules {
  readonly quickJs: object
  readonly allocator: object
  readonly pollIndex: number
}

function createInstance({
  quickJs,
  allocator: allocatorModule,
  pollIndex,
}: Modules): QuickJsInstance {
  const memory = new Memory({ initial: PAGES_INITIAL, maximum: PAGES_MAX })
  const views = createViews(memory)
  let tenant: Tenant = { host: deadHost, arena: 0, enter: () => undefined }
  const imports = createImports(memory, views, () => tenant.host)
  const wasm = new Instance(quickJs, imports)
  const functions = Object.fromEntries(
    Object.entries(EXPORTS).map(([name, letter]) => [name, exportedFunction(wasm, letter)]),
  ) as unknown as Functions
  const take = (bytes: number): Pointer => {
    const at = functions.malloc(bytes)
    if (at === 0) throw new WasmAbort('out of wasm memory')
    return at
  }
  const writeString = (text: string): Pointer => {
    const { length } = text
    const plain = take(length + 1)
    if (writeAscii(text, views.bytes(), plain)) {
      views.bytes()[plain + length] = 0
      return plain
    }
    functions.free(plain)
    const at = take(utf8Length(text) + 1)
    views.bytes()[writeUtf8(text, views.bytes(), at)] = 0
    return at
  }
  const setWriter = imports['driver']?.['setWriter'] as (w: (text: string) => Pointer) => void
  setWriter(writeString)
  exportedFunction(wasm, 'v')()

  const table = wasm.exports[TABLE] as WasmTable
  const allocator = new Instance(allocatorModule, {
    env: {
      memory,
      malloc: functions.malloc,
      free: functions.free,
      track: (_context: number, promise: bigint, reason: bigint, isHandled: number) => {
        tenant.host.rejection(promise, reason, isHandled !== 0)
        return 0
      },
      deny: () => {
        tenant.host.deny()
        return 0
      },
      poll: (context: number) => {
        // As QuickJS does before it polls.
        views.words()[(context >> 2) + COUNTER_WORD] = TICKS_PER_POLL
        return tenant.host.interrupt() ? 1 : 0
      },
      refuel: () => tenant.host.refuel(),
    },
  })
  const enter = exportedFunction(allocator, 'enter')
  const useArena = exportedFunction(allocator, 'occupy')
  const arenas = createArenas(functions, views)
  const occupy = (next: Tenant): void => {
    tenant = next
    next.enter()
    useArena(next.arena)
  }
  const nobody = {
    host: deadHost,
    enter: () => undefined,
    arena: arenas.create({ chunksMax: 0, isClean: false }),
  }
  const vacate = (): void => {
    occupy(nobody)
    leave()
  }
  // The count and the counter of nobody: words of the host's own.
  const rounds = wasm.exports[ROUNDS] as WasmGlobal
  const scratch = functions.malloc(16)
  const leave = (): void => {
    rounds.value = ROUNDS_UNMETERED
    enter(scratch, scratch + 8, -1)
    views.words()[scratch >> 2] = 0
  }
  vacate()
  replaceAllocator(functions, views, table, allocator.exports)
  if (table.grow(1) !== pollIndex) throw new WasmAbort('unknown QuickJS build')
  table.set(pollIndex, allocator.exports['poll'])
  table.set(table.grow(1), allocator.exports['refuel'])
  const trackerIndex = table.grow(1)
  table.set(trackerIndex, allocator.exports['track'])
  const offsets = findOffsets(functions, views, writeString)

  return Object.assign({}, functions, views, {
    occupy,
    vacate,
    arenas,
    offsets,
    writeString,
    readString: (at: Pointer) => readUtf8(views.bytes(), at),
    heapBytes: (runtime: Pointer) => (views.words()[(runtime >> 2) + MALLOC_SIZE_WORD] ?? 0) >>> 0,
    enter: (runtime: Pointer, context: Pointer, heapBytesMax: number) => {
      rounds.value = ROUNDS_PER_LOOK
      enter(runtime + 4 * MALLOC_SIZE_WORD, context + 4 * offsets.interruptCounter, heapBytesMax)
    },
    leave,
    trackRejections: (runtime: Pointer) => {
      views.words()[(runtime >> 2) + offsets.rejectionTracker] = trackerIndex
    },
    writeValue: (value: bigint): Pointer => {
      const at = take(8)
      views.words()[at >> 2] = Number(BigInt.asIntN(32, value))
      views.words()[(at >> 2) + 1] = Number(BigInt.asIntN(32, value >> 32n))
      return at
    },
  })
}

const HOOKS = ['calloc', 'malloc', 'free', 'realloc', 'usable'] as const

/** Every runtime holds indices into the function table: what stands there is replaced, once for all runtimes. */
function replaceAllocator(
  functions: Functions,
  views: Views,
  table: WasmTable,
  exports: Readonly<Record<string, unknown>>,
): void {
  const probe = functions.newRuntime()
  const indices = HOOKS.map((_, word) => views.words()[(probe >> 2) + word] ?? 0)
  functions.freeRuntime(probe)
  HOOKS.forEach((name, at) => table.set(indices[at] ?? 0, exports[name]))
}

function findOffsets(
  functions: Functions,
  views: Views,
  writeString: (text: string) => Pointer,
): Offsets {
  const runtime = functions.newRuntime()
  const base = runtime >> 2
  const before = Array.from(views.words().subarray(base, base + 100))
  functions.enableInterruptHandler(runtime)
  const handler = before.findIndex((word, at) => word !== views.words()[base + at])
  const context = functions.newContext(runtime, 0)
  const start = Array.from(views.words().subarray(context >> 2, (context >> 2) + 200))
  const code = writeString('for (let i = 0; i < 77; i++);')
  functions.freeValue(context, functions.evaluate(context, code, 29, code, 0, 0))
  functions.free(code)
  // It begins at zero, so the very first tick polls and sets it; 77 iterations of two ticks each follow.
  const interruptCounter = start.findIndex((word, at) => {
    const now = views.words()[(context >> 2) + at] ?? 0
    return word === 0 && now > TICKS_PER_POLL - 300 && now <= TICKS_PER_POLL - 77
  })
  functions.freeContext(context)
  functions.freeRuntime(runtime)
  if (handler < 0 || interruptCounter !== COUNTER_WORD) throw new WasmAbort('unknown QuickJS build')
  // interrupt_handler, interrupt_opaque, promise_hook, promise_hook_opaque, parent_promise, then the tracker.
  return { interruptCounter, rejectionTracker: handler + 5 }
}
