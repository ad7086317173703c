import { encodeLeb, Module } from './webAssembly.ts'

/**
 * A small wasm module, assembled here, whose functions take the place of QuickJS's allocator hooks (`JSMallocFunctions`).
 * Emscripten's build answers 0 for `malloc_usable_size`, so that QuickJS's own memory limit counts 8 bytes a block,
 * whatever its size. These put the *requested* size into an 8-byte header: limits bite, and the figures depend on what
 * the program did, never on how fragmented a used wasm memory is.
 *
 * Block: [size: u32][address ^ MAGIC: u32][payload…]. A block without that mark came from the original allocator
 * (the runtime's own struct) and is passed on. MAGIC ends in binary 100: no dlmalloc chunk header (a multiple of 8
 * plus two flag bits) can look like it.
 *
 * The module also carries `track`, QuickJS's promise-rejection hook, which hands the two values to the host.
 */
const MAGIC = 0x5bd1_e99c | 0

const signedLeb = (value: number): number[] => {
  const bytes: number[] = []
  let rest = value | 0
  for (;;) {
    const byte = rest & 0x7f
    rest >>= 7
    if ((rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0)) {
      bytes.push(byte)
      return bytes
    }
    bytes.push(byte | 0x80)
  }
}

const I32 = 0x7f
const I64 = 0x7e

// Instructions. https://webassembly.github.io/spec/core/binary/instructions.html
const get = (local: number): number[] => [0x20, local]
const set = (local: number): number[] => [0x21, local]
const tee = (local: number): number[] => [0x22, local]
const constant = (value: number): number[] => [0x41, ...signedLeb(value)]
const getGlobal = (index: number): number[] => [0x23, index]
const setGlobal = (index: number): number[] => [0x24, index]
const call = (index: number): number[] => [0x10, index]
const load = (offset: number): number[] => [0x28, 2, offset]
const store = (offset: number): number[] => [0x36, 2, offset]
const ADD = [0x6a]
const SUB = [0x6b]
const MUL = [0x6c]
const AND = [0x71]
const OR = [0x72]
const XOR = [0x73]
const SHIFT_RIGHT = [0x76]
const EQUAL = [0x46]
const IS_ZERO = [0x45]
const LESS_OR_EQUAL = [0x4d]
const GREATER = [0x4b]
const SELECT = [0x1b]
const RETURN = [0x0f]
const DROP = [0x1a]
const MEMORY_COPY = [0xfc, 10, 0, 0]
const MEMORY_FILL = [0xfc, 11, 0]
const when = (...body: readonly number[][]): number[] => [0x04, 0x40, ...body.flat(), 0x0b]

// Imported functions come first in the index space.
const HOST_MALLOC = 0
const HOST_FREE = 1
const HOST_TRACK = 2
const HOST_DENY = 3
const HOST_POLL = 4
const OWN_CALLOC = 5
const OWN_MALLOC = 6
const OWN_FREE = 7

// Globals: who is allocating. Addresses of the runtime's byte count and the context's tick counter, and the limit.
const SIZE_ADDRESS = 0
const COUNTER_ADDRESS = 1
const LIMIT = 2

/** Whether the block in local `p` has our header; leaves an i32. */
const isOurs = (p: number): number[] =>
  [get(p), constant(4), SUB, load(0), get(p), constant(MAGIC), XOR, EQUAL].flat()

interface Body {
  readonly name: string
  readonly parameters: readonly number[]
  readonly results: readonly number[]
  readonly locals: number
  readonly code: readonly number[][]
}

