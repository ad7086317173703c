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

const autoScaling = z.object({
  MinCapacity: z._default(z.int().check(z.minimum(1), z.maximum(100)), 1),
  MaxCapacity: z._default(z.int().check(z.minimum(1), z.maximum(100)), 10),
  /** Percent of the places that shall be taken. */
  TargetValue: z._default(z.number().check(z.minimum(1), z.maximum(100)), 70),
  /** Seconds after a change in which nothing is taken away. */
  ScaleInCooldown: z._default(z.int().check(z.minimum(0), z.maximum(86_400)), 300),
})

const taskSize = z.object({
  /** vCPU */
  Cpu: z._default(z.number().check(z.minimum(0.25), z.maximum(16)), 0.25),
  /** GB */
  Memory: z._default(z.number().check(z.minimum(0.5), z.maximum(120)), 0.5),
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
  Private: z._default(z.boolean(), false).register(fields, {
    title: 'Private',
    help: 'In a VPC without a public address: reached by a VPC link, by functions and services of the VPC, and by callers with a VPC endpoint.',
  }),
  MaxConcurrency: z._default(z.int().check(z.minimum(1), z.maximum(100_000)), 64).register(fields, {
    title: 'Concurrency',
    unit: 'requests',
    help: 'Served at once by one instance: worker threads, connections of a pool. More wait in line.',
  }),
  DesiredCount: z._default(z.int().check(z.minimum(1), z.maximum(100)), 1).register(fields, {
    title: 'Instances',
    unit: 'containers',
    help: 'That are there when the run begins; without auto scaling, all the time.',
  }),
  AutoScaling: z.optional(autoScaling).register(fields, {
    title: 'Auto scaling',
    help: 'Target tracking: as many instances as keep so many percent of the places taken.',
    source:
      'https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html',
  }),
  TaskSize: z.optional(taskSize).register(fields, {
    title: 'Size',
    help: 'vCPU and GB of one instance, charged as Fargate charges them. Absent: it costs nothing here.',
    source: 'https://aws.amazon.com/fargate/pricing/',
  }),
  QueueLength: z
    ._default(z.int().check(z.minimum(0), z.maximum(1_000_000)), 1_024)
    .register(fields, {
      title: 'Queue',
      unit: 'requests',
      help: 'That may wait. Past it the answer is 503 at once.',
    }),
  Script: z.optional(z.string()).register(fields, {
    title: 'Script',
    widget: 'multiline',
    help: 'JavaScript that answers: export const handler = async ({ method, path, query, headers, body, instance }) => ({ status: 200, body: … }). It may fetch, and call AWS by its SDK, along the wires that leave the node. What it keeps in memory is the instance’s. null: the routes answer.',
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
  StartSeconds: z._default(z.number().check(z.minimum(0), z.maximum(3_600)), 40).register(fields, {
    title: 'Start of an instance',
    unit: 's',
    group: 'Model',
    help: 'Median of a log-normal distribution: until a new container takes its first request.',
    source:
      'assumption: Fargate places a task, pulls its image and passes health checks in 30 to 60 s',
  }),
  MetricPeriodSeconds: z
    ._default(z.number().check(z.minimum(1), z.maximum(3_600)), 60)
    .register(fields, {
      title: 'Period of the metric',
      unit: 's',
      group: 'Model',
      source:
        'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html: one minute',
    }),
  ScaleOutDatapoints: z._default(z.int().check(z.minimum(1), z.maximum(60)), 3).register(fields, {
    title: 'Periods above the target',
    group: 'Model',
    help: 'In a row, before instances are added.',
    source: "assumption: what target tracking's alarms are created with",
  }),
  ScaleInDatapoints: z._default(z.int().check(z.minimum(1), z.maximum(60)), 15).register(fields, {
    title: 'Periods below the target',
    group: 'Model',
    help: 'In a row, before instances are taken away.',
    source: "assumption: what target tracking's alarms are created with",
  }),
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
  ServiceTimeShape: z
    ._default(z.enum(['log-normal', 'exponential']), 'log-normal')
    .register(fields, {
      title: 'Shape of the service time',
      group: 'Model',
      help: 'Exponential: the service time is its mean, as queueing theory has it; it has no spread of its own.',
      source: 'yours',
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
  calls: ['api', 'http'],
  edges: { api: z.looseObject({}), http: z.looseObject({}) },
  nameProperty: 'Name',
  carries: { code: false, data: false },
  check: ({ edges, properties: { Routes, Script } }) => [
    ...checkRoutes(Routes),
    // Its wires are what the script may call.
    ...(Script === undefined
      ? edges.map(({ id }) => ({
          path: 'properties',
          message: 'only a script calls: without one this wire is never taken',
          kind: 'ignored' as const,
          edge: id,
        }))
      : []),
  ],
})

/** One instance as the inspector lists it. */
export interface ListedInstance {
  readonly number: number
  readonly state: 'starting' | 'ready' | 'draining'
  readonly taken: number
  readonly served: number
  /** Since it was begun. */
  readonly ageMs: number
  /** Until it is ready; 0 where it is. */
  readonly readyInMs: number
}

/** What an HTTP service node shows inside. Rates and shares are smoothed (EWMA, 2.5 s). */
export interface HttpServiceState {
  readonly requestsPerSecond: number
  readonly inFlight: number
  readonly queued: number
  /** Places of all instances that are ready. */
  readonly places: number
  readonly instances: readonly ListedInstance[]
  /** Percent of the places that were taken in the last period of auto scaling; null where nobody scales. */
  readonly utilization: number | null
  readonly served: number
  /** Answers of 500 and above, the refused ones included. */
  readonly errors: number
  /** Refused at once: the queue was full. */
  readonly rejected: number
  readonly errorShare: number
  /** As callers see it: waiting and being served. */
  readonly latencyMs: { readonly p50: number; readonly p99: number } | null
}
