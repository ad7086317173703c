import { define, fields } from '../definition.ts'
import * as z from 'zod/mini'
import { findCity } from '#world/cities.ts'
import { checkTemplates } from './template.ts'

const stage = z.object({
  DurationSeconds: z
    ._default(z.number().check(z.positive(), z.maximum(1_000_000)), 60)
    .register(fields, { title: 'Duration', unit: 's' }),
  TargetPerSecond: z
    ._default(z.number().check(z.nonnegative(), z.maximum(100_000)), 5)
    .register(fields, { title: 'Target', unit: '/s' }),
  Shape: z._default(z.enum(['hold', 'ramp']), 'hold').register(fields, { title: 'Shape' }),
})

const requestTemplate = z.object({
  Weight: z._default(z.number().check(z.positive()), 1),
  Method: z._default(z.string(), 'GET'),
  Scheme: z._default(z.enum(['https', 'http']), 'https').register(fields, {
    title: 'Scheme',
    help: 'http: in the clear, as who types an address without https does.',
  }),
  Path: z._default(z.string(), '/'),
  Headers: z._default(z.record(z.string(), z.string()), {}),
  Body: z._default(z.string(), '').register(fields, { title: 'Body', widget: 'multiline' }),
})

/** Connections that are opened, talked over and held, in place of single requests. */
const socket = z.looseObject({
  Path: z._default(z.string(), '/production').register(fields, {
    title: 'Path',
    help: 'The stage, and a query: /production?name={{uuid}}',
  }),
  Headers: z._default(z.record(z.string(), z.string()), {}),
  Messages: z
    ._default(
      z.array(
        z.object({
          Weight: z._default(z.number().check(z.positive()), 1),
          Body: z._default(z.string(), ''),
        }),
      ),
      [],
    )
    .register(fields, { title: 'Messages' }),
  MessageEverySeconds: z._default(z.number().check(z.nonnegative()), 5).register(fields, {
    title: 'A message every',
    unit: 's',
    help: 'Of each connection: mean of an exponential distribution. 0: none.',
  }),
  HoldSeconds: z._default(z.number().check(z.nonnegative()), 60).register(fields, {
    title: 'Held for',
    unit: 's',
    help: 'Mean of an exponential distribution. 0: until the other side closes.',
  }),
  PingEverySeconds: z._default(z.number().check(z.nonnegative()), 0).register(fields, {
    title: 'A ping every',
    unit: 's',
  }),
  Reconnect: z._default(z.boolean(), false).register(fields, { title: 'Reconnect' }),
  FrameBytes: z.optional(z.int().check(z.positive())).register(fields, {
    title: 'Largest frame',
    unit: 'B',
    help: 'Longer messages are sent in several frames. Empty: one frame a message, as browsers do.',
  }),
})

const properties = z.looseObject({
  Load: z._default(
    z.looseObject({
      Model: z._default(z.enum(['open', 'closed']), 'open').register(fields, {
        title: 'Load model',
        help: 'Open: arrivals come at a rate, whatever the answers. Closed: a fixed number of users, each waits for its answer and then thinks.',
      }),
      Arrival: z
        ._default(z.enum(['poisson', 'uniform']), 'poisson')
        .register(fields, { title: 'Arrivals' }),
      Stages: z
        ._default(z.array(stage), [{ DurationSeconds: 60, TargetPerSecond: 5, Shape: 'hold' }])
        .register(fields, {
          title: 'Stages',
          help: 'Open: requests per second. Closed: number of users. `ramp` moves linearly from the previous target.',
        }),
      ThinkTimeMs: z._default(z.number().check(z.nonnegative()), 1_000).register(fields, {
        title: 'Think time',
        unit: 'ms',
        help: 'Closed load only: mean of an exponential distribution.',
      }),
      Repeat: z._default(z.boolean(), false).register(fields, { title: 'Repeat stages' }),
    }),
    {
      Model: 'open',
      Arrival: 'poisson',
      Stages: [{ DurationSeconds: 60, TargetPerSecond: 5, Shape: 'hold' }],
      ThinkTimeMs: 1_000,
      Repeat: false,
    },
  ),
  Requests: z
    ._default(z.array(requestTemplate), [
      { Weight: 1, Method: 'GET', Scheme: 'https', Path: '/', Headers: {}, Body: '' },
    ])
    .register(fields, {
      title: 'Requests',
      help: '{{randomInt 1 100}}, {{sequence}}, {{zipf 1000 1.1}}, {{uuid}} are filled in for each request.',
    }),
  Socket: z.optional(socket).register(fields, {
    title: 'WebSocket',
    help: 'Opens connections instead of sending requests: the load says how many.',
  }),
  TimeoutMs: z._default(z.int().check(z.positive(), z.maximum(900_000)), 30_000).register(fields, {
    title: 'Timeout',
    unit: 'ms',
  }),
  Retries: z._default(
    z.looseObject({
      MaxAttempts: z._default(z.int().check(z.minimum(1), z.maximum(10)), 1).register(fields, {
        title: 'Attempts',
        help: '1 means no retry. Retries back off exponentially with full jitter after 429, 5xx and time-outs.',
      }),
    }),
    { MaxAttempts: 1 },
  ),
  Signing: z
    .optional(
      z.looseObject({
        AccessKeyId: z.string(),
        SecretAccessKey: z.string(),
        Host: z.string().register(fields, {
          title: 'Host',
          help: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
        }),
      }),
    )
    .register(fields, {
      title: 'Signing',
      help: 'Signs each request as an IAM user does (Signature Version 4), for the host it goes to.',
    }),
  Certificate: z
    .optional(
      z.looseObject({
        SubjectDN: z.string(),
        IssuerDN: z.string(),
        SerialNumber: z._default(z.string(), '01'),
      }),
    )
    .register(fields, {
      title: 'TLS certificate',
      help: 'Presented to servers that ask for one: mutual TLS.',
    }),
  VpcEndpointId: z.optional(z.string()).register(fields, {
    title: 'VPC endpoint',
    help: 'vpce-0a1b2c3d: through which it reaches private APIs. Empty: over the internet.',
  }),
  Location: z._default(z.string(), '').register(fields, {
    title: 'Location',
    help: 'A city, a Region, or World or a part of it (Europe, Asia, …): users then live in its cities by their populations. Empty: next to the API.',
  }),
})

