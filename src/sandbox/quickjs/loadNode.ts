import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import {
  createQuickJsRuntime,
  type QuickJsAssets,
  type QuickJsRuntime,
} from './createQuickJsRuntime.ts'

/** QuickJS's `.wasm` file and the texts of `node/` and `sdk/`, as they lie on disk. */
export function readAssets(): QuickJsAssets {
  const require = createRequire(import.meta.url)
  const wasm = readFileSync(require.resolve('@jitl/quickjs-ng-wasmfile-release-sync/wasm'))
  const sources: Record<string, string> = {}
  for (const folder of ['node', 'sdk']) {
    const root = fileURLToPath(new URL(`../${folder}/`, import.meta.url))
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.cjs')) {
        sources[`${folder}/${name.replaceAll('\\', '/')}`] = readFileSync(root + name, 'utf8')
      }
    }
  }
  return { wasm, sources }
}

/** The QuickJS runtime under Node.js: command line, tests, benchmarks. */
export const loadQuickJs = (): QuickJsRuntime => createQuickJsRuntime(readAssets())
