import type { ApiReply, ApiRequest } from '#contracts/api.ts'
import type { InvokeReply, InvokeRequest } from '#contracts/invoke.ts'
import type { Process } from '#kernel/process.ts'
import { ms } from '#kernel/time.ts'
import type { ServiceContext } from '#services/service.ts'
import type { lambdaDefinition } from '../definition.ts'
import { createUuid } from '../identifiers.ts'
import { notFound } from '../replies.ts'
import type { Versions } from '../versions/versions.ts'
import { describeAlias, describeVersion } from './describe.ts'
import { toInvokeReply, toStreamReply } from './invokeReply.ts'
import { readInvoke, readQualifier } from './invokeRequest.ts'
import { type Operation, parseOperation } from './operation.ts'
import { apiError, apiReply } from './replies.ts'

/** How long the control plane takes to look something up. assumption */
const LOOKUP = ms(12)

/** What the API is about. */
interface ApiParts {
  readonly versions: Versions
  /** As a caller names the function. */
  readonly arnOf: (qualifier: string | undefined) => string
  readonly invoke: (request: InvokeRequest, requestId: string) => Process<InvokeReply>
}

/** Lambda's own API, of one function: the endpoint has found it and checked the caller's permission. */
export interface LambdaApi {
  serve(request: ApiRequest): Process<ApiReply>
}

/** Creates the API of the function that `ctx` stands for. */
export function createLambdaApi(
  ctx: ServiceContext<typeof lambdaDefinition>,
  { versions, arnOf, invoke }: ApiParts,
): LambdaApi {
  const ids = ctx.random('api')

  /** A member that there is not: 404, as for a function. */
  const missing = (requestId: string, qualifier: string): ApiReply => {
    const reply = notFound(arnOf(qualifier))
    return apiError(requestId, { status: reply.statusCode, ...reply })
  }

  const json = (requestId: string, value: object): ApiReply =>
    apiReply(requestId, { status: 200, body: JSON.stringify(value) })

  /** GetFunction and its configuration; an alias is described as the version that it names first. */
  function getFunction(operation: Operation, requestId: string): ApiReply {
    const named = readQualifier(operation)
    if ('errorType' in named) return apiError(requestId, named)
    const { qualifier } = named
    const alias = ctx.node.properties.Aliases?.find(({ Name }) => Name === qualifier)
    const wanted = alias?.FunctionVersion ?? qualifier ?? '$LATEST'
    const version = versions.all().find((each) => each.version === wanted)
    if (version === undefined) return missing(requestId, qualifier ?? wanted)
    const Configuration = describeVersion(version, arnOf(qualifier))
    if (operation.name === 'GetFunctionConfiguration') return json(requestId, Configuration)
    const reserved = ctx.node.properties.ReservedConcurrentExecutions
    return json(requestId, {
      Configuration,
      ...(reserved !== undefined && { Concurrency: { ReservedConcurrentExecutions: reserved } }),
    })
  }

  function getAlias(operation: Operation, requestId: string): ApiReply {
    const alias = ctx.node.properties.Aliases?.find(({ Name }) => Name === operation.member)
    if (alias !== undefined) return json(requestId, describeAlias(alias, arnOf(undefined)))
    return apiError(requestId, {
      status: 404,
      errorType: 'ResourceNotFoundException',
      payload: JSON.stringify({
        Type: 'User',
        Message: `Cannot find alias arn: ${arnOf(operation.member)}`,
      }),
    })
  }

  function look(operation: Operation, requestId: string): ApiReply {
    const { properties } = ctx.node
    switch (operation.name) {
      case 'GetFunction':
      case 'GetFunctionConfiguration':
        return getFunction(operation, requestId)
      case 'ListVersionsByFunction':
        return json(requestId, {
          NextMarker: null,
          Versions: versions.all().map((each) => describeVersion(each, arnOf(each.version))),
        })
      case 'ListAliases':
        return json(requestId, {
          NextMarker: null,
          Aliases: (properties.Aliases ?? []).map((alias) =>
            describeAlias(alias, arnOf(undefined)),
          ),
        })
      case 'GetAlias':
        return getAlias(operation, requestId)
      case 'GetFunctionRecursionConfig':
        return json(requestId, { RecursiveLoop: properties.RecursiveLoop })
      case 'Invoke':
      case 'InvokeAsync':
      case 'InvokeWithResponseStream':
        return missing(requestId, '$LATEST')
      default:
        return operation.name satisfies never
    }
  }

  function* invokeBy(
    request: ApiRequest,
    operation: Operation,
    requestId: string,
  ): Process<ApiReply> {
    const read = readInvoke(request, operation)
    if ('errorType' in read) return apiError(requestId, read)
    const wantsStream = operation.name === 'InvokeWithResponseStream'
    const reply = yield* invoke({ ...read, wantsStream }, requestId)
    return wantsStream ? toStreamReply(reply, requestId) : toInvokeReply(reply, requestId)
  }

  return {
    *serve(request) {
      const operation = parseOperation(request)
      const requestId = createUuid(ids)
      if (operation === null) return missing(requestId, '$LATEST')
      if (operation.name.startsWith('Invoke')) {
        return yield* invokeBy(request, operation, requestId)
      }
      yield ctx.sleep(LOOKUP)
      return look(operation, requestId)
    },
  }
}