/** What of a client no AWS resource says: how its users are connected. Of effect where they stand somewhere. */
const model = z.looseObject({
  Population: z
    ._default(
      z.array(
        z.object({
          City: z.string(),
          Weight: z._default(z.number().check(z.positive()), 1),
        }),
      ),
      [],
    )
    .register(fields, {
      title: 'Population',
      help: 'Cities that users live in, with weights; in place of Location.',
    }),
  Access: z
    ._default(z.enum(['none', 'fibre', 'cable', 'dsl', '5g', '4g', 'satellite']), 'cable')
    .register(fields, {
      title: 'Last mile',
      help: 'How users in cities reach the internet: it adds its round trip to each request.',
      source: 'assumption: 4, 15, 22, 25, 50 and 50 ms, the middle of usual ranges',
    }),
  Handshake: z._default(z.enum(['tcp', 'tls1.2', 'tls1.3', 'quic']), 'tls1.3').register(fields, {
    title: 'Handshake',
    help: 'Round trips before the first request on a connection: 1, 3, 2 and 1.',
    source: 'RFC 9293, 5246, 8446, 9001',
  }),
  KeepAliveSeconds: z._default(z.number().check(z.nonnegative()), 60).register(fields, {
    title: 'Kept alive for',
    unit: 's',
    help: 'A connection is used again until it has been idle for so long. 0: never.',
    source: 'assumption: servers close idle connections after about a minute',
  }),
})

/** A wire to something that serves HTTP. */
export const targetSchema = z.looseObject({
  Weight: z._default(z.number().check(z.positive()), 1).register(fields, {
    title: 'Weight',
    help: 'Share of the requests that go this way, where there are several wires.',
  }),
})

/** The metrics that a client records: counters of requests by how they ended, and `Latency` in ms as the user sees it. */
export const clientMetrics = {
  requests: 'Requests',
  ok: 'Ok',
  clientErrors: 'ClientErrors',
  serverErrors: 'ServerErrors',
  throttled: 'Throttled',
  timedOut: 'TimedOut',
  /** No server answered: no wire, or the connection broke. */
  unreachable: 'Unreachable',
  latency: 'Latency',
  /** Of responses that were streamed. */
  timeToFirstByte: 'TimeToFirstByte',
  /** Connections that are open. */
  connections: 'Connections',
  messagesSent: 'MessagesSent',
  messagesReceived: 'MessagesReceived',
  /** From a user's message to its arrival at another, or at itself; ms. */
  deliveryLatency: 'DeliveryLatency',
} as const

