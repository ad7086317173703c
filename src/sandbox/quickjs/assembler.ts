import { encodeLeb, encodeSignedLeb, I32 } from './webAssembly.ts'

/** Instructions of one function's code, or a piece of it. */
export type Code = readonly number[]

export const I64 = 0x7e

// Instructions. https://webassembly.github.io/spec/core/binary/instructions.html
// An operand is code that leaves one value; a number stands for itself.
const operand = (value: Code | number): Code =>
  typeof value === 'number' ? [0x41, ...encodeSignedLeb(value)] : value
const binary =
  (opcode: number) =>
  (left: Code | number, right: Code | number): Code => [...operand(left), ...operand(right), opcode]

export const get = (local: number): Code => [0x20, local]
export const set = (local: number, value: Code | number): Code => [...operand(value), 0x21, local]
/** Sets a local and leaves its value. */
export const tee = (local: number, value: Code | number): Code => [...operand(value), 0x22, local]
export const getGlobal = (index: number): Code => [0x23, index]
export const setGlobal = (index: number, value: Code | number): Code => [
  ...operand(value),
  0x24,
  index,
]
export const call = (index: number, ...args: readonly (Code | number)[]): Code => [
  ...args.flatMap(operand),
  0x10,
  index,
]
/** The 32-bit word at `address` + `offset` bytes. */
export const load = (address: Code | number, offset = 0): Code => [
  ...operand(address),
  0x28,
  2,
  ...encodeLeb(offset),
]
export const store = (address: Code | number, value: Code | number, offset = 0): Code => [
  ...operand(address),
  ...operand(value),
  0x36,
  2,
  ...encodeLeb(offset),
]
export const add = binary(0x6a)
export const sub = binary(0x6b)
export const mul = binary(0x6c)
export const and = binary(0x71)
export const or = binary(0x72)
export const shiftLeft = binary(0x74)
/** Unsigned. */
export const shiftRight = binary(0x76)
export const greater = binary(0x4b)
export const lessOrEqual = binary(0x4d)
export const isZero = (value: Code): Code => [...value, 0x45]
export const leadingZeros = (value: Code): Code => [...value, 0x67]
export const select = (yes: Code, no: Code, condition: Code): Code => [
  ...yes,
  ...no,
  ...condition,
  0x1b,
]
export const drop = (value: Code): Code => [...value, 0x1a]
export const giveBack = (value: Code | number): Code => [...operand(value), 0x0f]
export const LEAVE: Code = [0x0f]
export const copyMemory = (to: Code, from: Code, bytes: Code): Code => [
  ...to,
  ...from,
  ...bytes,
  0xfc,
  10,
  0,
  0,
]
export const fillMemory = (at: Code, value: number, bytes: Code): Code => [
  ...at,
  ...operand(value),
  ...bytes,
  0xfc,
  11,
  0,
]
export const when = (condition: Code, ...body: readonly Code[]): Code => [
  ...condition,
  0x04,
  0x40,
  ...body.flat(),
  0x0b,
]
/** One of two values. */
export const choose = (condition: Code, yes: Code, no: Code): Code => [
  ...condition,
  0x04,
  I32,
  ...yes,
  0x05,
  ...no,
  0x0b,
]

/** A function of the module. Locals beyond its parameters are 32-bit integers. */
export interface Body {
  readonly name: string
  readonly parameters: readonly number[]
  readonly results: readonly number[]
  readonly locals: number
  readonly code: readonly Code[]
}

/** A function that the module takes from its host, of `env`. */
export interface Import {
  readonly name: string
  readonly parameters: readonly number[]
  readonly results: readonly number[]
}

const vector = (items: readonly Code[]): Code => [...encodeLeb(items.length), ...items.flat()]
const section = (id: number, content: Code): Code => [id, ...encodeLeb(content.length), ...content]
const text = (value: string): Code => [
  value.length,
  ...Array.from(value, (character) => character.charCodeAt(0)),
]
const functionType = ({ parameters, results }: Pick<Body, 'parameters' | 'results'>): Code => [
  0x60,
  ...vector(parameters.map((type) => [type])),
  ...vector(results.map((type) => [type])),
]

/**
 * The binary of a module that imports `env.memory` and `imports`, exports every body under its name and has `globals`
 * mutable 32-bit globals. Imported functions come first in the index space.
 * https://webassembly.github.io/spec/core/binary/modules.html
 */
export function assembleModule(
  imports: readonly Import[],
  bodies: readonly Body[],
  globals: number,
): Uint8Array {
  const types = [...imports, ...bodies].map(functionType)
  const imported = imports.map(({ name }, type) => [...text('env'), ...text(name), 0, type])
  imported.push([...text('env'), ...text('memory'), 2, 0, 1])
  const codes = bodies.map(({ locals, code }) => {
    const declared = locals === 0 ? [0] : [1, locals, I32]
    const body = [...declared, ...code.flat(), 0x0b]
    return [...encodeLeb(body.length), ...body]
  })
  const preamble = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
  return new Uint8Array([
    ...preamble,
    ...section(1, vector(types)),
    ...section(2, vector(imported)),
    ...section(3, vector(bodies.map((_, index) => [index + imports.length]))),
    ...section(6, vector(Array.from({ length: globals }, () => [I32, 1, ...operand(0), 0x0b]))),
    ...section(7, vector(bodies.map((b, i) => [...text(b.name), 0, i + imports.length]))),
    ...section(10, vector(codes)),
  ])
}
