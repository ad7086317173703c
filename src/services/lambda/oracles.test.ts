import { sample } from '#kernel/distributions.ts'
import type { Process } from '#kernel/process.ts'
import { createRandom } from '#kernel/random.ts'
import { type Duration, seconds, toSeconds } from '#kernel/time.ts'
import { createFakeRuntime } from '#sandbox/fake.ts'
import { createFakeWorld } from '../fakeContext.ts'
import { expect, test } from 'vitest'
import { lambdaDefinition } from './definition.ts'
import { configurationOf } from './functionConfiguration.ts'
import { createFunctionLife } from './functionLife.ts'
import { createFunctionVersion, type FunctionVersion } from './functionVersion.ts'
import { createAccountConcurrency } from './scaling/accountConcurrency.ts'

// What theory and a validated simulator say of the model as a whole: the handler is a service time, all else is the room's.

interface Setting {
  readonly seed: number
  readonly properties?: object
  readonly model?: object
  /** Seconds that an invocation takes, in an environment that has served before or not. */
  readonly service: (isFirst: boolean) => number
  readonly interarrival: () => number
  readonly seconds: number
}

/** What a run came to. */
interface Outcome {
  readonly arrivals: number
  /** Environments that were made: a cold start each. */
  readonly born: number
  readonly refused: number
  /** Means over time, as arrivals see them: Poisson arrivals see time averages. */
  readonly running: number
  readonly idle: number
  /** Mean seconds from an environment's birth to its end. */
  readonly lifespan: number
  /** Of those that were served, in seconds. */
  readonly meanService: number
}

/** Runs one function in open load; nothing is recorded but what is counted here. */
function simulate(setting: Setting): Outcome {
  const outcome = { arrivals: 0, refused: 0, running: 0, idle: 0, served: 0, time: 0 }
  const world = createFakeWorld(lambdaDefinition, {
    seed: setting.seed,
    properties: {
      Runtime: 'provided.al2023',
      MemorySize: 1_769,
      Timeout: 900,
      LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
      ...setting.properties,
    },
    model: {
      CustomRuntime: 'rust',
      OverheadMs: 0,
      PlacementMs: 0,
      RecycleMinutesMin: 1e6,
      RecycleMinutesMax: 1e6,
      IdleExpirySeconds: 600,
      IdleExpiryModel: 'constant',
      ...setting.model,
    },
    handlers: createFakeRuntime(({ kind, turn }) => {
      if (kind === 'init') return null
      if (kind === 'wake') return { type: 'returned', payload: 'null', calls: [] }
      return { type: 'waiting', calls: [], wakeIn: seconds(setting.service(turn === 1)) }
    }),
  })
  const { kernel } = world
  const ctx: typeof world.ctx = Object.assign(Object.create(world.ctx), {
    record: () => undefined,
    beginSpan: () => ({ trace: 1, span: 1 }),
    endSpan: () => undefined,
  })
  const life = createFunctionLife(ctx, createAccountConcurrency(), () => [latest])
  const latest: FunctionVersion = createFunctionVersion(life.parts, {
    version: '$LATEST',
    configuration: configurationOf(world.ctx),
  })
  life.configure(latest.configuration)
  const { fleet } = life.parts

  function* request(): Process<void> {
    const begun = kernel.now
    const reply = yield* latest.invoke({
      requestId: '',
      payload: '{}',
      span: { trace: 1, span: 1 },
      traceHeader: undefined,
      segmentParent: null,
      invokedFunctionArn: '',
      alias: null,
      isAsynchronous: true,
    })
    if (reply.type !== 'ran') outcome.refused++
    else {
      outcome.served++
      outcome.time += toSeconds((kernel.now - begun) as Duration)
    }
  }
  function* arrivals(): Process<void> {
    for (;;) {
      yield kernel.sleep(seconds(setting.interarrival()))
      let running = 0
      for (const { phase } of fleet.all) if (phase !== 'idle') running++
      outcome.arrivals++
      outcome.running += running
      outcome.idle += fleet.all.length - running
      kernel.start(request())
    }
  }
  kernel.start(arrivals())
  world.run(seconds(setting.seconds))
  const born = fleet.departed.count + fleet.all.length
  return {
    arrivals: outcome.arrivals,
    born,
    refused: outcome.refused,
    running: outcome.running / outcome.arrivals,
    idle: outcome.idle / outcome.arrivals,
    lifespan: fleet.departed.lifespan / 1e6 / Math.max(1, fleet.departed.count),
    meanService: outcome.time / outcome.served,
  }
}

