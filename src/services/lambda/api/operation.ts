import { decodePercent, parseQuery } from '#contracts/proxyRequest.ts'

/** The operations of Lambda's API that are served here, by AWS's names. */
export type OperationName =
  | 'Invoke'
  | 'InvokeAsync'
  | 'InvokeWithResponseStream'
  | 'GetFunction'
  | 'GetFunctionConfiguration'
  | 'GetFunctionRecursionConfig'
  | 'ListVersionsByFunction'
  | 'ListAliases'
  | 'GetAlias'
  | 'GetFunctionConcurrency'
  | 'GetFunctionEventInvokeConfig'
  | 'GetFunctionUrlConfig'
  | 'GetProvisionedConcurrencyConfig'
  | 'ListProvisionedConcurrencyConfigs'
  | 'ListFunctionEventInvokeConfigs'
  | 'ListFunctionUrlConfigs'
  | 'ListTags'
  | ChangeOperation
  | AccountOperation

/** Those that change a function. */
export type ChangeOperation =
  | 'PublishVersion'
  | 'DeleteFunction'
  | 'UpdateFunctionConfiguration'
  | 'UpdateFunctionCode'
  | 'CreateAlias'
  | 'UpdateAlias'
  | 'DeleteAlias'
  | 'PutFunctionConcurrency'
  | 'DeleteFunctionConcurrency'
  | 'PutProvisionedConcurrencyConfig'
  | 'DeleteProvisionedConcurrencyConfig'
  | 'PutFunctionEventInvokeConfig'
  | 'UpdateFunctionEventInvokeConfig'
  | 'DeleteFunctionEventInvokeConfig'
  | 'CreateFunctionUrlConfig'
  | 'UpdateFunctionUrlConfig'
  | 'DeleteFunctionUrlConfig'
  | 'PutFunctionRecursionConfig'
  | 'TagResource'
  | 'UntagResource'
  | 'UpdateEventSourceMapping'

/** Those that are about the account as a whole, or about a mapping: no function stands in their path. */
export type AccountOperation =
  | 'GetAccountSettings'
  | 'GetEventSourceMapping'
  | 'ListEventSourceMappings'
  | 'ListFunctions'

/** A call of Lambda's API, its path taken apart. */
export interface Operation {
  readonly name: OperationName
  /** As it stands in the path, decoded: a name, a partial or a whole ARN; empty where the operation is the account's. */
  readonly functionName: string
  /** The rest of the path: an alias's name, a mapping's UUID; empty elsewhere. */
  readonly member: string
  /** Query parameters; of a name that repeats, the last. */
  readonly query: ReadonlyMap<string, string>
}

