import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import type { Service, ServiceContext, ServiceModule } from '../service.ts'
import { createEndpoint } from './api/endpoint.ts'
import { createLambdaApi } from './api/lambdaApi.ts'
import { createAsynchronous } from './asynchronous/asynchronous.ts'
import { lambdaDefinition, type LambdaState } from './definition.ts'
import { createFleet } from './environments/fleet.ts'
import { createTimings } from './environments/timings.ts'
import { createFunctionUrl } from './functionUrl/functionUrl.ts'
import { createFunctionDirectory, type FunctionDirectory } from './functionDirectory.ts'
import { createUuid } from './identifiers.ts'
import { createInvoker } from './invoker.ts'
import { ASYNC_EVENTS_MAX } from './limits.ts'
import { createRecording } from './recording.ts'
import { refuseTooLarge } from './replies.ts'
import { type AccountConcurrency, createAccountConcurrency } from './scaling/accountConcurrency.ts'
import { createAdmission } from './scaling/admission.ts'
import { createStatistics } from './statistics.ts'
import { createQualifierStatistics } from './versions/qualifierStatistics.ts'
import { createVersions } from './versions/versions.ts'

type Context = ServiceContext<typeof lambdaDefinition>

/** What an account's functions share in their Region. */
export interface LambdaRegion {
  readonly concurrency: AccountConcurrency
  readonly functions: FunctionDirectory
}

/** Creates a Region without functions. */
export const createLambdaRegion = (): LambdaRegion => ({
  concurrency: createAccountConcurrency(),
  functions: createFunctionDirectory(),
})

/** One function, with all its versions and their execution environments. */
export function createLambda(
  ctx: Context,
  { concurrency: account, functions }: LambdaRegion,
): Service<typeof lambdaDefinition, LambdaState> {
  const ids = ctx.random('requests')
  const statistics = createStatistics(() => ctx.now)
  const recording = createRecording(ctx, statistics)
  const fleet = createFleet(() => ctx.now)
  const admission = createAdmission({
    id: ctx.node.id,
    account,
    now: () => ctx.now,
    concurrency: (inUse) => recording.concurrency(inUse),
  })
  const timings = createTimings((purpose) => ctx.random(purpose))
  const versions = createVersions({ ctx, timings, recording, fleet, admission })
  const qualifiers = createQualifierStatistics()
  const invoker = createInvoker({ ctx, versions, recording, qualifiers })
  const asynchronous = createAsynchronous(ctx, { invoker, recording })

  const configureAccount = (): void => {
    admission.configure(versions.latest.configuration)
    functions.set(ctx.node.id, versions.latest.configuration.functionName)
  }
  configureAccount()

  function* invoke(request: InvokeRequest, requestId: string): Process<InvokeReply> {
    const refusal = refuseTooLarge(request, ctx.node.model.AsyncPayloadLimitKB)
    if (refusal !== null) return refusal
    if (request.invocationType === 'RequestResponse') {
      return yield* invoker.invoke(request, requestId)
    }
    const unknown = invoker.refuse(request)
    if (unknown !== null) return unknown
    if (request.invocationType === 'DryRun') return { type: 'accepted', statusCode: 204 }
    if (asynchronous.accept(request, requestId)) return { type: 'accepted', statusCode: 202 }
    return recording.throttle(
      {
        limit: 'account',
        reason: 'ConcurrentInvocationLimitExceeded',
        value: ASYNC_EVENTS_MAX,
        inUse: ASYNC_EVENTS_MAX,
      },
      request.context,
    )
  }

  const url = createFunctionUrl(ctx, { recording, invoke })
  const api = createLambdaApi(ctx, { versions, arnOf: invoker.arnOf, invoke })

  return {
    serve: {
      invoke: (request) => invoke(request, createUuid(ids)),
      api: (request) => api.serve(request),
      http: (request) => url.serve(request),
    },
    hostnames() {
      const host = url.host()
      return host === null ? [] : [host]
    },
    changed() {
      versions.configure()
      configureAccount()
    },
    inspect: () => ({
      ...statistics.inspect(fleet.all, { ...admission.inspect(), provisioned: [] }),
      url: url.host() === null ? null : `https://${url.host()}/`,
      asynchronous: asynchronous.inspect(),
      qualifiers: qualifiers.read(),
    }),
    dispose() {
      for (const environment of fleet.all) environment.isolate?.dispose()
      account.remove(ctx.node.id)
      functions.remove(ctx.node.id)
    },
  }
}

/** Lambda, as the simulation sees it. */
export const lambda: ServiceModule<typeof lambdaDefinition, LambdaState, LambdaRegion> = {
  definition: lambdaDefinition,
  createShared: createLambdaRegion,
  endpoints: ({ functions }, account) => [createEndpoint(functions, account)],
  create: createLambda,
}
