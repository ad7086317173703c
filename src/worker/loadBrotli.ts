import type { SimulationOptions } from '#simulation/createSimulation.ts'

/** brotli-wasm in a browser, fetched when a distribution first packs with it. */
export const loadBrotli: NonNullable<SimulationOptions['brotli']> = async () => {
  const { default: loading } = await import('brotli-wasm')
  const { compress } = await loading
  return (bytes, quality) => compress(bytes, { quality })
}
