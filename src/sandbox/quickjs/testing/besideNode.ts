import { createRequire } from 'node:module'
import { inspect } from 'node:util'
import { runInThisContext } from 'node:vm'
import type { QuickJsRuntime } from '../createQuickJsRuntime.ts'
import { runOnce, type Scene } from '../testing.ts'

type Body = (require: NodeJS.Require, log: (...items: unknown[]) => void) => Promise<void>

/** Lets what was begun come to its end: closing, emitting, timers of some milliseconds. */
const LINGER = 'await new Promise((resolve) => setTimeout(resolve, 30))'

/** What the body of an async function logs, by `log`, inside the sandbox and in Node.js itself. */
export async function besideNode(
  quickJs: QuickJsRuntime,
  body: string,
  scene: Partial<Scene> = {},
): Promise<{ inside: readonly unknown[]; outside: readonly string[] }> {
  const code = `
    const { inspect } = require('node:util')
    exports.handler = async () => {
      const out = []
      const log = (...items) => out.push(items.map((x) => (typeof x === 'string' ? x : inspect(x))).join(' '))
      await (async () => { ${body} })()
      ${LINGER}
      return out
    }`
  const step = runOnce(quickJs, {
    ...scene,
    files: { 'index.js': code, ...scene.files },
    limits: { memoryMiB: 512, cpuShare: 1, ...scene.limits },
  })
  if (step.type !== 'returned') throw new Error(JSON.stringify(step))
  const outside: string[] = []
  const run = runInThisContext(`(async (require, log) => { ${body}; ${LINGER} })`) as Body
  await run(createRequire(import.meta.url), (...items) => {
    outside.push(items.map((x) => (typeof x === 'string' ? x : inspect(x))).join(' '))
  })
  const inside: unknown = JSON.parse(step.payload)
  return { inside: Array.isArray(inside) ? inside : [], outside }
}
