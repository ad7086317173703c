import { define, fields } from '../definition.ts'
import * as z from 'zod/mini'
import { checkRoutes } from './routes.ts'

const route = z.object({
  Method: z._default(z.string(), 'ANY').register(fields, { title: 'Method' }),
  Path: z._default(z.string(), '/{proxy+}').register(fields, { title: 'Path' }),
  Status: z._default(z.int().check(z.minimum(100), z.maximum(599)), 200).register(fields, {
    title: 'Status',
  }),
  Headers: z._default(z.record(z.string(), z.string()), {}),
  Body: z._default(z.string(), '').register(fields, { title: 'Body', widget: 'multiline' }),
})

const properties = z.looseObject({
  Name: z.optional(z.string()).register(fields, {
    title: 'Host name',
    help: "What programs call it by, on any port: fetch('http://orders/…'). Defaults to the node's id.",
  }),
  Location: z._default(z.string(), '').register(fields, {
    title: 'Location',
    help: 'A Region or city that it runs in; empty: in the Region of the scenario.',
  }),
  MaxConcurrency: z._default(z.int().check(z.minimum(1), z.maximum(100_000)), 64).register(fields, {
    title: 'Concurrency',
    unit: 'requests',
    help: 'Served at once: worker threads, connections of a pool. More wait in line.',
  }),
  QueueLength: z
    ._default(z.int().check(z.minimum(0), z.maximum(1_000_000)), 1_024)
    .register(fields, {
      title: 'Queue',
      unit: 'requests',
      help: 'That may wait. Past it the answer is 503 at once.',
    }),
  Routes: z
    ._default(z.array(route), [
      { Method: 'ANY', Path: '/{proxy+}', Status: 200, Headers: {}, Body: '{"ok":true}' },
    ])
    .register(fields, {
      title: 'Routes',
      help: 'The first that fits answers; none: 404. {{path.id}} and {{query.page}} in a body are filled in.',
    }),
})

const model = z.looseObject({
  ServiceTimeMs: z._default(z.number().check(z.nonnegative()), 20).register(fields, {
    title: 'Service time',
    unit: 'ms',
    group: 'Model',
    help: 'Median of a log-normal distribution: how long one request keeps a place.',
    source: 'yours: what the backend takes',
  }),
  ServiceTimeSigma: z
    ._default(z.number().check(z.nonnegative(), z.maximum(3)), 0.5)
    .register(fields, {
      title: 'Spread of the service time',
      group: 'Model',
      help: '0.5: p99 is 3.2 times the median. 0: always the same.',
      source: 'assumption',
    }),
  ErrorShare: z._default(z.number().check(z.minimum(0), z.maximum(1)), 0).register(fields, {
    title: 'Share of errors',
    group: 'Model',
    help: 'Requests that are answered with the error status, drawn at random.',
    source: 'yours',
  }),
  ErrorStatus: z
    ._default(z.int().check(z.minimum(400), z.maximum(599)), 500)
    .register(fields, { title: 'Error status', group: 'Model', source: 'yours' }),
})

export const httpServiceDefinition = define({
  type: 'Coldstart::HttpService',
  title: 'HTTP service',
  description: 'A container or any HTTP backend: places, a queue and service times',
  category: 'compute',
  properties,
  model,
  serves: ['http'],
  calls: [],
  edges: {},
  nameProperty: 'Name',
  carries: { code: false, data: false },
  check: ({ properties: { Routes } }) => checkRoutes(Routes),
})

/** What an HTTP service node shows inside. Rates and shares are smoothed (EWMA, 2.5 s). */
export interface HttpServiceState {
  readonly requestsPerSecond: number
  readonly inFlight: number
  readonly queued: number
  readonly served: number
  /** Answers of 500 and above, the refused ones included. */
  readonly errors: number
  /** Refused at once: the queue was full. */
  readonly rejected: number
  readonly errorShare: number
  /** As callers see it: waiting and being served. */
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null
}
