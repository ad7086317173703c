import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { createQuickJsRuntime, type QuickJsRuntime } from './createQuickJsRuntime.ts'

/** The QuickJS runtime under Node.js: command line, tests, benchmarks. */
export function loadQuickJs(): QuickJsRuntime {
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
  return createQuickJsRuntime({ wasm, sources })
}
