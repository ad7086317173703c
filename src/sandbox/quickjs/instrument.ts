import { concatBytes } from '@noble/hashes/utils.js'
import { meter } from './meter.ts'
import { createReader, encodeLeb, encodeSignedLeb, I32 } from './webAssembly.ts'

/**
 * Changes to QuickJS's compiled code, made when it is loaded: the body of each function named here moves to the end of
 * the code section and a wrapper takes its index, so that every caller goes by the wrapper.
 */
export interface Changes {
  /**
   * QuickJS measures its own stack (the one in linear memory), but what ends first is the host's, where wasm keeps its
   * frames: a native that needs little of the former runs past the latter, which kills the instance with all the
   * environments in it, at a depth that differs between hosts. A deep function takes `bytes` of the former at each
   * entry: QuickJS's own check then strikes first, at the same depth everywhere.
   */
  readonly deep: readonly { readonly index: number; readonly bytes: number }[]
  /** Functions that natives call for each element, `context` first: a tick each, so that `[].indexOf` is work too. */
  readonly ticked: readonly { readonly index: number; readonly kind: TickKind }[]
  /**
   * Functions whose loops are metered (`meter.ts`), what they answer where no time is left (those that may stop midway), and how
   * many rounds one of theirs counts for where it does much.
   */
  readonly metered: readonly {
    readonly index: number
    readonly leave?: LeaveKind
    readonly weight?: number
  }[]
  /** Faults of QuickJS's that are mended: what stands once in a function's code, and what stands there in its place. */
  readonly mended: readonly {
    readonly index: number
    readonly code: readonly number[]
    readonly by: readonly number[]
  }[]
  /** Word of `JSContext.interrupt_counter`. */
  readonly counterWord: number
}

/** What a metered function answers when it may not go on: nothing, zero, -1, an exception or undefined. */
type LeaveKind = 'zero' | 'minusOne' | 'exception' | 'undefined'

/** What a ticked function answers when it may not go on, and whether it must have run (it owns an argument). */
type TickKind = 'get' | 'tryGet' | 'set'

interface Section {
  readonly id: number
  readonly body: Uint8Array
}

const TYPE_SECTION = 1
const IMPORT_SECTION = 2
const FUNCTION_SECTION = 3
const TABLE_SECTION = 4
const GLOBAL_SECTION = 6
const EXPORT_SECTION = 7
const CODE_SECTION = 10
const HEADER_BYTES = 8

/** Emscripten's `__stack_pointer` is the first global. */
const STACK_POINTER = 0

function readSections(binary: Uint8Array): readonly Section[] {
  const sections: Section[] = []
  const reader = createReader(binary)
  reader.skip(HEADER_BYTES)
  while (reader.at() < binary.length) {
    const id = reader.byte()
    const length = reader.leb()
    sections.push({ id, body: binary.subarray(reader.at(), reader.at() + length) })
    reader.skip(length)
  }
  return sections
}

/** How many functions are imported: they come first in the index space. */
function countImportedFunctions(body: Uint8Array): number {
  const reader = createReader(body)
  let functions = 0
  for (let left = reader.leb(); left > 0; left--) {
    reader.skip(reader.leb())
    reader.skip(reader.leb())
    const kind = reader.byte()
    if (kind === 0) {
      functions++
      reader.leb()
      continue
    }
    // table: type and limits; memory: limits; global: type and mutability.
    if (kind === 1) reader.skip(1)
    if (kind === 3) reader.skip(2)
    else if (reader.byte() === 0) reader.leb()
    else {
      reader.leb()
      reader.leb()
    }
  }
  return functions
}

interface FunctionType {
  readonly parameters: readonly number[]
  readonly results: readonly number[]
}

function readTypes(body: Uint8Array): readonly FunctionType[] {
  const reader = createReader(body)
  const readList = (): readonly number[] => Array.from({ length: reader.leb() }, reader.byte)
  return Array.from({ length: reader.leb() }, () => {
    reader.skip(1)
    return { parameters: readList(), results: readList() }
  })
}

const readTypeIndices = (body: Uint8Array): number[] => {
  const reader = createReader(body)
  return Array.from({ length: reader.leb() }, reader.leb)
}

function readBodies(body: Uint8Array): Uint8Array[] {
  const reader = createReader(body)
  return Array.from({ length: reader.leb() }, () => {
    const length = reader.leb()
    const from = reader.at()
    reader.skip(length)
    return body.subarray(from, from + length)
  })
}