const checkSocket = ({ Path, Headers, Messages }: z.output<typeof socket>) => {
  const plain = { Method: 'GET', Path: '/', Headers: {}, Body: '' }
  return [
    ...checkTemplates([{ ...plain, Path, Headers }]).map(({ path, message }) => ({
      path: path.replace('Requests[0]', 'Socket'),
      message,
    })),
    ...checkTemplates(Messages.map(({ Body }) => ({ ...plain, Body }))).map(
      ({ path, message }) => ({ path: path.replace('Requests', 'Socket.Messages'), message }),
    ),
  ]
}

const checkPopulation = (population: z.output<typeof model>['Population']) =>
  population.flatMap(({ City }, index) =>
    findCity(City) === undefined
      ? [
          {
            path: `model.Population[${index}].City`,
            message: `${JSON.stringify(City)} is no city that the simulator knows: nobody lives there`,
          },
        ]
      : [],
  )

export const clientDefinition = define({
  type: 'Coldstart::Client',
  title: 'Clients',
  description: 'Users or programs that send HTTP requests by a load profile',
  category: 'traffic',
  properties,
  model,
  serves: [],
  calls: ['http'],
  edges: { http: targetSchema },
  carries: { code: false, data: false },
  check: ({ properties: { Requests, Socket }, model: { Population } }) => [
    ...checkPopulation(Population),
    ...[
      ...(Socket === undefined ? checkTemplates(Requests) : []),
      ...(Socket === undefined ? [] : checkSocket(Socket)),
    ].map(({ path, message }) => ({ path: `properties.${path}`, message })),
  ],
})

/** What a client shows of its WebSocket connections. Rates are smoothed (EWMA, 2.5 s). */
export interface SocketsState {
  readonly open: number
  /** Ended without a goodbye. */
  readonly broken: number
  readonly sentPerSecond: number
  readonly receivedPerSecond: number
  /** From one user's message to its arrival at a user of this client. */
  readonly deliveryMs: { readonly p50: number; readonly p99: number } | null
}

/** What a client node shows inside. Rates are smoothed (EWMA, 2.5 s); latencies in ms as the user sees them. */
export interface ClientState {
  readonly offeredPerSecond: number
  readonly completedPerSecond: number
  readonly inFlight: number
  readonly sent: number
  readonly ok: number
  readonly clientErrors: number
  readonly serverErrors: number
  readonly throttled: number
  readonly timedOut: number
  /** No server answered: no wire, or the connection broke. */
  readonly unreachable: number
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number } | null
  /** Offered rate of the last 30 virtual seconds, oldest first. */
  readonly history: readonly number[]
  /** Smoothed share of requests that failed, 0-1. */
  readonly failing: number
  /** Null where it sends requests. */
  readonly sockets: SocketsState | null
}

/** What users at one place saw, since the run began: `query({ type: 'places' })` answers a list of these. */
export type PlaceLatency = {
  /** A city, or a Region's code. */
  readonly place: string
  readonly requests: number
  /** Of them, not answered with a status below 400. */
  readonly failed: number
  readonly latencyMs: {
    readonly mean: number
    readonly p50: number
    readonly p95: number
    readonly p99: number
  } | null
}

/** A request sent by hand: the `command` and its answer by `query`. */
export interface SendCommand {
  readonly type: 'send'
  /** Chosen by the sender; `query({type:'sent', id})` answers `SentRequest`. */
  readonly id: string
  readonly method: string
  /** Absent: over TLS. */
  readonly scheme?: 'http' | undefined
  readonly path: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** A connection by hand: the commands `socket-open`, `socket-send`, `socket-close`, and `query({type:'socket', id})`. */
export type HandSocket = {
  readonly type: 'socket'
  readonly state: 'unknown' | 'opening' | 'open' | 'refused' | 'closed'
  readonly headers: readonly (readonly [string, string])[]
  /** The handshake's answer. */
  readonly status?: number
  /** How it was closed. */
  readonly code?: number
  readonly reason?: string
  /** The latest messages, oldest first. */
  readonly log: readonly {
    readonly atMs: number
    readonly way: 'in' | 'out'
    readonly data: string
    readonly bytes: number
  }[]
}

/** How a request sent by hand stands. Latency in ms, over all its attempts. */
export type SentRequest =
  | { readonly type: 'unknown' }
  | { readonly type: 'waiting'; readonly trace: number }
  | {
      readonly type: 'answered'
      readonly trace: number
      readonly latencyMs: number
      /** When the first byte of the body came, where it was streamed. */
      readonly timeToFirstByteMs?: number
      readonly status: number
      readonly headers: readonly (readonly [string, string])[]
      readonly body: string
      readonly isBase64Encoded: boolean
    }
  | {
      readonly type: 'failed'
      readonly trace: number
      readonly latencyMs: number
      readonly message: string
    }