const bodies: readonly Body[] = [
  {
    name: 'calloc', // (opaque, count, size) → p
    parameters: [I32, I32, I32],
    results: [I32],
    locals: 1,
    code: [
      [get(1), get(2), MUL, set(2), constant(0), get(2), call(OWN_MALLOC), tee(3)].flat(),
      when(get(3), constant(0), get(2), MEMORY_FILL),
      get(3),
    ],
  },
  {
    name: 'malloc', // (opaque, size) → p
    parameters: [I32, I32],
    results: [I32],
    locals: 1,
    code: [
      // Past the limit the isolate is told off at once, and the allocation fails.
      [get(1), getGlobal(LIMIT), GREATER].flat(),
      [getGlobal(SIZE_ADDRESS), load(0), get(1), ADD, getGlobal(LIMIT), GREATER, OR].flat(),
      when(call(HOST_DENY), DROP, constant(0), RETURN),
      // An allocation is work: one tick, and one more for each KiB.
      [getGlobal(COUNTER_ADDRESS), getGlobal(COUNTER_ADDRESS), load(0), constant(1), SUB].flat(),
      [get(1), constant(10), SHIFT_RIGHT, SUB, store(0)].flat(),
      [get(1), constant(8), ADD, call(HOST_MALLOC), tee(2), IS_ZERO].flat(),
      when(call(HOST_DENY), DROP, constant(0), RETURN),
      [get(2), get(1), store(0)].flat(),
      [get(2), get(2), constant(8), ADD, tee(2), constant(MAGIC), XOR, store(4)].flat(),
      get(2),
    ],
  },
  {
    name: 'free', // (opaque, p)
    parameters: [I32, I32],
    results: [],
    locals: 0,
    code: [
      [...get(1), ...IS_ZERO],
      when(RETURN),
      isOurs(1),
      when(get(1), constant(4), SUB, constant(0), store(0), get(1), constant(8), SUB, set(1)),
      [...get(1), ...call(HOST_FREE)],
    ],
  },
  {
    name: 'realloc', // (opaque, p, size) → p; locals: 3 = old size, 4 = new block
    parameters: [I32, I32, I32],
    results: [I32],
    locals: 2,
    code: [
      [...get(1), ...IS_ZERO],
      when(constant(0), get(2), call(OWN_MALLOC), RETURN),
      isOurs(1),
      [0x04, I32, ...get(1), ...constant(8), ...SUB, ...load(0), 0x05],
      [get(1), constant(4), SUB, load(0), constant(-8), AND, constant(4), SUB, [0x0b]].flat(),
      set(3),
      // A block that shrinks by less than a quarter stays where it is.
      [get(2), get(3), LESS_OR_EQUAL].flat(),
      [get(3), get(3), constant(2), SHIFT_RIGHT, SUB, get(2), LESS_OR_EQUAL, AND].flat(),
      [...isOurs(1), ...AND],
      when(get(1), constant(8), SUB, get(2), store(0), get(1), RETURN),
      [constant(0), get(2), call(OWN_MALLOC), tee(4), IS_ZERO].flat(),
      when(constant(0), RETURN),
      [get(4), get(1)].flat(),
      [get(2), get(3), get(2), get(3), LESS_OR_EQUAL, SELECT, MEMORY_COPY].flat(),
      [constant(0), get(1), call(OWN_FREE), get(4)].flat(),
    ],
  },
  {
    name: 'usable', // (p) → bytes
    parameters: [I32],
    results: [I32],
    locals: 0,
    code: [isOurs(0), when(get(0), constant(8), SUB, load(0), RETURN), constant(0)],
  },
  {
    name: 'enter', // (address of the byte count, address of the tick counter, limit): before QuickJS is entered
    parameters: [I32, I32, I32],
    results: [],
    locals: 0,
    code: [
      [...get(0), ...setGlobal(SIZE_ADDRESS)],
      [...get(1), ...setGlobal(COUNTER_ADDRESS)],
      [...get(2), ...setGlobal(LIMIT)],
    ],
  },
  {
    name: 'track', // (context, promise, reason, isHandled, opaque): JSHostPromiseRejectionTracker
    parameters: [I32, I64, I64, I32, I32],
    results: [],
    locals: 0,
    code: [[...get(0), ...get(1), ...get(2), ...get(3), ...call(HOST_TRACK), ...DROP]],
  },
  {
    name: 'poll', // (context) → whether to stop: a native's counter ran out, see `instrument.ts`
    parameters: [I32],
    results: [I32],
    locals: 0,
    code: [[...get(0), ...call(HOST_POLL)]],
  },
]

const vector = (items: readonly (readonly number[])[]): number[] => [
  ...encodeLeb(items.length),
  ...items.flat(),
]
const section = (id: number, content: readonly number[]): number[] => [
  id,
  ...encodeLeb(content.length),
  ...content,
]
const text = (value: string): number[] => [
  value.length,
  ...Array.from(value, (character) => character.charCodeAt(0)),
]
const functionType = (parameters: readonly number[], results: readonly number[]): number[] => [
  0x60,
  ...vector(parameters.map((type) => [type])),
  ...vector(results.map((type) => [type])),
]

/** Compiles the module: imports `env.{memory,malloc,free,track,deny,poll}`, exports the functions above. */
export function compileAllocator(): object {
  const imported = [
    functionType([I32], [I32]),
    functionType([I32], []),
    functionType([I32, I64, I64, I32], [I32]),
    functionType([], [I32]),
    functionType([I32], [I32]),
  ]
  const types = [...imported, ...bodies.map((b) => functionType(b.parameters, b.results))]
  const imports = ['malloc', 'free', 'track', 'deny', 'poll'].map((name, type) => [
    ...text('env'),
    ...text(name),
    0,
    type,
  ])
  imports.push([...text('env'), ...text('memory'), 2, 0, 1])
  const codes = bodies.map(({ locals, code }) => {
    const declared = locals === 0 ? [0] : [1, locals, I32]
    const body = [...declared, ...code.flat(), 0x0b]
    return [...encodeLeb(body.length), ...body]
  })
  return new Module(
    new Uint8Array([
      0x00,
      0x61,
      0x73,
      0x6d,
      1,
      0,
      0,
      0,
      ...section(1, vector(types)),
      ...section(2, vector(imports)),
      ...section(3, vector(bodies.map((_, index) => [index + imported.length]))),
      ...section(6, vector([0, 1, 2].map(() => [I32, 1, ...constant(0), 0x0b]))),
      ...section(7, vector(bodies.map((b, i) => [...text(b.name), 0, i + OWN_CALLOC]))),
      ...section(10, vector(codes)),
    ]),
  )
}
