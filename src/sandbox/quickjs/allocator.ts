import {
  add,
  and,
  assembleModule,
  type Body,
  call,
  choose,
  type Code,
  copyMemory,
  drop,
  fillMemory,
  get,
  getGlobal,
  giveBack,
  greater,
  I64,
  type Import,
  isZero,
  LEAVE,
  leadingZeros,
  lessOrEqual,
  load,
  mul,
  or,
  select,
  set,
  setGlobal,
  shiftLeft,
  shiftRight,
  store,
  sub,
  tee,
  when,
} from './assembler.ts'
import { I32, Module } from './webAssembly.ts'

/**
 * A small wasm module, assembled here, whose functions take the place of QuickJS's allocator hooks (`JSMallocFunctions`).
 *
 * Each environment has an *arena*: its blocks lie in chunks of its own, so that it is disposed of by giving back a few
 * chunks, and its dead blocks wait in lists by size. Large ones, and all that a big heap holds beyond its chunks, come
 * from Emscripten's allocator (which joins free neighbours again) and are linked to the arena.
 *
 * Emscripten's build answers 0 for `malloc_usable_size`; these keep the *requested* size: limits bite, and the figures
 * depend on what the program did, never on where a block lies. The word before a block tells its kind:
 *
 * - `size << 3`: in a chunk.
 * - `1`: linked; 16 bytes before the block [previous][next][size][1].
 * - `size << 3 | 4`: of a template, for ever: never used again when freed (`template.ts`).
 * - with bit 1 set: Emscripten's own header (the runtime's own struct): passed on.
 *
 * The module also carries `track`, QuickJS's promise-rejection hook, which hands the two values to the host.
 */
export const KIND = { linked: 1, foreign: 2, lasting: 4 } as const
/** The sizes in headers stand above their kind. */
export const SIZE_SHIFT = 3
/** Before a linked block. */
export const LINK_BYTES = 16

/** An arena's own words, by byte offset. */
export const ARENA = {
  /** Where the next header goes (4 more than a multiple of 8), and where the chunk ends. */
  next: 0,
  end: 4,
  /** The chunk made last; each begins with the address of the one before it. */
  chunks: 8,
  /** How many more it may have. */
  chunksLeft: 12,
  /** The linked block made last. */
  linked: 16,
  /** Whether linked blocks begin as zeros. */
  isClean: 20,
  /** Dead blocks by class of size. */
  dead: 24,
} as const
/** In a chunk, with its header. */
export const BLOCK_BYTES_MAX = 2_048
const EXACT_BYTES_MAX = 512
const CLASSES = EXACT_BYTES_MAX / 8 + 16
export const ARENA_BYTES = ARENA.dead + 4 * (CLASSES + 1)
export const CHUNK_BYTES = 8_192
/** 1 MiB: beyond, what joins free neighbours holds fragmentation down, whatever a handler does. */
export const CHUNKS_MAX = 128

const align = (bytes: number): number => (bytes + 7) & -8
/** How many bytes a block of `size` takes with its header, in a chunk too: what the code below works out. */
export function placeBytes(size: number): number {
  const gross = align(size + 4)
  if (gross <= EXACT_BYTES_MAX || gross > BLOCK_BYTES_MAX) return gross
  const shift = 28 - Math.clz32(gross - 1)
  return (((gross - 1) >> shift) + 1) << shift
}

// Functions, imported ones first.
const HOST = { malloc: 0, free: 1, track: 2, deny: 3, poll: 4, refuel: 5 } as const
const OWN = { calloc: 6, malloc: 7, free: 8, realloc: 9, classOf: 11, link: 12 } as const

// Globals: who is allocating. Addresses of the runtime's byte count and the context's tick counter, the limit, the arena.
const SIZE_ADDRESS = 0
const COUNTER_ADDRESS = 1
const LIMIT = 2
const ARENA_ADDRESS = 3
const GLOBALS = 4

/** No allocation is larger: no memory is, and sums of sizes stay within 32 bits. */
const SIZE_MAX = 0x7fff_0000

const arena = getGlobal(ARENA_ADDRESS)
const header = (block: number): Code => load(sub(get(block), 4))
const hasKind = (word: Code, kind: number): Code => and(word, kind)
/** Bytes with header, a multiple of 8: blocks begin at multiples of 8. */
const grossOf = (size: Code): Code => and(add(size, 11), -8)
/** Above 512 bytes there are eight classes to an octave: the shift that takes `gross - 1` to 8…15. */
const classShift = (gross: number): Code => sub(28, leadingZeros(sub(get(gross), 1)))
const denied = [drop(call(HOST.deny)), giveBack(0)].flat()

