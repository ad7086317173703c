import type { ServiceContext } from '#services/service.ts'
import type { lambdaDefinition } from '../definition.ts'
import { createEnvironmentVariables } from './environmentVariables.ts'
import type { FunctionConfiguration } from '../functionConfiguration.ts'
import type { RunnerHost } from './invocation.ts'
import type { Timings } from './timings.ts'

/** Where a function's own HTTP calls come from, as their servers see it: an address that no real host has (RFC 5737). */
const EGRESS_ADDRESS = '192.0.2.10'

/** What running handler code needs, over the room's context. `configuration` answers what is set at the moment. */
export function createRunnerHost(
  ctx: ServiceContext<typeof lambdaDefinition>,
  timings: Timings,
  configuration: () => FunctionConfiguration,
): RunnerHost {
  const seeds = ctx.random('isolate-seeds')
  return {
    now: () => ctx.now,
    sleep: (delay) => ctx.sleep(delay),
    schedule: (delay, run) => ctx.schedule(delay, run),
    start: (process) => ctx.start(process),
    settle: (work) => ctx.settle(work),
    timings,
    createIsolate({ environment, version, configuration: settings }) {
      const { properties, code, functionName, limits } = settings
      return ctx.handlers.createIsolate(
        {
          files: code,
          handler: properties.Handler,
          runtime: properties.Runtime,
          environment: createEnvironmentVariables({
            account: ctx.account,
            functionName,
            handler: properties.Handler,
            runtime: properties.Runtime,
            memoryMB: properties.MemorySize,
            version,
            logStreamName: environment.logStream,
            variables: properties.Environment?.Variables ?? {},
          }),
          seed: [seeds.word(), seeds.word(), seeds.word(), seeds.word()],
        },
        limits,
      )
    },
    beginSpan: (parent, name) => ctx.beginSpan(parent, name),
    endSpan: (span, outcome) => ctx.endSpan(span, outcome),
    note: (span, key, value) => ctx.record({ type: 'note', ...span, key, value }),
    *call(call, span) {
      const { id: _id, host, service, ...rest } = call
      const { principalArn } = configuration()
      const request = { context: span, ...rest }
      if (host === undefined) return yield* ctx.callApi({ ...request, service }, principalArn)
      return yield* ctx.callHost(
        { host, request: { ...request, sourceIp: EGRESS_ADDRESS } },
        principalArn,
      )
    },
    log: (environment, trace, line) =>
      ctx.record({ type: 'log', trace, stream: environment.logStream, line }),
  }
}
