import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const changedAt = (file: string): number => statSync(file).mtimeMs

/** Builds the app into `folder` unless what is there is newer than every source. */
export async function ensureBuild(folder: string): Promise<void> {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  const files = sources.filter((file) => !file.includes('.test.')).map((file) => join('src', file))
  const others = ['index.html', 'vite.config.ts', 'package-lock.json']
  const page = join(folder, 'index.html')
  const newest = Math.max(...[...files, ...others].map(changedAt))
  if (existsSync(page) && changedAt(page) > newest) return
  console.log('The build is older than its sources: building anew.')
  await build({ logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } })
}
