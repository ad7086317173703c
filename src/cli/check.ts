import { parseArgs } from 'node:util'
import { findProblems } from '#scenario/problems.ts'
import { parseScenarioText } from '#scenario/parse.ts'
import { checkHandlers } from '#simulation/checkHandlers.ts'
import { readAssertions } from './assertions.ts'
import { type ExitCode, printProblem, readFileName, readText, type Terminal } from './input.ts'

const WORDS = { error: 'error  ', warning: 'warning', ignored: 'ignored' } as const

/** `check FILE [--json]`: the problems list; exit 2 where there is an error among them. */
export async function checkCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  })
  const file = readFileName('check', positionals)
  const parsed = parseScenarioText(await readText(terminal, file))
  const problems = parsed.ok
    ? [...checkHandlers(parsed.scenario, terminal.loadHandlers()), ...findProblems(parsed.scenario)]
    : parsed.problems
  if (parsed.ok) readAssertions(parsed.scenario)
  if (values.json) terminal.out(JSON.stringify({ problems }))
  else if (problems.length === 0) terminal.out('no problems')
  else
    for (const problem of problems) terminal.out(`${WORDS[problem.kind]}  ${printProblem(problem)}`)
  return problems.some(({ kind }) => kind === 'error') ? 2 : 0
}