/** A stream of chance for the test's own draws. */
const draws = (seed: number) => {
  const random = createRandom(seed, 'oracle')
  return {
    exponential: (mean: number): number => sample({ type: 'exponential', mean }, random),
    /** Nine in ten are short, the tenth is long: its mean is `mean`, its spread large. */
    uneven: (mean: number): number => (random.next() < 0.9 ? (mean * 5) / 9 : mean * 5),
  }
}

// Mahmoudi and Khazaei, "SimFaaS: a performance simulator for serverless computing platforms", 2021: a scale-per-request
// simulator that its authors validated on AWS Lambda. Two halves of its million seconds.
test.each([1, 2])(
  'a simulator validated on AWS: 0.14 % cold starts, 7.66 environments of which 1.79 run, 6,335 s of life (seed=%d)',
  (seed) => {
    const { exponential } = draws(seed)
    const run = simulate({
      seed,
      seconds: 5e5,
      interarrival: () => exponential(1 / 0.9),
      service: (isFirst) => exponential(isFirst ? 2.244 : 1.991),
    })
    expect(run.running / 1.79).toBeCloseTo(1, 1.5)
    expect(run.idle / 5.87).toBeCloseTo(1, 1.2)
    expect((run.running + run.idle) / 7.66).toBeCloseTo(1, 1.2)
    expect(run.born / run.arrivals).toBeGreaterThan(0.0012)
    expect(run.born / run.arrivals).toBeLessThan(0.00155)
    expect(run.lifespan).toBeGreaterThan(6_335 * 0.88)
    expect(run.lifespan).toBeLessThan(6_335 * 1.12)
  },
  // Half a million invocations: seconds, but minutes on a machine that many share.
  300_000,
)

/** The share of arrivals that find all `servers` busy, at `load` = arrival rate x mean service. A. K. Erlang, 1917. */
function erlangB(load: number, servers: number): number {
  let blocked = 1
  for (let n = 1; n <= servers; n++) blocked = (load * blocked) / (n + load * blocked)
  return blocked
}

test.each(['exponential', 'deterministic', 'uneven'] as const)(
  'reserved concurrency without a queue gives Erlang B: %s service',
  (law) => {
    const { exponential, uneven } = draws(3)
    const service = { exponential, deterministic: (mean: number) => mean, uneven }[law]
    const run = simulate({
      seed: 3,
      properties: { ReservedConcurrentExecutions: 6 },
      seconds: 2e5,
      interarrival: () => exponential(2),
      service: () => service(10),
    })
    expect(run.refused / run.arrivals).toBeGreaterThan(erlangB(5, 6) * 0.95)
    expect(run.refused / run.arrivals).toBeLessThan(erlangB(5, 6) * 1.05)
  },
)

test.each([
  { rate: 0.05, mean: 8, expiry: 60, model: 'exponential' },
  { rate: 0.5, mean: 3, expiry: 120, model: 'log-normal' },
  { rate: 4, mean: 0.5, expiry: 30, model: 'constant' },
] as const)('L = λW on every run: $rate/s of $mean s, $model expiry of $expiry s', (setting) => {
  const { exponential } = draws(5)
  const lasts = 2e5
  const run = simulate({
    seed: 5,
    model: { IdleExpirySeconds: setting.expiry, IdleExpiryModel: setting.model },
    seconds: lasts / setting.rate / 5,
    interarrival: () => exponential(1 / setting.rate),
    service: () => exponential(setting.mean),
  })
  const rate = run.arrivals / (lasts / setting.rate / 5)
  // Mean running = λ·E[S]; mean environments = λ·p_cold·lifespan.
  expect(run.running / (rate * run.meanService)).toBeCloseTo(1, 1.3)
  const all = run.running + run.idle
  expect(all / (((rate * run.born) / run.arrivals) * run.lifespan)).toBeCloseTo(1, 1.3)
})

test('arrivals closer together than the idle expiry: exactly one cold start', () => {
  const run = simulate({
    seed: 7,
    seconds: 100_000,
    interarrival: () => 599,
    service: () => 1,
  })
  expect([run.arrivals, run.born]).toEqual([166, 1])
})

test('arrivals further apart than idle expiry and service: all of them are cold', () => {
  const run = simulate({
    seed: 7,
    seconds: 100_000,
    interarrival: () => 602,
    service: () => 1,
  })
  expect([run.arrivals, run.born]).toEqual([166, 166])
})
