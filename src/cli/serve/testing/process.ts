import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A server of an empty account in a process of its own, on a free port; tables are there at once. */
export async function startProcess(
  more: readonly string[] = [],
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      'src/cli/main.ts',
      'serve',
      '--empty',
      '--port',
      '0',
      '--table-ms',
      '0',
    ].concat(more),
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [told] = (await once(child.stdout, 'data')) as [Buffer]
  const port = Number(/:(\d+) \(region/.exec(told.toString())?.[1])
  return { child, port }
}
