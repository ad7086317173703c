import { readFileSync } from 'node:fs'

/** The scripts that the page itself names: what must come before anything is on the screen. */
const html = readFileSync('dist/index.html', 'utf8')
const scripts = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(
  ([, file]) => `dist/${file}`,
)

export default [{ name: 'first load, before the editor', path: scripts, limit: '250 kB', gzip: true }]
