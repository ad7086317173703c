import { parseArgs } from 'node:util'
import { readColumns } from '#kernel/recorder.ts'
import type { TraceEvent } from '#kernel/trace.ts'
import type { Scenario, ScenarioNode } from '#scenario/schema.ts'
import { canWire } from '#scenario/wire.ts'
import type { SendCommand, SentRequest } from '#services/client/definition.ts'
import { createSimulation } from '#simulation/createSimulation.ts'
import type { Simulation } from '#simulation/simulation.ts'
import {
  BadInput,
  type ExitCode,
  readFileName,
  readNumber,
  readScenario,
  readSeed,
  type Terminal,
} from './input.ts'
import { round } from './text.ts'
import { createTraceView, describeTrace, type TraceView } from './traceText.ts'
import { loadBrotli } from './loadBrotli.ts'

/** Requests that one command sends at most. */
const REPEAT_MAX = 100_000
/** Scheduled events within which a request has to be answered: far more than its client's time-out leaves room for. */
const STEPS_MAX = 10_000_000

/** A load that sends nothing. */
const SILENT = [{ DurationSeconds: 1, TargetPerSecond: 0 }]

/** The id `wanted`, or the like of it that is not taken. */
const freeId = (taken: readonly string[], wanted: string): string => {
  let id = wanted
  for (let number = 2; taken.includes(id); number++) id = `${wanted}${number}`
  return id
}

/** The document with its clients' own load silenced, and the client that will send: one is added where there is none. */
function prepare(scenario: Scenario): { readonly scenario: Scenario; readonly client: string } {
  const nodes = scenario.nodes.map((node): ScenarioNode => {
    if (node.type !== 'Coldstart::Client') return node
    return { ...node, properties: { ...node.properties, Load: { Stages: SILENT } } }
  })
  const wired = nodes.find(
    ({ id, type }) =>
      type === 'Coldstart::Client' && scenario.edges.some((edge) => edge.source === id),
  )
  if (wired !== undefined) return { scenario: { ...scenario, nodes }, client: wired.id }
  // Whatever answers HTTP does, an API before what stands in front of one.
  const api =
    nodes.find(({ type }) => /^AWS::ApiGateway(V2::Api|::RestApi)$/.test(type)) ??
    nodes.find(({ type }) => 'contract' in canWire({ source: 'Coldstart::Client', target: type }))
  if (api === undefined) throw new BadInput('request: the scenario has no API to send to')
  const client = freeId(
    nodes.map(({ id }) => id),
    'Cli',
  )
  const edge = freeId(
    scenario.edges.map(({ id }) => id),
    'cli',
  )
  return {
    client,
    scenario: {
      ...scenario,
      nodes: [
        ...nodes,
        { id: client, type: 'Coldstart::Client', properties: { Load: { Stages: SILENT } } },
      ],
      edges: [...scenario.edges, { id: edge, source: client, target: api.id }],
    },
  }
}

/** One answer as `request --json` prints it. */
type Answer = (
  | {
      readonly status: number
      readonly headers: readonly (readonly [string, string])[]
      readonly body: string
      readonly isBase64Encoded: boolean
    }
  | { readonly error: string }
) & { readonly latencyMs: number; readonly trace: TraceView }

/** Sends one request and runs until it is answered. */
async function send(simulation: Simulation, client: string, command: SendCommand): Promise<Answer> {
  const events: TraceEvent[] = []
  simulation.takeTrace()
  simulation.command(client, command)
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const sent = simulation.query(client, { type: 'sent', id: command.id }) as SentRequest
    const isOver = sent.type === 'answered' || sent.type === 'failed'
    if (isOver || steps % 1_000 === 0) events.push(...readColumns(simulation.takeTrace()))
    if (isOver) {
      const trace = createTraceView(events, sent.trace)
      const { latencyMs } = sent
      if (sent.type === 'failed') return { error: sent.message, latencyMs, trace }
      const { status, headers, body, isBase64Encoded } = sent
      return { status, headers, body, isBase64Encoded, latencyMs, trace }
    }
    const result = simulation.step()
    if (result === 'idle') break
    // oxlint-disable-next-line no-await-in-loop -- virtual time stands still until an asynchronous driver has answered
    if (result === 'blocked') await simulation.settled()
  }
  throw new BadInput('request: it was never answered')
}

