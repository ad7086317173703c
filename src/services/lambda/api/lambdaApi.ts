import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import { ms } from '#kernel/time.ts'
import type { ServiceContext } from '#services/service.ts'
import type { lambdaDefinition } from '../definition.ts'
import { createUuid } from '../identifiers.ts'
import { changers, isChange } from '../control/control.ts'
import type { ControlParts } from '../control/parts.ts'
import { notFound } from '../replies.ts'
import { toInvokeReply, toStreamReply } from './invokeReply.ts'
import { readInvoke, readQualifier } from './invokeRequest.ts'
import { createLookups, type LookupParts } from './lookups.ts'
import { type ChangeOperation, type Operation, parseOperation } from './operation.ts'
import { apiError, apiReply } from './replies.ts'

/** How long the control plane takes to look something up. assumption */
const LOOKUP = ms(12)

/** How long it takes to change something; what is changed holds at once then. assumption */
const CHANGE = ms(150)

/** What the API is about. */
interface ApiParts extends LookupParts {
  readonly control: ControlParts
  readonly invoke: (request: InvokeRequest, requestId: string) => Process<InvokeReply>
}

/** Lambda's own API, of one function: the endpoint has found it and checked the caller's permission. */
export interface LambdaApi {
  serve(request: ApiRequest): Process<ApiReply>
}

/** Creates the API of the function that `ctx` stands for. */
export function createLambdaApi(
  ctx: ServiceContext<typeof lambdaDefinition>,
  parts: ApiParts,
): LambdaApi {
  const ids = ctx.random('api')
  const look = createLookups(ctx, parts)

  function* invokeBy(
    request: ApiRequest,
    operation: Operation,
    requestId: string,
  ): Process<ApiReply> {
    const read = readInvoke(request, operation)
    if ('errorType' in read) return apiError(requestId, read)
    const wantsStream = operation.name === 'InvokeWithResponseStream'
    const reply = yield* parts.invoke({ ...read, wantsStream }, requestId)
    return wantsStream ? toStreamReply(reply, requestId) : toInvokeReply(reply, requestId)
  }

  function* change(
    request: ApiRequest,
    operation: Operation & { readonly name: ChangeOperation },
    requestId: string,
  ): Process<ApiReply> {
    const named = readQualifier(operation)
    if ('errorType' in named) return apiError(requestId, named)
    yield ctx.sleep(CHANGE)
    const { qualifier } = named
    const done = changers[operation.name](parts.control, { request, operation, qualifier })
    if ('errorType' in done) return apiError(requestId, done)
    const body = done.value === undefined ? '' : JSON.stringify(done.value)
    return apiReply(requestId, { status: done.status, body })
  }

  return {
    *serve(request) {
      const operation = parseOperation(request)
      const requestId = createUuid(ids)
      if (operation === null) {
        const { statusCode: status, ...gone } = notFound(parts.arnOf('$LATEST'))
        return apiError(requestId, { status, ...gone })
      }
      if (operation.name.startsWith('Invoke')) {
        return yield* invokeBy(request, operation, requestId)
      }
      const { name } = operation
      if (isChange(name)) return yield* change(request, { ...operation, name }, requestId)
      yield ctx.sleep(LOOKUP)
      const found = look(operation)
      return 'errorType' in found
        ? apiError(requestId, found)
        : apiReply(requestId, { status: 200, body: JSON.stringify(found.value) })
    },
  }
}