interface Pattern {
  readonly name: OperationName
  readonly method: string
  /** Its groups: the function's name, and a member. */
  readonly path: RegExp
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
const PATTERNS: readonly Pattern[] = [
  { name: 'Invoke', method: 'POST', path: /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/ },
  {
    name: 'InvokeAsync',
    method: 'POST',
    path: /^\/2014-11-13\/functions\/([^/]+)\/invoke-async\/?$/,
  },
  {
    name: 'InvokeWithResponseStream',
    method: 'POST',
    path: /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations\/?$/,
  },
  { name: 'GetFunction', method: 'GET', path: /^\/2015-03-31\/functions\/([^/]+)\/?$/ },
  {
    name: 'GetFunctionConfiguration',
    method: 'GET',
    path: /^\/2015-03-31\/functions\/([^/]+)\/configuration\/?$/,
  },
  {
    name: 'GetFunctionRecursionConfig',
    method: 'GET',
    path: /^\/2024-08-31\/functions\/([^/]+)\/recursion-config\/?$/,
  },
  {
    name: 'ListVersionsByFunction',
    method: 'GET',
    path: /^\/2015-03-31\/functions\/([^/]+)\/versions\/?$/,
  },
  { name: 'ListAliases', method: 'GET', path: /^\/2015-03-31\/functions\/([^/]+)\/aliases\/?$/ },
  {
    name: 'GetAlias',
    method: 'GET',
    path: /^\/2015-03-31\/functions\/([^/]+)\/aliases\/([^/]+)\/?$/,
  },
  {
    name: 'GetFunctionConcurrency',
    method: 'GET',
    path: /^\/2019-09-30\/functions\/([^/]+)\/concurrency\/?$/,
  },
  {
    name: 'GetFunctionEventInvokeConfig',
    method: 'GET',
    path: /^\/2019-09-25\/functions\/([^/]+)\/event-invoke-config\/?$/,
  },
  {
    name: 'GetFunctionUrlConfig',
    method: 'GET',
    path: /^\/2021-10-31\/functions\/([^/]+)\/url\/?$/,
  },
  {
    name: 'GetProvisionedConcurrencyConfig',
    method: 'GET',
    path: /^\/2019-09-30\/functions\/([^/]+)\/provisioned-concurrency\/?$/,
  },
  { name: 'GetAccountSettings', method: 'GET', path: /^\/2016-08-19\/account-settings\/?$/ },
  { name: 'ListFunctions', method: 'GET', path: /^\/2015-03-31\/functions\/?$/ },
  {
    name: 'ListEventSourceMappings',
    method: 'GET',
    path: /^\/2015-03-31\/event-source-mappings\/?$/,
  },
  {
    name: 'GetEventSourceMapping',
    method: 'GET',
    path: /^\/2015-03-31\/event-source-mappings\/()([^/]+)\/?$/,
  },
  {
    name: 'PublishVersion',
    method: 'POST',
    path: /^\/2015-03-31\/functions\/([^/]+)\/versions\/?$/,
  },
  { name: 'DeleteFunction', method: 'DELETE', path: /^\/2015-03-31\/functions\/([^/]+)\/?$/ },
  {
    name: 'UpdateFunctionConfiguration',
    method: 'PUT',
    path: /^\/2015-03-31\/functions\/([^/]+)\/configuration\/?$/,
  },
  {
    name: 'UpdateFunctionCode',
    method: 'PUT',
    path: /^\/2015-03-31\/functions\/([^/]+)\/code\/?$/,
  },
  { name: 'CreateAlias', method: 'POST', path: /^\/2015-03-31\/functions\/([^/]+)\/aliases\/?$/ },
  {
    name: 'UpdateAlias',
    method: 'PUT',
    path: /^\/2015-03-31\/functions\/([^/]+)\/aliases\/([^/]+)\/?$/,
  },
  {
    name: 'DeleteAlias',
    method: 'DELETE',
    path: /^\/2015-03-31\/functions\/([^/]+)\/aliases\/([^/]+)\/?$/,
  },
  {
    name: 'PutFunctionConcurrency',
    method: 'PUT',
    path: /^\/2017-10-31\/functions\/([^/]+)\/concurrency\/?$/,
  },
  {
    name: 'DeleteFunctionConcurrency',
    method: 'DELETE',
    path: /^\/2017-10-31\/functions\/([^/]+)\/concurrency\/?$/,
  },
  {
    name: 'PutProvisionedConcurrencyConfig',
    method: 'PUT',
    path: /^\/2019-09-30\/functions\/([^/]+)\/provisioned-concurrency\/?$/,
  },
  {
    name: 'DeleteProvisionedConcurrencyConfig',
    method: 'DELETE',
    path: /^\/2019-09-30\/functions\/([^/]+)\/provisioned-concurrency\/?$/,
  },
  {
    name: 'ListFunctionEventInvokeConfigs',
    method: 'GET',
    path: /^\/2019-09-25\/functions\/([^/]+)\/event-invoke-config\/list\/?$/,
  },
  {
    name: 'PutFunctionEventInvokeConfig',
    method: 'PUT',
    path: /^\/2019-09-25\/functions\/([^/]+)\/event-invoke-config\/?$/,
  },
  {
    name: 'UpdateFunctionEventInvokeConfig',
    method: 'POST',
    path: /^\/2019-09-25\/functions\/([^/]+)\/event-invoke-config\/?$/,
  },
  {
    name: 'DeleteFunctionEventInvokeConfig',
    method: 'DELETE',
    path: /^\/2019-09-25\/functions\/([^/]+)\/event-invoke-config\/?$/,
  },
  {
    name: 'ListFunctionUrlConfigs',
    method: 'GET',
    path: /^\/2021-10-31\/functions\/([^/]+)\/urls\/?$/,
  },
  {
    name: 'CreateFunctionUrlConfig',
    method: 'POST',
    path: /^\/2021-10-31\/functions\/([^/]+)\/url\/?$/,
  },
  {
    name: 'UpdateFunctionUrlConfig',
    method: 'PUT',
    path: /^\/2021-10-31\/functions\/([^/]+)\/url\/?$/,
  },
  {
    name: 'DeleteFunctionUrlConfig',
    method: 'DELETE',
    path: /^\/2021-10-31\/functions\/([^/]+)\/url\/?$/,
  },
  {
    name: 'PutFunctionRecursionConfig',
    method: 'PUT',
    path: /^\/2024-08-31\/functions\/([^/]+)\/recursion-config\/?$/,
  },
  { name: 'ListTags', method: 'GET', path: /^\/2017-03-31\/tags\/([^/]+)\/?$/ },
  { name: 'TagResource', method: 'POST', path: /^\/2017-03-31\/tags\/([^/]+)\/?$/ },
  { name: 'UntagResource', method: 'DELETE', path: /^\/2017-03-31\/tags\/([^/]+)\/?$/ },
  {
    name: 'UpdateEventSourceMapping',
    method: 'PUT',
    path: /^\/2015-03-31\/event-source-mappings\/()([^/]+)\/?$/,
  },
]

const OF_ACCOUNT: ReadonlySet<string> = new Set<AccountOperation>([
  'GetAccountSettings',
  'GetEventSourceMapping',
  'ListEventSourceMappings',
  'ListFunctions',
])

/** Whether an operation is about the account rather than about one function. */
export const isOfAccount = (name: OperationName): name is AccountOperation => OF_ACCOUNT.has(name)

/** The action that IAM asks for. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
export const actionOf = (name: OperationName): string => {
  if (name === 'InvokeWithResponseStream') return 'lambda:InvokeFunction'
  return name === 'Invoke' ? 'lambda:InvokeFunction' : `lambda:${name}`
}

/** `?List=ALL` makes a list of what asks for one member else. */
const listOf = (name: OperationName): OperationName =>
  name === 'GetProvisionedConcurrencyConfig' ? 'ListProvisionedConcurrencyConfigs' : name

/** Reads method, path and query; null where Lambda has no such operation, or none that is simulated. */
export function parseOperation(request: {
  readonly method: string
  readonly path: string
  readonly query: string
}): Operation | null {
  for (const { name, method, path } of PATTERNS) {
    if (method !== request.method) continue
    const found = path.exec(request.path)
    if (found === null) continue
    const query = new Map(parseQuery(request.query))
    return {
      name: query.get('List') === 'ALL' ? listOf(name) : name,
      functionName: decodePercent(found[1] ?? ''),
      member: decodePercent(found[2] ?? ''),
      query,
    }
  }
  return null
}

/** A function as a caller names it. */
export interface FunctionReference {
  readonly name: string
  readonly qualifier: string | undefined
}

const REFERENCE =
  /^(?:(?:arn:aws[a-zA-Z-]*:lambda:)?(?:[a-z]{2}(?:-[a-z]+)+-\d:)?(?:\d{12}:)?(?:function:)?)([a-zA-Z0-9_-]+)(?::(\$LATEST|[a-zA-Z0-9_-]+))?$/

/** "my-function", "123456789012:function:my-function", a whole ARN, each with a version or an alias at its end or without. */
export function parseReference(text: string): FunctionReference | null {
  const found = text.length > 170 ? null : REFERENCE.exec(text)
  const name = found?.[1]
  return name === undefined ? null : { name, qualifier: found?.[2] }
}
