import { createJsonSchema } from '#scenario/jsonSchema.ts'
import { SimulationCrash } from '#simulation/simulation.ts'
import { checkCommand } from './check.ts'
import { BadInput, type ExitCode, type Terminal } from './input.ts'
import { requestCommand } from './request.ts'
import { runCommand } from './run.ts'
import { serveCommand } from './serve.ts'
import { tuneCommand } from './tune.ts'

/** What `npm run sim` prints when it is asked how it is used. */
export const USAGE = `npm run sim -- run FILE [--seed N] [--until SECONDS] [--json] [--segments]
npm run sim -- request FILE [--method GET] [--path /] [--header 'name: value'] [--body TEXT] [--repeat N] [--seed N] [--json]
npm run sim -- tune FILE --function ID [--memory 128,256,…] [--until SECONDS] [--seed N] [--json]
npm run sim -- check FILE [--json]
npm run sim -- schema
npm run serve -- FILE | --empty [--port 4566] [--host 127.0.0.1] [--data DIR] [--latency model] [--table-ms 250]

FILE is a scenario as the app exports it, or a ready one: gallery:items-api. Exit code 0: ok, 1: an assertion failed, 2: bad input.`

/** What Node's `parseArgs` throws for an option it does not know. */
const isArgsError = (error: unknown): error is Error =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')

/** Runs one command line. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [command, ...rest] = args
  try {
    switch (command) {
      case 'run':
        return await runCommand(rest, terminal)
      case 'request':
        return await requestCommand(rest, terminal)
      case 'tune':
        return await tuneCommand(rest, terminal)
      case 'serve':
        return await serveCommand(rest, terminal)
      case 'check':
        return await checkCommand(rest, terminal)
      case 'schema':
        terminal.out(JSON.stringify(createJsonSchema(), null, 2))
        return 0
      case '--help':
      case 'help':
        terminal.out(USAGE)
        return 0
      case undefined:
        terminal.err(USAGE)
        return 2
      default:
        terminal.err(`${command} is no command\n\n${USAGE}`)
        return 2
    }
  } catch (error) {
    if (error instanceof BadInput || isArgsError(error)) {
      terminal.err(error.message)
      return 2
    }
    if (error instanceof SimulationCrash) {
      terminal.err(
        `a bug of Coldstart's stopped the run: ${error.message} (seed ${error.seed}, at ${error.at} µs)`,
      )
    }
    throw error
  }
}
