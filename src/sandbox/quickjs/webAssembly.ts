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

const EXPORT_SECTION = 7
const KIND_TABLE = 1

/**
 * The same binary with its first table exported as `name`. Emscripten leaves it private, and the driver must put its
 * own allocator and promise tracker into it. https://webassembly.github.io/spec/core/binary/modules.html#export-section
 */
export function exportTable(binary: Uint8Array, name: string): Uint8Array {
  let at = 8
  const readLeb = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++] ?? 0
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  while (at < binary.length) {
    const start = at
    const section = binary[at++]
    const end = readLeb() + at
    if (section !== EXPORT_SECTION) {
      at = end
      continue
    }
    const count = readLeb()
    const entry = [name.length, ...Array.from(name, (c) => c.charCodeAt(0)), KIND_TABLE, 0]
    const body = [...encodeLeb(count + 1), ...binary.subarray(at, end), ...entry]
    const header = [EXPORT_SECTION, ...encodeLeb(body.length)]
    const patched = new Uint8Array(start + header.length + body.length + binary.length - end)
    patched.set(binary.subarray(0, start))
    patched.set(header, start)
    patched.set(body, start + header.length)
    patched.set(binary.subarray(end), start + header.length + body.length)
    return patched
  }
  throw new TypeError('not a wasm binary with exports')
}
