import type { Changes } from './instrument.ts'

/**
 * What is changed in the code of @jitl/quickjs-ng-wasmfile-release-sync 0.32.0. Function indices were read off stack
 * traces and profiles of that very build; another one is refused by its size.
 */
export const QUICKJS_BUILD_BYTES = 528_551

/**
 * QuickJS's own stack check, in bytes of its stack. A Chromium worker gives wasm some 450 KB of host stack (Node.js and
 * pages 984 KB): with the bytes below, every way of recursing ends within 340 KB, optimised code or not.
 */
export const STACK_BYTES = 92 * 1_024

/** `JSContext.interrupt_counter`; `instance.ts` finds it by trying and compares. */
export const COUNTER_WORD = 72

/** Rounds that handling an element takes: a look-up or two, a property made. */
const ROUNDS_PER_ELEMENT = 128

export const CHANGES: Changes = {
  counterWord: COUNTER_WORD,
  deep: [
    // JSON.parse, JSON.stringify.
    { index: 484, bytes: 320 },
    { index: 485, bytes: 384 },
    // The parser: assignment, unary and postfix expressions, functions.
    { index: 225, bytes: 320 },
    { index: 282, bytes: 160 },
    { index: 605, bytes: 64 },
    { index: 260, bytes: 256 },
    // Proxies: construct, preventExtensions, getPrototypeOf, get, has, define, delete, own keys.
    { index: 1058, bytes: 192 },
    { index: 413, bytes: 192 },
    { index: 249, bytes: 192 },
    { index: 927, bytes: 128 },
    { index: 928, bytes: 64 },
    { index: 929, bytes: 192 },
    { index: 930, bytes: 192 },
    { index: 931, bytes: 192 },
    // Conversions to primitives, constructors, generators and async functions, bound functions.
    { index: 182, bytes: 160 },
    { index: 127, bytes: 64 },
    { index: 575, bytes: 160 },
    { index: 345, bytes: 288 },
    { index: 1003, bytes: 384 },
    // Array.prototype.flat and join, instanceof, iteration.
    { index: 849, bytes: 256 },
    { index: 1273, bytes: 384 },
    { index: 1235, bytes: 192 },
    { index: 786, bytes: 64 },
    { index: 309, bytes: 192 },
    { index: 1263, bytes: 256 },
  ],
  metered: [
    // Comparing and hashing text.
    { index: 126, leave: 'zero' },
    { index: 861, leave: 'zero' },
    { index: 524 },
    // Searching it.
    { index: 597, leave: 'minusOne' },
    { index: 1327, leave: 'undefined' },
    // String.prototype: normalize; toUpperCase and the like; trim; pad; split; toWellFormed; iteration.
    ...[382, 596, 857, 858].map((index) => ({ index })),
    { index: 595, leave: 'minusOne' },
    ...[639, 640, 1311, 352, 1316, 272, 1317, 1324, 1328, 1182].map((index) => ({ index })),
    // encodeURIComponent, escape and their opposites; numbers in text.
    ...[593, 1286, 1288, 1289, 353].map((index) => ({ index })),
    // BigInt: multiplication, text, division, and a helper of theirs.
    { index: 552, leave: 'zero' },
    { index: 749, leave: 'exception' },
    { index: 767, leave: 'zero' },
    { index: 428 },
    // Typed arrays: fill, copyWithin, set, indexOf, reverse; sorting.
    ...[990, 993, 996, 265, 664, 273, 992].map((index) => ({ index })),
    // JSON, numbers into text, String.prototype.repeat, compiling expressions, keys of objects.
    ...[484, 485, 306, 495, 591, 834, 162, 590, 1319, 290, 92].map((index) => ({ index })),
    // Arrays: includes, reverse, indexOf, copies, concat; moving memory.
    ...[487, 1271, 1275, 1109, 1279, 1161, 1331, 400].map((index) => ({ index })),
    // What is made of each element of a collection or property of an object, by its name in QuickJS's tables: the constructors
    // of Map and Set; union to isDisjointFrom; groupBy; Object.fromEntries, assign and spread, keys and the like,
    // getOwnPropertyDescriptors, freeze, isFrozen.
    ...[
      208, 935, 936, 937, 938, 939, 940, 941, 948, 1217, 1211, 1213, 791, 302, 1215, 690, 1212,
      1283, 1253, 1262, 1274,
    ].map((index) => ({ index, weight: ROUNDS_PER_ELEMENT })),
  ],
  mended: [
    // The collector went through an `arguments` object that is alive (`js_mapped_arguments_mark`) into the running function's
    // variables, which are no objects of its own, and beyond the memory: it leaves alone what is not detached, as later releases
    // do. https://github.com/quickjs-ng/quickjs/issues/1400
    // `if (ref)` becomes `if (ref && ref->is_detached)`.
    {
      index: 1103,
      code: [0x22, 6, 0x04, 0x40],
      by: [0x22, 6, 0x04, 0x7f, 0x20, 6, 0x2d, 0, 5, 0x05, 0x41, 0, 0x0b, 0x04, 0x40],
    },
  ],
  ticked: [
    { index: 111, kind: 'tryGet' },
    { index: 169, kind: 'get' },
    { index: 151, kind: 'set' },
    // What an iterator brings next: spreads.
    { index: 61, kind: 'get' },
  ],
}

// Where that build keeps what `image.ts` looks into, in 32-bit words unless said otherwise.

/** JSRuntime, and its size in bytes. */
export const RUNTIME = {
  bytes: 272,
  atoms: 15,
  objects: 22,
  frame: 39,
  shapeBits: 61,
  shapeTableSize: 62,
  shapeTable: 64,
  data: 65,
} as const

/** JSContext; the random state and the time before it have two words each. */
export const CONTEXT = { timeOrigin: COUNTER_WORD - 4, randomState: COUNTER_WORD - 2 } as const

/** JSGCObjectHeader: `kind` in the word's low four bits. JSObject: its class in the upper 16 bits, and what that keeps. */
export const OBJECT = { kind: 1, class: 1, link: 2, data: 8 } as const
export const GC_KIND = { object: 0, bytecode: 1, shape: 2 } as const

/** JSFunctionBytecode: its size in bytes, then constants of 8 bytes each, then what never changes. */
export const BYTECODE = {
  code: 5,
  codeBytes: 6,
  constantCount: 13,
  file: 16,
  line: 17,
  linesBytes: 20,
  lines: 21,
  source: 22,
  bytes: 92,
} as const

/** Classes of JSObject whose data is a JSFunctionBytecode: functions, generators, async functions, async generators. */
export const FUNCTION_CLASSES: ReadonlySet<number> = new Set([13, 17, 54, 58])

/** JSStackFrame: who called, what is called, and the instruction after the one that it is at. */
export const FRAME = { caller: 0, callee: 2, next: 7 } as const

/** JSString behind an atom. */
export const ATOM = { length: 1, text: 7 } as const

/** How a step of BYTECODE.lines that is one byte joins instructions and lines. */
export const LINES = { base: -1, range: 5 } as const

/** JSShape; two words to each of its properties, flags in the first one's upper six bits, the atom in the second. */
export const SHAPE = {
  isHashed: 4,
  hash: 5,
  count: 8,
  next: 10,
  prototype: 11,
  properties: 12,
} as const

/** JSMapState and its records' links; classes from Map to WeakSet; tags of keys that are found by address. */
export const MAP = {
  classes: [36, 37, 38, 39],
  records: 1,
  link: 3,
  keyTag: 9,
  tags: [-1, -8],
} as const
