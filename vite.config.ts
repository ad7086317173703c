import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

/** Every module that the page needs before anything is on the screen: what its entry imports, and they import in turn. */
function findFirstLoad(modules: Modules): ReadonlySet<string> {
  const found = new Set([fileURLToPath(new URL('src/main.tsx', import.meta.url))])
  for (const id of found) {
    for (const imported of modules.getModuleInfo(id)?.importedIds ?? []) found.add(imported)
  }
  return found
}

let firstLoad: ReadonlySet<string> | undefined

/** Keeps the first load in one file: cut up by who else imports a module, it is larger and takes more requests. */
const nameChunk = (id: string, modules: Modules): string | null =>
  (firstLoad ??= findFirstLoad(modules)).has(id) ? 'first' : null

export default defineConfig({
  // Relative, so that the build works from any sub-path, such as a project page.
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  // Workers are no imports of the page: their dependencies, found late, would make the dev server reload a page in use.
  optimizeDeps: {
    entries: [
      'index.html',
      'src/worker/sim.worker.ts',
      'src/ui/editor/**/*worker*.ts',
      'src/ui/editor/workers/*.ts',
    ],
  },
  // Icons are files of their own: inlined, they would stand in the first script.
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 4_000,
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: nameChunk }] } } },
  },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], testTimeout: 60_000 },
})