const calloc: Body = {
  name: 'calloc', // (opaque, count, size) → block
  parameters: [I32, I32, I32],
  results: [I32],
  locals: 1,
  code: [
    set(2, mul(get(1), get(2))),
    when(tee(3, call(OWN.malloc, 0, get(2))), fillMemory(get(3), 0, get(2))),
    get(3),
  ],
}

const malloc: Body = {
  name: 'malloc', // (opaque, size) → block; locals: 2 = gross, 3 = address of the list, 4 = place, 5 = shift
  parameters: [I32, I32],
  results: [I32],
  locals: 4,
  code: [
    // Past the limit the isolate is told off at once, and the allocation fails.
    when(
      or(
        or(greater(get(1), getGlobal(LIMIT)), greater(get(1), SIZE_MAX)),
        greater(add(load(getGlobal(SIZE_ADDRESS)), get(1)), getGlobal(LIMIT)),
      ),
      denied,
    ),
    // An allocation is work: one tick, and one more for each KiB.
    store(
      getGlobal(COUNTER_ADDRESS),
      sub(sub(load(getGlobal(COUNTER_ADDRESS)), 1), shiftRight(get(1), 10)),
    ),
    set(2, grossOf(get(1))),
    when(greater(get(2), BLOCK_BYTES_MAX), giveBack(call(OWN.link, get(1)))),
    set(3, add(arena, shiftLeft(call(OWN.classOf, get(2)), 2))),
    when(
      tee(4, load(get(3), ARENA.dead)),
      store(get(3), load(get(4)), ARENA.dead),
      store(sub(get(4), 4), shiftLeft(get(1), SIZE_SHIFT)),
      giveBack(get(4)),
    ),
    when(
      greater(get(2), EXACT_BYTES_MAX),
      set(5, classShift(2)),
      set(2, shiftLeft(add(shiftRight(sub(get(2), 1), get(5)), 1), get(5))),
    ),
    when(
      greater(add(load(arena, ARENA.next), get(2)), load(arena, ARENA.end)),
      when(isZero(load(arena, ARENA.chunksLeft)), giveBack(call(OWN.link, get(1)))),
      when(isZero(tee(4, call(HOST.malloc, CHUNK_BYTES))), denied),
      store(arena, sub(load(arena, ARENA.chunksLeft), 1), ARENA.chunksLeft),
      store(get(4), load(arena, ARENA.chunks)),
      store(arena, get(4), ARENA.chunks),
      store(arena, add(get(4), 4), ARENA.next),
      store(arena, add(get(4), CHUNK_BYTES - 4), ARENA.end),
    ),
    set(4, load(arena, ARENA.next)),
    store(arena, add(get(4), get(2)), ARENA.next),
    store(get(4), shiftLeft(get(1), SIZE_SHIFT)),
    add(get(4), 4),
  ],
}

const free: Body = {
  name: 'free', // (opaque, block); locals: 2 = header, 3 = address of the list
  parameters: [I32, I32],
  results: [],
  locals: 2,
  code: [
    when(isZero(get(1)), LEAVE),
    when(
      isZero(and(tee(2, header(1)), KIND.linked | KIND.foreign | KIND.lasting)),
      set(2, grossOf(shiftRight(get(2), SIZE_SHIFT))),
      set(3, add(arena, shiftLeft(call(OWN.classOf, get(2)), 2))),
      store(get(1), load(get(3), ARENA.dead)),
      store(get(3), get(1), ARENA.dead),
      LEAVE,
    ),
    when(hasKind(get(2), KIND.foreign), call(HOST.free, get(1)), LEAVE),
    when(hasKind(get(2), KIND.lasting), LEAVE),
    // Out of the list: [previous][next].
    set(1, sub(get(1), LINK_BYTES)),
    when(load(get(1)), store(load(get(1)), load(get(1), 4), 4)),
    when(isZero(load(get(1))), store(arena, load(get(1), 4), ARENA.linked)),
    when(load(get(1), 4), store(load(get(1), 4), load(get(1)))),
    call(HOST.free, get(1)),
  ],
}

