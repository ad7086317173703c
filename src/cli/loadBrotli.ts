import { createRequire } from 'node:module'
import type { LoadBrotli } from '#contracts/brotli.ts'

type BrotliWasm = typeof import('brotli-wasm')

/** brotli-wasm under Node.js: WebAssembly, because its arithmetic has the same bits on every engine, and not `node:zlib`, whose version differs. */
export const loadBrotli: LoadBrotli = async () => {
  // Its build for ES modules fetches the file, which Node.js does of no file.
  const { compress } = createRequire(import.meta.url)('brotli-wasm') as BrotliWasm
  return (bytes, quality) => compress(bytes, { quality })
}
