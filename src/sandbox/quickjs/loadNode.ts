import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import {
  createQuickJsRuntime,
  type QuickJsAssets,
  type QuickJsRuntime,
} from './createQuickJsRuntime.ts'

/** QuickJS's `.wasm` file and the texts of `node/` and `sdk/`, as they lie on disk. */
export function readAssets(): QuickJsAssets {
  const require = createRequire(import.meta.url)
  const wasm = readFileSync(require.resolve('@jitl/quickjs-ng-wasmfile-release-sync/wasm'))
  // By the package's own name for the folder: this module may stand in a bundle elsewhere.
  const root = dirname(require.resolve('#sandbox/runtime.ts'))
  const sources: Record<string, string> = {}
  for (const folder of ['node', 'sdk']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.cjs')) {
        const path = `${folder}/${name.replaceAll('\\', '/')}`
        sources[path] = readFileSync(join(root, path), 'utf8')
      }
    }
  }
  return { wasm, sources }
}

/** The QuickJS runtime under Node.js: command line, tests, benchmarks. */
export const loadQuickJs = (): QuickJsRuntime => createQuickJsRuntime(readAssets())
