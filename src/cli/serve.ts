import { parseArgs } from 'node:util'
import type { Scenario } from '#scenario/schema.ts'
import {
  BadInput,
  type ExitCode,
  readFileName,
  readNumber,
  readScenario,
  type Terminal,
} from './input.ts'
import { describeDoors } from './serve/describeDoors.ts'
import type { RealOrigins } from './serve/realOrigin.ts'
import { bucketsOf, type Served, startServer } from './serve/server.ts'

const PORT = 4_566
const HOST = '127.0.0.1'
/** How long a table is CREATING, UPDATING or DELETING: long enough to be seen, short enough to wait for. */
const TABLE_MS = 250
const HOUR_MS = 3_600_000

/** An account without anything in it. */
const EMPTY: Scenario = {
  coldstart: 1,
  name: 'an empty account',
  seed: 1,
  region: 'us-east-1',
  nodes: [],
  edges: [],
}

const isName = (value: unknown): value is string => typeof value === 'string'

/** The tables of a scenario, by name. */
const tablesOf = ({ nodes }: Scenario): readonly string[] =>
  nodes
    .filter(({ type }) => type === 'AWS::DynamoDB::Table')
    .map(({ id, properties }) => {
      const name: unknown = properties?.['TableName']
      return isName(name) ? name : id
    })

/** The functions of a scenario, by name. */
const functionsOf = ({ nodes }: Scenario): readonly string[] =>
  nodes
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .map(({ id, properties }) => {
      const name: unknown = properties?.['FunctionName']
      return isName(name) ? name : id
    })

const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

function describe(served: Served, host: string, scenario: Scenario): string {
  const tables = tablesOf(scenario)
  const buckets = bucketsOf(scenario)
  const functions = functionsOf(scenario)
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${served.port}`
  return [
    `${scenario.name}: DynamoDB at ${url} (region ${scenario.region}, any key pair)`,
    tables.length === 0 ? '  no tables yet' : `  tables: ${tables.join(', ')}`,
    ...(buckets.length === 0
      ? []
      : [`  buckets: ${buckets.join(', ')} (S3 in path style, ${url}/BUCKET/KEY, any key pair)`]),
    ...(functions.length === 0
      ? []
      : [`  functions: ${functions.join(', ')} (Lambda's API at ${url}, any key pair)`]),
    ...describeDoors(served.simulation.http.doors(), scenario, url),
    '  Ctrl-C ends it',
  ].join('\n')
}

/** `--origin Web=http://127.0.0.1:8080`: a real server in the place of an HTTP service. */
function readOrigins(given: readonly string[], { nodes }: Scenario): RealOrigins {
  const origins = new Map<string, URL>()
  for (const text of given) {
    const at = text.indexOf('=')
    const name = text.slice(0, at)
    const url = at > 0 && URL.canParse(text.slice(at + 1)) ? new URL(text.slice(at + 1)) : null
    if (url?.protocol !== 'http:' || url.pathname !== '/') {
      throw new BadInput(`--origin ${text}: NAME=http://HOST:PORT is wanted`)
    }
    if (!nodes.some(({ id, type }) => id === name && type === 'Coldstart::HttpService')) {
      throw new BadInput(`--origin ${text}: no Coldstart::HttpService is called ${name}`)
    }
    origins.set(name, url)
  }
  return origins
}

/** Reads the command line of `serve`. */
async function readOptions(args: readonly string[], terminal: Terminal) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      host: { type: 'string', default: HOST },
      empty: { type: 'boolean', default: false },
      data: { type: 'string' },
      latency: { type: 'string', default: 'off' },
      'table-ms': { type: 'string' },
      origin: { type: 'string', multiple: true, default: [] },
    },
  })
  if (values.empty && positionals.length > 0) throw new BadInput('serve: FILE or --empty, not both')
  if (values.latency !== 'off' && values.latency !== 'model') {
    throw new BadInput(`--latency ${values.latency}: off or model is wanted`)
  }
  const scenario = values.empty
    ? EMPTY
    : await readScenario(terminal, readFileName('serve', positionals))
  return {
    scenario,
    origins: readOrigins(values.origin, scenario),
    port: readNumber('port', values.port, { min: 0, max: 65_535, whole: true }) ?? PORT,
    host: values.host,
    dataDir: values.data ?? null,
    isModelled: values.latency === 'model',
    tableMs: readNumber('table-ms', values['table-ms'], { min: 0, max: HOUR_MS }) ?? TABLE_MS,
  }
}

/** `serve FILE | --empty [--port N] [--host H] [--data DIR] [--latency model] [--table-ms N] [--origin NAME=URL …]` */
export async function serveCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const options = await readOptions(args, terminal)
  const served = await startServer({
    ...options,
    handlers: terminal.loadHandlers(),
    failed: (error) =>
      terminal.err(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  })
  terminal.out(describe(served, options.host, options.scenario))
  await interrupted()
  await served.close()
  return 0
}
