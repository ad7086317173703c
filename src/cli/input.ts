import { gallery } from '#gallery/gallery.ts'
import { parseScenarioText } from '#scenario/parse.ts'
import type { Problem } from '#scenario/problems.ts'
import type { Scenario } from '#scenario/schema.ts'
import type { HandlerRuntime } from '#sandbox/runtime.ts'

/** Where a command reads and writes; a test gives its own. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly readFile: (path: string) => string
  readonly loadHandlers: () => HandlerRuntime
  /** Real milliseconds. */
  readonly wallMs: () => number
}

/** 0: ok · 1: an assertion failed · 2: bad input. */
export type ExitCode = 0 | 1 | 2

/** The caller's mistake: told in one line, exit code 2. */
export class BadInput extends Error {}

/** A problem in one line: where, then what. */
export const printProblem = ({ path, message }: Problem): string =>
  path === '' ? message : `${path}: ${message}`

const GALLERY = 'gallery:'

/** The text of FILE: a path, or `gallery:items-api` for a ready scenario. */
export async function readText(terminal: Terminal, file: string): Promise<string> {
  if (file.startsWith(GALLERY)) {
    const id = file.slice(GALLERY.length)
    const entry = gallery.find((ready) => ready.id === id)
    if (entry !== undefined) return JSON.stringify(await entry.load())
    const known = gallery.map((ready) => ready.id).join(', ')
    throw new BadInput(`${file}: the gallery has ${known}`)
  }
  try {
    return terminal.readFile(file)
  } catch (error) {
    throw new BadInput(error instanceof Error ? error.message : `cannot read ${file}`)
  }
}

/** Reads a document, or says what is wrong with it. */
export async function readScenario(terminal: Terminal, file: string): Promise<Scenario> {
  const parsed = parseScenarioText(await readText(terminal, file))
  if (parsed.ok) return parsed.scenario
  throw new BadInput(
    parsed.problems.map((problem) => `${file}: ${printProblem(problem)}`).join('\n'),
  )
}

/** The FILE that every command takes. */
export function readFileName(command: string, positionals: readonly string[]): string {
  const [file, ...rest] = positionals
  if (file !== undefined && rest.length === 0) return file
  throw new BadInput(`${command}: exactly one FILE is wanted`)
}

/** The number that an option gives, within bounds. */
export function readNumber(
  name: string,
  text: string | undefined,
  bounds: { readonly min: number; readonly max: number; readonly whole?: boolean },
): number | null {
  if (text === undefined) return null
  const { min, max, whole = false } = bounds
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value
  throw new BadInput(
    `--${name} ${text}: a ${whole ? 'whole ' : ''}number from ${min} to ${max} is wanted`,
  )
}

/** The seed that `--seed` gives. */
export const readSeed = (text: string | undefined): number | null =>
  readNumber('seed', text, { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true })