const moveStack = (bytes: number, instruction: number): number[] =>
  [
    [0x23, STACK_POINTER],
    [0x41, ...encodeSignedLeb(bytes), instruction],
    [0x24, STACK_POINTER],
  ].flat()
const I32_ADD = 0x6a
const I32_SUB = 0x6b

const forward = (target: number, parameters: number): number[] => [
  ...Array.from({ length: parameters }, (_, local) => [0x20, ...encodeLeb(local)]).flat(),
  0x10,
  ...encodeLeb(target),
]

const deepWrapper = (target: number, parameters: number, bytes: number): readonly number[] => [
  0,
  ...moveStack(bytes, I32_SUB),
  ...forward(target, parameters),
  ...moveStack(bytes, I32_ADD),
  0x0b,
]

/** JSValues of this build: the tag is the high word. JS_EXCEPTION is 6, JS_UNDEFINED 3. */
const valueOfTag = (tag: number): number[] => [0x42, tag, 0x42, 32, 0x86]
const MINUS_ONE = [0x41, 0x7f]
const RETURN = 0x0f

/** What one such element costs: some 10 ns in V8 too, though QuickJS takes up to 120. */
const TICKS_PER_ELEMENT = 1

/** Takes ticks of the context in local 0; where the counter runs out, asks the host whether to `leave`. */
const tick = (counter: number, poll: readonly number[], leave: readonly number[]): number[] =>
  [
    [0x20, 0, 0x20, 0, 0x28, 2, ...encodeLeb(counter), 0x41, TICKS_PER_ELEMENT, I32_SUB],
    [0x36, 2, ...encodeLeb(counter)],
    [0x20, 0, 0x28, 2, ...encodeLeb(counter), 0x41, 0, 0x4c],
    [0x04, 0x40, ...poll, 0x04, 0x40, ...leave, RETURN, 0x0b, 0x0b],
  ].flat()

function tickWrapper(
  kind: TickKind,
  target: number,
  parameters: number,
  setting: { readonly counter: number; readonly poll: readonly number[] },
): readonly number[] {
  const { counter, poll } = setting
  const run = forward(target, parameters)
  if (kind === 'set') {
    // It frees the value that it is given, so it runs first.
    return [
      1,
      1,
      I32,
      ...run,
      0x21,
      parameters,
      ...tick(counter, poll, MINUS_ONE),
      0x20,
      parameters,
      0x0b,
    ]
  }
  const answer = kind === 'get' ? valueOfTag(6) : MINUS_ONE
  const clear = kind === 'get' ? [] : [0x20, 3, ...valueOfTag(3), 0x37, 3, 0]
  return [0, ...tick(counter, poll, [...clear, ...answer]), ...run, 0x0b]
}

function bodyOf(sections: readonly Section[], id: number): Uint8Array {
  const found = sections.find((section) => section.id === id)
  if (found === undefined) throw new TypeError(`no wasm section ${id}`)
  return found.body
}

/** The minimum size of the first table: where the first function goes that is added to it. */
const readTableSize = (body: Uint8Array): number => {
  const reader = createReader(body)
  reader.skip(3)
  return reader.leb()
}

const LEAVES: Readonly<Record<LeaveKind, readonly number[]>> = {
  zero: [0x41, 0],
  minusOne: MINUS_ONE,
  exception: valueOfTag(6),
  undefined: valueOfTag(3),
}

/** The name under which the budget of metered loops is exported. */
export const ROUNDS = 'rounds'
/**
 * That of the first table. Emscripten leaves it private, and the driver must put its own allocator and promise tracker into
 * it. https://webassembly.github.io/spec/core/binary/modules.html#export-section
 */
export const TABLE = 'table'

/**
 * The changed binary, and where in its table the function `(context) → whether to stop` is expected; after it comes
 * `() → rounds` for metered loops.
 */