const describeAnswer = (title: string, answer: Answer): string => {
  const head =
    'error' in answer
      ? [`${title} → ${answer.error} after ${round(answer.latencyMs)} ms`]
      : [
          `${title} → ${answer.status} in ${round(answer.latencyMs)} ms`,
          ...answer.headers.map(([name, value]) => `  ${name}: ${value}`),
          '',
          ...(answer.body === '' ? [] : [answer.body, '']),
        ]
  return [...head, describeTrace(answer.trace)].join('\n')
}

/** What a method and a header's name are made of. https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** What no request's target, and no header's value but for its tabs and blanks, can hold. */
// oxlint-disable-next-line no-control-regex -- they are what is refused
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/

const readHeader = (line: string): readonly [string, string] => {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(0, colon)).trim()
  const value = line.slice(colon + 1).trim()
  if (!TOKEN.test(name) || CONTROL.test(value)) {
    throw new BadInput(`--header ${JSON.stringify(line)}: 'name: value' is wanted`)
  }
  return [name, value]
}

const readMethod = (method: string): string => {
  if (TOKEN.test(method)) return method
  throw new BadInput(`--method ${JSON.stringify(method)}: no HTTP method, such as GET or PUT`)
}

const readPath = (path: string): string => {
  if (!path.startsWith('/')) throw new BadInput(`--path ${path}: it begins with /`)
  if (!/\s/.test(path) && !CONTROL.test(path)) return path
  throw new BadInput(`--path ${JSON.stringify(path)}: a blank in it is written %20`)
}

/** How the request travels; undefined: over TLS. */
function readScheme(text: string): 'http' | undefined {
  if (text === 'http') return text
  if (text === 'https') return undefined
  throw new BadInput(`--scheme ${text}: http or https`)
}

/** `request FILE --method PUT --path /items --scheme http --header 'k: v' --body '…' [--repeat N] [--seed N] [--json]` */
export async function requestCommand(
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      method: { type: 'string', default: 'GET' },
      path: { type: 'string', default: '/' },
      scheme: { type: 'string', default: 'https' },
      header: { type: 'string', multiple: true, default: [] },
      body: { type: 'string', default: '' },
      repeat: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const file = readFileName('request', positionals)
  const method = readMethod(values.method)
  const path = readPath(values.path)
  const scheme = readScheme(values.scheme)
  const whole = { min: 1, max: REPEAT_MAX, whole: true }
  const repeat = readNumber('repeat', values.repeat, whole) ?? 1
  const seed = readSeed(values.seed)
  const headers = values.header.map(readHeader)
  const read = await readScenario(terminal, file)
  const { scenario, client } = prepare(seed === null ? read : { ...read, seed })

  const simulation = createSimulation({
    scenario,
    handlers: terminal.loadHandlers(),
    brotli: loadBrotli,
  })
  const responses: Answer[] = []
  for (let number = 1; number <= repeat; number++) {
    const { body } = values
    const id = `cli-${number}`
    const command: SendCommand = { type: 'send', id, method, scheme, path, headers, body }
    // oxlint-disable-next-line no-await-in-loop -- each request is sent after the answer to the one before
    responses.push(await send(simulation, client, command))
  }
  const { traceHash } = simulation
  simulation.dispose()
  if (values.json) terminal.out(JSON.stringify({ traceHash, responses }))
  else {
    for (const answer of responses) {
      terminal.out(describeAnswer(`${method} ${path}`, answer))
    }
  }
  return 0
}
