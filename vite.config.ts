import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

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
  build: { target: 'es2022', chunkSizeWarningLimit: 4_000, assetsInlineLimit: 0 },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], testTimeout: 60_000 },
})