const realloc: Body = {
  name: 'realloc', // (opaque, block, size) → block; locals: 3 = old size, 4 = new block, 5 = header
  parameters: [I32, I32, I32],
  results: [I32],
  locals: 3,
  code: [
    when(isZero(get(1)), giveBack(call(OWN.malloc, 0, get(2)))),
    set(5, header(1)),
    set(
      3,
      choose(hasKind(get(5), KIND.linked), load(sub(get(1), 8)), shiftRight(get(5), SIZE_SHIFT)),
    ),
    // A block that shrinks by less than a quarter stays where it is, if there it will be found by its size once it is
    // dead: another class would gain a place at each time, and this one lose it.
    when(
      and(
        and(lessOrEqual(get(2), get(3)), lessOrEqual(sub(get(3), shiftRight(get(3), 2)), get(2))),
        or(
          hasKind(get(5), KIND.linked | KIND.lasting),
          isZero(sub(call(OWN.classOf, grossOf(get(2))), call(OWN.classOf, grossOf(get(3))))),
        ),
      ),
      when(hasKind(get(5), KIND.linked), store(sub(get(1), 8), get(2))),
      when(
        isZero(hasKind(get(5), KIND.linked)),
        store(sub(get(1), 4), or(shiftLeft(get(2), SIZE_SHIFT), and(get(5), KIND.lasting))),
      ),
      giveBack(get(1)),
    ),
    when(isZero(tee(4, call(OWN.malloc, 0, get(2)))), giveBack(0)),
    copyMemory(get(4), get(1), select(get(2), get(3), lessOrEqual(get(2), get(3)))),
    call(OWN.free, 0, get(1)),
    get(4),
  ],
}

const usable: Body = {
  name: 'usable', // (block) → bytes; local 1 = header
  parameters: [I32],
  results: [I32],
  locals: 1,
  code: [
    set(1, header(0)),
    when(hasKind(get(1), KIND.foreign), giveBack(0)),
    choose(hasKind(get(1), KIND.linked), load(sub(get(0), 8)), shiftRight(get(1), SIZE_SHIFT)),
  ],
}

const classOf: Body = {
  name: 'classOf', // (gross) → class of size: 1… 64 by eights, then eight to an octave; local 1 = shift
  parameters: [I32],
  results: [I32],
  locals: 1,
  code: [
    when(lessOrEqual(get(0), EXACT_BYTES_MAX), giveBack(shiftRight(get(0), 3))),
    set(1, classShift(0)),
    add(
      add(shiftLeft(sub(get(1), 6), 3), shiftRight(sub(get(0), 1), get(1))),
      EXACT_BYTES_MAX / 8 - 7,
    ),
  ],
}

const link: Body = {
  name: 'link', // (size) → block; locals: 1 = place, 2 = the one made before
  parameters: [I32],
  results: [I32],
  locals: 2,
  code: [
    when(isZero(tee(1, call(HOST.malloc, add(get(0), LINK_BYTES)))), denied),
    when(load(arena, ARENA.isClean), fillMemory(get(1), 0, add(get(0), LINK_BYTES))),
    store(get(1), 0),
    store(get(1), tee(2, load(arena, ARENA.linked)), 4),
    store(get(1), get(0), 8),
    store(get(1), KIND.linked, 12),
    when(get(2), store(get(2), get(1))),
    store(arena, get(1), ARENA.linked),
    add(get(1), LINK_BYTES),
  ],
}

const bodies: readonly Body[] = [
  calloc,
  malloc,
  free,
  realloc,
  usable,
  classOf,
  link,
  {
    name: 'enter', // (address of the byte count, address of the tick counter, limit): before QuickJS is entered
    parameters: [I32, I32, I32],
    results: [],
    locals: 0,
    code: [
      setGlobal(SIZE_ADDRESS, get(0)),
      setGlobal(COUNTER_ADDRESS, get(1)),
      setGlobal(LIMIT, get(2)),
    ],
  },
  {
    name: 'occupy', // (arena): where blocks come from, and go to, from now on
    parameters: [I32],
    results: [],
    locals: 0,
    code: [setGlobal(ARENA_ADDRESS, get(0))],
  },
  {
    name: 'track', // (context, promise, reason, isHandled, opaque): JSHostPromiseRejectionTracker
    parameters: [I32, I64, I64, I32, I32],
    results: [],
    locals: 0,
    code: [drop(call(HOST.track, get(0), get(1), get(2), get(3)))],
  },
  {
    name: 'poll', // (context) → whether to stop: a native's counter ran out, see `instrument.ts`
    parameters: [I32],
    results: [I32],
    locals: 0,
    code: [call(HOST.poll, get(0))],
  },
  {
    name: 'refuel', // () → rounds of metered loops, see `meter.ts`
    parameters: [],
    results: [I32],
    locals: 0,
    code: [call(HOST.refuel)],
  },
]

const imports: readonly Import[] = [
  { name: 'malloc', parameters: [I32], results: [I32] },
  { name: 'free', parameters: [I32], results: [] },
  { name: 'track', parameters: [I32, I64, I64, I32], results: [I32] },
  { name: 'deny', parameters: [], results: [I32] },
  { name: 'poll', parameters: [I32], results: [I32] },
  { name: 'refuel', parameters: [], results: [I32] },
]

/** Compiles the module: imports `env.{memory,malloc,free,track,deny,poll,refuel}`, exports the functions above. */
export const compileAllocator = (): object => new Module(assembleModule(imports, bodies, GLOBALS))
