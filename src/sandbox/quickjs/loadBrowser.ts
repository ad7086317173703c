import wasmUrl from '@jitl/quickjs-ng-wasmfile-release-sync/wasm?url'
import { createQuickJsRuntime, type QuickJsRuntime } from './createQuickJsRuntime.ts'

/** The QuickJS runtime in a browser's worker: Vite gives the wasm file a URL relative to the built script. */
export async function loadQuickJs(): Promise<QuickJsRuntime> {
  const sources = import.meta.glob<string>(['../node/**/*.cjs', '../sdk/**/*.cjs'], {
    query: '?raw',
    import: 'default',
    eager: true,
  })
  const response = await fetch(wasmUrl)
  if (!response.ok) throw new Error(`QuickJS could not be fetched: HTTP ${response.status}`)
  return createQuickJsRuntime({ wasm: new Uint8Array(await response.arrayBuffer()), sources })
}
