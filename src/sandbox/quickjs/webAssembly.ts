/** The few parts of WebAssembly's JavaScript API that the driver uses; the engine program has no DOM types. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

export interface WasmGlobal {
  value: number
}

export interface WasmTable {
  get(index: number): unknown
  set(index: number, value: unknown): void
  grow(by: number): number
}

export type WasmFunction = (...args: readonly (number | bigint)[]) => number

export type WasmImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>
}

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: WasmImports) => WasmInstance
  readonly Memory: new (limits: {
    readonly initial: number
    readonly maximum: number
  }) => WasmMemory
}

/** WebAssembly of the host, which every host has. */
export const { Module, Instance, Memory } = (
  globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }
).WebAssembly

/** The function exported as `name`. */
export function exportedFunction(instance: WasmInstance, name: string): WasmFunction {
  const found = instance.exports[name]
  if (typeof found !== 'function') throw new TypeError(`no wasm export ${name}`)
  return found as WasmFunction
}

/** Unsigned LEB128, the integer format of the wasm binary. */
export function encodeLeb(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  bytes.push(rest)
  return bytes
}

/** Signed LEB128. */
export function encodeSignedLeb(value: number): number[] {
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

/** The type of a 32-bit integer. */
export const I32 = 0x7f

/** Goes over a wasm binary, or a part of one. */
export interface Reader {
  readonly leb: () => number
  readonly skip: (bytes: number) => void
  readonly byte: () => number
  readonly at: () => number
}

export function createReader(bytes: Uint8Array): Reader {
  let at = 0
  const byte = (): number => bytes[at++] ?? 0
  return {
    byte,
    at: () => at,
    skip: (count) => {
      at += count
    },
    leb() {
      let value = 0
      for (let shift = 0; ; shift += 7) {
        const next = byte()
        value |= (next & 0x7f) << shift
        if (next < 0x80) return value >>> 0
      }
    },
  }
}
