import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BadInput } from '../input.ts'

const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST'

/**
 * When a process began, in the kernel's ticks; null where the system does not tell. Ids are given again, beginnings are
 * not. One that has died and only waits for its parent to hear of it is no more.
 */
function beginOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold anything; the state comes after it, and the 22nd field of all is the 20th of these.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? 'dead' : (fields[18] ?? null)
  } catch {
    return null
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's process: there, but not ours to signal.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Whether the process that wrote a lock is still at work; one that was killed is not. */
function isHeld(text: string): boolean {
  const [pid = '', begin = ''] = text.trim().split(' ')
  const number = Number(pid)
  if (!Number.isSafeInteger(number) || number <= 0 || !isAlive(number)) return false
  const now = beginOf(number)
  return now === null || begin === '' || now === begin
}

/** Takes a directory for this process alone; answers how to let go of it. Refuses where another process has it. */
export function lockDir(dir: string): () => void {
  const path = join(dir, 'lock')
  const mine = `${process.pid} ${beginOf(process.pid) ?? ''}`
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, mine, { flag: 'wx' })
      return () => rmSync(path, { force: true })
    } catch (error) {
      if (!isTaken(error)) throw error
    }
    const holder = readFileSync(path, 'utf8')
    if (isHeld(holder)) break
    rmSync(path, { force: true })
  }
  throw new BadInput(
    `--data ${dir}: process ${readFileSync(path, 'utf8').split(' ')[0]} is using it`,
  )
}