export function instrument(
  binary: Uint8Array,
  changes: Changes,
): { readonly binary: Uint8Array; readonly pollIndex: number } {
  const sections = readSections(binary)
  const imported = countImportedFunctions(bodyOf(sections, IMPORT_SECTION))
  const signatures = readTypes(bodyOf(sections, TYPE_SECTION))
  const types = readTypeIndices(bodyOf(sections, FUNCTION_SECTION))
  const bodies = readBodies(bodyOf(sections, CODE_SECTION))
  const pollIndex = readTableSize(bodyOf(sections, TABLE_SECTION))
  const pollType = signatures.findIndex(
    ({ parameters, results }) =>
      parameters.length === 1 && parameters[0] === I32 && results[0] === I32,
  )
  const poll = [0x20, 0, 0x41, ...encodeSignedLeb(pollIndex), 0x11, ...encodeLeb(pollType), 0]
  const wrap = (
    index: number,
    make: (target: number, parameters: number) => readonly number[],
  ): void => {
    const own = index - imported
    const type = types[own]
    const body = bodies[own]
    if (type === undefined || body === undefined) throw new TypeError(`no wasm function ${index}`)
    const parameters = signatures[type]?.parameters.length ?? 0
    bodies[own] = Uint8Array.from(make(imported + bodies.length, parameters))
    bodies.push(body)
    types.push(type)
  }
  const refuelType = signatures.findIndex(
    ({ parameters, results }) => parameters.length === 0 && results[0] === I32,
  )
  const refuel = [0x41, ...encodeSignedLeb(pollIndex + 1), 0x11, ...encodeLeb(refuelType), 0]
  const global = createReader(bodyOf(sections, GLOBAL_SECTION)).leb()
  for (const { index, leave, weight = 1 } of changes.metered) {
    const own = index - imported
    const body = bodies[own]
    if (body === undefined) throw new TypeError(`no wasm function ${index}`)
    const parameters = signatures[types[own] ?? 0]?.parameters.length ?? 0
    const left = leave === undefined ? [] : LEAVES[leave]
    bodies[own] = meter(body, { global, refuel, parameters, leave: left, weight })
  }
  for (const { index, code, by } of changes.mended) {
    const body = bodies[index - imported]
    if (body === undefined) throw new TypeError(`no wasm function ${index}`)
    bodies[index - imported] = replaceOnce(body, code, by)
  }
  for (const { index, bytes } of changes.deep) {
    wrap(index, (target, parameters) => deepWrapper(target, parameters, bytes))
  }
  const setting = { counter: 4 * changes.counterWord, poll }
  for (const { index, kind } of changes.ticked) {
    wrap(index, (target, parameters) => tickWrapper(kind, target, parameters, setting))
  }
  return { binary: assemble(binary, sections, types, bodies), pollIndex }
}

function replaceOnce(body: Uint8Array, code: readonly number[], by: readonly number[]): Uint8Array {
  const stands = (at: number): boolean => code.every((byte, step) => body[at + step] === byte)
  const places = Array.from(body.keys()).filter(stands)
  const [at] = places
  if (at === undefined || places.length > 1) throw new TypeError('other code than was to be mended')
  return Uint8Array.from([...body.subarray(0, at), ...by, ...body.subarray(at + code.length)])
}

const KIND_TABLE = 1
const KIND_GLOBAL = 3

/** A section's content, a vector, with more items. */
function append(body: Uint8Array, ...items: readonly (readonly number[])[]): Uint8Array {
  const reader = createReader(body)
  const count = reader.leb() + items.length
  return Uint8Array.from([...encodeLeb(count), ...body.subarray(reader.at()), ...items.flat()])
}

const exported = (name: string, kind: number, index: number): readonly number[] => [
  name.length,
  ...Array.from(name, (letter) => letter.charCodeAt(0)),
  kind,
  ...encodeLeb(index),
]

function assemble(
  binary: Uint8Array,
  sections: readonly Section[],
  types: readonly number[],
  bodies: readonly Uint8Array[],
): Uint8Array {
  const replaced = (id: number, body: Uint8Array): Uint8Array => {
    if (id === FUNCTION_SECTION) {
      return Uint8Array.from([...encodeLeb(types.length), ...types.flatMap((t) => encodeLeb(t))])
    }
    if (id === GLOBAL_SECTION) return append(body, [I32, 1, 0x41, 0, 0x0b])
    if (id === EXPORT_SECTION) {
      const global = createReader(bodyOf(sections, GLOBAL_SECTION)).leb()
      return append(body, exported(ROUNDS, KIND_GLOBAL, global), exported(TABLE, KIND_TABLE, 0))
    }
    if (id !== CODE_SECTION) return body
    const parts = bodies.flatMap((code) => [Uint8Array.from(encodeLeb(code.length)), code])
    return concatBytes(Uint8Array.from(encodeLeb(bodies.length)), ...parts)
  }
  return concatBytes(
    binary.subarray(0, HEADER_BYTES),
    ...sections.flatMap(({ id, body }) => {
      const content = replaced(id, body)
      return [Uint8Array.from([id, ...encodeLeb(content.length)]), content]
    }),
  )
}
