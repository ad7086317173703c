import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import { ended } from '#kernel/combine.ts'
import type { Process } from '#kernel/process.ts'
import type { Service, ServiceContext, ServiceModule } from '../service.ts'
import { codeSizeOf, describeVersion } from './api/describe.ts'
import { createEndpoint } from './api/endpoint.ts'
import { createLambdaApi } from './api/lambdaApi.ts'
import { createChanges } from './control/changes.ts'
import { createAsynchronous } from './asynchronous/asynchronous.ts'
import { lambdaDefinition, type LambdaState } from './definition.ts'
import { createFunctionUrl } from './functionUrl/functionUrl.ts'
import { createFunctionDirectory, type FunctionDirectory } from './functionDirectory.ts'
import { createFunctionLife } from './functionLife.ts'
import { createUuid } from './identifiers.ts'
import { createInvoker } from './invoker.ts'
import { createEventSources } from './polling/eventSources.ts'
import { ASYNC_EVENTS_MAX } from './limits.ts'
import { refuseTenant, refuseTooLarge } from './replies.ts'
import { type AccountConcurrency, createAccountConcurrency } from './scaling/accountConcurrency.ts'
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
  const life = createFunctionLife(ctx, account, () => versions.all())
  const { recording, tracer } = life.parts
  const versions = createVersions(life.parts)
  const qualifiers = createQualifierStatistics()
  const invoker = createInvoker({ ctx, versions, recording, qualifiers, tracer })
  const asynchronous = createAsynchronous(ctx, { invoker, recording, tracer })
  const eventSources = createEventSources({
    ctx,
    createRequestId: () => createUuid(ids),
    arnOf: (qualifier) => invoker.arnOf(qualifier),
    principalArn: () => versions.latest.configuration.principalArn,
    invoke: (request, requestId) => invoke(request, requestId),
    provisioned: (mapping, pollers) => life.parts.metering.pollers(mapping, pollers),
  })

  const configure = (): void => {
    const { configuration } = versions.latest
    life.configure(configuration)
    functions.set(ctx.node.id, {
      functionName: configuration.functionName,
      describe: () => describeVersion(versions.latest, configuration.functionArn),
      codeSize: codeSizeOf(configuration.code),
      concurrency: () => ({
        limit: account.use(ctx.node.id, 'account').value,
        unreserved: account.use(ctx.node.id, 'unreserved').value,
      }),
      eventSourceMappings: () => eventSources.describe(),
    })
  }
  configure()

  const invoke = (request: InvokeRequest, requestId: string): Process<InvokeReply> => {
    const refusal = refuseTooLarge(request, ctx.node.model.AsyncPayloadLimitKB)
    if (refusal !== null) return ended(refusal)
    const isIsolated = ctx.node.properties.TenancyConfig !== undefined
    if (isIsolated || request.tenantId !== undefined) {
      const noTenant = refuseTenant(request.tenantId, isIsolated)
      if (noTenant !== null) return ended(noTenant)
    }
    if (request.invocationType === 'RequestResponse') {
      return invoker.invoke(request, requestId)
    }
    const unknown = invoker.refuse(request)
    if (unknown !== null) return ended(unknown)
    if (request.invocationType === 'DryRun') return ended({ type: 'accepted', statusCode: 204 })
    if (asynchronous.accept(request, requestId)) {
      return ended({ type: 'accepted', statusCode: 202 })
    }
    return ended(
      recording.throttle(
        {
          limit: 'account',
          reason: 'ConcurrentInvocationLimitExceeded',
          value: ASYNC_EVENTS_MAX,
          inUse: ASYNC_EVENTS_MAX,
        },
        request.context,
      ),
    )
  }

  /** The node is another: by an edit, or by Lambda's own API. */
  const changed = (): void => {
    versions.configure()
    configure()
    eventSources.configure()
  }
  const changes = createChanges(ctx, changed)

  const url = createFunctionUrl(ctx, { recording, invoke })
  const provisionedOf = (): number =>
    life.inspect().provisioned.reduce((sum, { requested }) => sum + requested, 0)
  const api = createLambdaApi(ctx, {
    versions,
    arnOf: invoker.arnOf,
    urlHost: () => url.host(),
    provisioned: () => life.inspect().provisioned,
    invoke,
    control: {
      ctx,
      versions,
      arnOf: invoker.arnOf,
      apply: (change) => changes.apply(change),
      unreserved: () =>
        account.use(ctx.node.id, 'unreserved').value +
        (ctx.node.properties.ReservedConcurrentExecutions ?? 0),
      provisioned: provisionedOf,
      urlHost: () => url.host(),
      eventSources,
    },
  })

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
    start: () => eventSources.configure(),
    changed() {
      changes.edited()
      changed()
    },
    inspect: () => ({
      ...life.inspect(),
      url: url.host() === null ? null : `https://${url.host()}/`,
      asynchronous: asynchronous.inspect(),
      qualifiers: qualifiers.read(),
      eventSources: eventSources.inspect(),
    }),
    usage: () => life.usage(),
    pending: () => asynchronous.inspect().depth + life.inspect().concurrency,
    query: (query) => life.query(query),
    dispose() {
      life.dispose()
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
