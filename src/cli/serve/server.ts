import { randomInt } from 'node:crypto'
import type { Server } from 'node:http'
import type { ApiReply } from '#contracts/api.ts'
import { ms } from '#kernel/time.ts'
import type { HandlerRuntime } from '#sandbox/runtime.ts'
import type { Scenario } from '#scenario/schema.ts'
import { toBucketName } from '#services/s3/definition.ts'
import { createSimulation } from '#simulation/createSimulation.ts'
import type { OutsideApi, OutsideRequest, Simulation } from '#simulation/simulation.ts'
import { type StandIn, withStandIns } from '#simulation/standIns.ts'
import { BadInput } from '../input.ts'
import { openDataDir } from './dataDir.ts'
import { createDynamodbExposure } from './dynamodb.ts'
import type { Exposure } from './exposure.ts'
import { createFrontDoor } from './frontDoor.ts'
import { createHttpServer, listen, type Patience } from './httpServer.ts'
import { createLambdaExposure } from './lambda.ts'
import { createPacer, type Pacer, wallInstant } from './pacer.ts'
import { askServer, type RealOrigins } from './realOrigin.ts'
import { createS3Exposure } from './s3.ts'
import { loadBrotli } from '../loadBrotli.ts'

/** What to serve, and how. */
export interface ServeOptions {
  readonly scenario: Scenario
  readonly handlers: HandlerRuntime
  /** 0: any free one. */
  readonly port: number
  readonly host: string
  /** Where the tables outlive the process; null: nowhere. */
  readonly dataDir: string | null
  /** Whether requests take the model's time and meet its limits. */
  readonly isModelled: boolean
  /** How long a table is CREATING, UPDATING or DELETING, in ms. */
  readonly tableMs: number
  /** Real servers in the place of HTTP services; absent: none. */
  readonly origins?: RealOrigins
  /** Front doors of others; asked before DynamoDB's, which takes the rest. */
  readonly exposures?: (simulation: Simulation) => readonly Exposure[]
  /** How long slow callers are waited for; absent: as long as the server's defaults say. */
  readonly patience?: Partial<Patience>
  readonly failed: (error: unknown) => void
}

/** A server at work. */
export interface Served {
  readonly port: number
  readonly simulation: Simulation
  /** Connections that are open, of every kind. */
  connections(): Promise<number>
  /** Stops taking requests, waits until all is on disk, and ends the simulation. */
  close(): Promise<void>
}

const isInUse = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

/** A load that sends nothing: the callers are real ones here. */
const SILENT = [{ DurationSeconds: 1, TargetPerSecond: 0 }]

const silence = (scenario: Scenario): Scenario => ({
  ...scenario,
  // What real callers ask is no part of a run that could be repeated, so its chance need not be either.
  seed: randomInt(2 ** 47),
  nodes: scenario.nodes.map((node) =>
    node.type === 'Coldstart::Client'
      ? { ...node, properties: { ...node.properties, Load: { Stages: SILENT } } }
      : node,
  ),
})

/** The names of a scenario's buckets. */
export const bucketsOf = ({ nodes }: Scenario): readonly string[] =>
  nodes.flatMap((node) =>
    node.type === 'AWS::S3::Bucket'
      ? [toBucketName({ id: node.id, name: node.properties?.['BucketName'] })]
      : [],
  )

const toStandIns = (origins: RealOrigins = new Map()): ReadonlyMap<string, StandIn> =>
  new Map([...origins].map(([node, url]) => [node, (request) => askServer(url, request)]))

/** How long requests under way may take to end once the server is to close. */
const FAREWELL_MS = 2_000

const closeServer = (server: Server, exposures: readonly Exposure[]): Promise<void> =>
  new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), FAREWELL_MS)
    server.close(() => {
      clearTimeout(late)
      resolve()
    })
    server.closeIdleConnections()
    for (const exposure of exposures) exposure.close?.()
  })

/** Serves a scenario over HTTP until it is closed. Rejects with a BadInput where the caller asked for what cannot be. */
export async function startServer(options: ServeOptions): Promise<Served> {
  const { dataDir, failed } = options
  let pacer: Pacer | null = null
  const advance = (): void => pacer?.advance()
  const simulation = createSimulation({
    scenario: silence(options.scenario),
    handlers: options.handlers,
    brotli: loadBrotli,
    startAt: wallInstant(),
    traceRowsMax: 0,
    modules: withStandIns(toStandIns(options.origins), { now: wallInstant, advance }),
  })
  const api = simulation.api('dynamodb')
  const streams = simulation.api('streams.dynamodb')
  const durable = api?.durable ?? null
  const store =
    dataDir === null || durable === null ? null : await openDataDir(dataDir, durable, { failed })
  const pace = createPacer(simulation, failed)
  pacer = pace
  const settling = ms(options.tableMs)

  const call = (of: OutsideApi, request: OutsideRequest): Promise<ApiReply> =>
    new Promise((resolve) => {
      advance()
      of.call(request, settling, resolve)
      advance()
    })
  const ask = (of: OutsideApi, request: OutsideRequest): ApiReply | Promise<ApiReply> => {
    if (options.isModelled) return call(of, request)
    advance()
    return of.answer(request, settling)
  }

  const frontDoor = createFrontDoor({
    http: simulation.http,
    advance,
    settled: () => store?.settled() ?? Promise.resolve(),
  })
  const exposures: Exposure[] = [...(options.exposures?.(simulation) ?? [])]
  const s3 = simulation.api('s3')
  if (s3 !== null) {
    const buckets = new Set(bucketsOf(options.scenario))
    exposures.push(createS3Exposure({ buckets, send: (request) => ask(s3, request) }))
  }
  const lambda = simulation.api('lambda')
  if (lambda !== null) {
    exposures.push(createLambdaExposure((request) => call(lambda, request)))
  }
  exposures.push(frontDoor)
  const apis = new Map<string, OutsideApi>()
  if (api !== null) apis.set('DynamoDB_20120810', api)
  if (streams !== null) apis.set('DynamoDBStreams_20120810', streams)
  exposures.push(
    createDynamodbExposure({
      region: options.scenario.region,
      apis,
      async send(of, request) {
        const reply = await ask(of, request)
        // Nobody hears of anything that a crash could still undo; those who only read neither.
        await store?.settled()
        return reply
      },
    }),
  )
  const server = createHttpServer({ exposures, failed, patience: options.patience })
  try {
    const port = await listen(server, options.port, options.host)
    return {
      port,
      simulation,
      connections: () =>
        new Promise((resolve, reject) => {
          server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
        }),
      async close() {
        await closeServer(server, exposures)
        pace.stop()
        await store?.close()
        simulation.dispose()
      },
    }
  } catch (error) {
    pace.stop()
    await store?.close()
    throw isInUse(error)
      ? new BadInput(`--port ${options.port}: another program listens there`)
      : error
  }
}
