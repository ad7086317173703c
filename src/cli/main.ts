import './tuneV8.ts'
import { readFileSync } from 'node:fs'
import { loadQuickJs } from '#sandbox/quickjs/loadNode.ts'
import { runCli } from './command.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => console.log(text),
  err: (text) => console.error(text),
  readFile: (path) => readFileSync(path, 'utf8'),
  loadHandlers: loadQuickJs,
  wallMs: () => performance.now(),
})
