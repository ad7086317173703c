import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { loadQuickJs } from './loadNode.ts'
import { runRecursions } from './recursions.ts'

/** The same in a Node.js of its own whose stack has `kibibytes`; a Chromium worker has some 450. */
function runWithStack(kibibytes: number, flags: readonly string[]): unknown {
  const code = `
    import { loadQuickJs } from '${new URL('./loadNode.ts', import.meta.url).href}'
    import { runRecursions } from '${new URL('./recursions.ts', import.meta.url).href}'
    process.stdout.write(JSON.stringify(runRecursions(loadQuickJs())))`
  const args = [`--stack-size=${kibibytes}`, ...flags, '--import', 'tsx']
  const cwd = fileURLToPath(new URL('../../../', import.meta.url))
  const text = execFileSync('node', [...args, '--input-type=module', '--eval', code], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1e7,
  })
  return JSON.parse(text)
}

// "RangeError: Maximum call stack size exceeded": https://nodejs.org/api/errors.html#class-rangeerror
test('however a handler recurses, its own stack ends, never the host’s, and at the same depth on any host', () => {
  const here = runRecursions(loadQuickJs())
  expect(here.filter(([, outcome]) => outcome.includes('Runtime exited'))).toEqual([])
  expect(
    here.filter(([, outcome]) => outcome.includes('Maximum call stack')).length,
  ).toBeGreaterThan(60)
  expect(runWithStack(400, [])).toEqual(here)
  expect(runWithStack(400, ['--no-liftoff'])).toEqual(here)
}, 180_000)
