import type { ServiceContext } from '#services/service.ts'
import type { lambdaDefinition, ProvisionedState } from '../definition.ts'
import { notFound } from '../replies.ts'
import type { Versions } from '../versions/versions.ts'
import { describeAlias, describeVersion } from './describe.ts'
import { describeEventInvoke, describeProvisioned, describeUrl } from './describeSettings.ts'
import { type ApiRefusal, readQualifier } from './invokeRequest.ts'
import { tagsOf } from '../control/tags.ts'
import type { Operation, OperationName } from './operation.ts'

/** What is looked up. */
export interface LookupParts {
  readonly versions: Versions
  /** As a caller names the function. */
  readonly arnOf: (qualifier: string | undefined) => string
  /** The function URL's host; null where there is none. */
  readonly urlHost: () => string | null
  /** All provisioned concurrency of the function, by alias. */
  readonly provisioned: () => readonly ProvisionedState[]
}

/** What was found, or why nothing was. */
export type Found = { readonly value: object } | ApiRefusal

/** 404, in the words of the operation that was asked. */
const missing = (errorType: string, message: string): ApiRefusal => ({
  status: 404,
  errorType,
  payload: JSON.stringify({ Type: 'User', Message: message }),
})

type Finders<Asked> = { readonly [N in OperationName]?: (asked: Asked) => Found }

/** Answers what asks for a function's settings and changes nothing. */
export function createLookups(
  ctx: ServiceContext<typeof lambdaDefinition>,
  { versions, arnOf, urlHost, provisioned }: LookupParts,
): (operation: Operation) => Found {
  const noFunction = (qualifier: string): ApiRefusal => {
    const reply = notFound(arnOf(qualifier))
    return { status: reply.statusCode, errorType: reply.errorType, payload: reply.payload }
  }
  const aliasOf = (name: string | undefined) =>
    ctx.node.properties.Aliases?.find(({ Name }) => Name === name)

  /** GetFunction and its configuration; an alias is described as the version that it names first. */
  function getFunction({ name }: Operation, qualifier: string | undefined): Found {
    const wanted = aliasOf(qualifier)?.FunctionVersion ?? qualifier ?? '$LATEST'
    const version = versions.all().find((each) => each.version === wanted)
    if (version === undefined) return noFunction(qualifier ?? wanted)
    const Configuration = describeVersion(version, arnOf(qualifier))
    if (name === 'GetFunctionConfiguration') return { value: Configuration }
    const reserved = ctx.node.properties.ReservedConcurrentExecutions
    const Concurrency = { ReservedConcurrentExecutions: reserved }
    const Tags = tagsOf(ctx.node)
    return {
      value: {
        Configuration,
        ...(Object.keys(Tags).length > 0 && { Tags }),
        ...(reserved !== undefined && { Concurrency }),
      },
    }
  }

  function getAlias({ member }: Operation): Found {
    const alias = aliasOf(member)
    if (alias !== undefined) return { value: describeAlias(alias, arnOf(undefined)) }
    return missing('ResourceNotFoundException', `Cannot find alias arn: ${arnOf(member)}`)
  }

  function getUrl(qualifier: string | undefined): Found {
    const config = ctx.node.properties.FunctionUrlConfig
    const host = urlHost()
    if (config === undefined || host === null || config.Qualifier !== qualifier) {
      return missing('ResourceNotFoundException', 'The resource you requested does not exist.')
    }
    return { value: describeUrl(config, { host, functionArn: arnOf(qualifier) }) }
  }

  function getProvisioned(qualifier: string | undefined): Found {
    const pools = provisioned().filter(({ alias }) => alias === qualifier)
    if (pools.length > 0) return { value: describeProvisioned(pools) }
    return missing(
      'ProvisionedConcurrencyConfigNotFoundException',
      'No Provisioned Concurrency Config found for this function',
    )
  }

  function listProvisioned(): Found {
    const aliases = [...new Set(provisioned().map(({ alias }) => alias))]
    const ProvisionedConcurrencyConfigs = aliases.map((alias) => ({
      FunctionArn: arnOf(alias),
      ...describeProvisioned(provisioned().filter((pool) => pool.alias === alias)),
    }))
    return { value: { ProvisionedConcurrencyConfigs } }
  }

  function getEventInvoke(qualifier: string | undefined): Found {
    const { properties } = ctx.node
    const own = qualifier === undefined ? properties : aliasOf(qualifier)
    const arn = arnOf(qualifier ?? '$LATEST')
    if (own?.EventInvokeConfig !== undefined) {
      return { value: describeEventInvoke(own.EventInvokeConfig, arn) }
    }
    return missing(
      'ResourceNotFoundException',
      `The function ${arn} doesn't have an EventInvokeConfig`,
    )
  }

  function listAliases(): Found {
    const aliases = ctx.node.properties.Aliases ?? []
    const Aliases = aliases.map((alias) => describeAlias(alias, arnOf(undefined)))
    return { value: { NextMarker: null, Aliases } }
  }

  function listEventInvoke(): Found {
    const { properties } = ctx.node
    const all = [
      { config: properties.EventInvokeConfig, qualifier: '$LATEST' },
      ...(properties.Aliases ?? []).map(({ Name, EventInvokeConfig: config }) => ({
        config,
        qualifier: Name,
      })),
    ]
    const FunctionEventInvokeConfigs = all.flatMap(({ config, qualifier }) =>
      config === undefined ? [] : [describeEventInvoke(config, arnOf(qualifier))],
    )
    return { value: { FunctionEventInvokeConfigs } }
  }

  function listUrls(): Found {
    const found = getUrl(ctx.node.properties.FunctionUrlConfig?.Qualifier)
    return { value: { FunctionUrlConfigs: 'errorType' in found ? [] : [found.value] } }
  }

  function listVersions(): Found {
    const Versions = versions.all().map((each) => describeVersion(each, arnOf(each.version)))
    return { value: { NextMarker: null, Versions } }
  }

  function getConcurrency(): Found {
    const reserved = ctx.node.properties.ReservedConcurrentExecutions
    return { value: reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved } }
  }

  /** What names a qualifier, in its query or at the end of the function's name. */
  const qualified: Finders<string | undefined> = {
    GetFunctionEventInvokeConfig: getEventInvoke,
    GetFunctionUrlConfig: getUrl,
    GetProvisionedConcurrencyConfig: getProvisioned,
  }
  const unqualified: Finders<Operation> = {
    GetAlias: getAlias,
    GetFunctionConcurrency: getConcurrency,
    GetFunctionRecursionConfig: () => ({
      value: { RecursiveLoop: ctx.node.properties.RecursiveLoop },
    }),
    ListAliases: listAliases,
    ListFunctionEventInvokeConfigs: listEventInvoke,
    ListFunctionUrlConfigs: listUrls,
    ListTags: () => ({ value: { Tags: tagsOf(ctx.node) } }),
    ListProvisionedConcurrencyConfigs: listProvisioned,
    ListVersionsByFunction: listVersions,
  }

  return (operation) => {
    const find = unqualified[operation.name]
    if (find !== undefined) return find(operation)
    const named = readQualifier(operation)
    if ('errorType' in named) return named
    const { qualifier } = named
    return qualified[operation.name]?.(qualifier) ?? getFunction(operation, qualifier)
  }
}
